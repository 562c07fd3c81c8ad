"""A plan as JSON: times as `09:30`, kilometres, kilograms, and a reason for each visit left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from .carbon import Emission, by_car, by_train, by_video, in_list_order
from .case import PLAN_SCHEMA, Case, Routes
from .conflicts import Conflict
from .judge import Breach, DayPlan, Verdict


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def written(
    case: Case,
    routes: Routes,
    verdict: Verdict,
    *,
    conflicts: Sequence[Conflict],
    left: Sequence[Conflict],
    factors: Mapping[str, float],
) -> dict[str, Any]:
    """`case` is the case that was planned, `conflicts` what could not be planned at all."""
    impossible = [one for one in conflicts if one.reason != "no_lunch"]
    return {
        "schema": PLAN_SCHEMA,
        "title": case.title,
        "is_sound": verdict.is_sound,
        "is_complete": not verdict.missing and not impossible,
        "travel": {"kind": case.travel.kind, "source": case.travel.source},
        "days": [_day(case, day) for day in verdict.days],
        "left_out": [_conflict(one) for one in (*impossible, *left)],
        "warnings": [_conflict(one) for one in conflicts if one.reason == "no_lunch"],
        "breaches": [_breach(one) for one in verdict.breaches],
        "totals": {
            "visits": sum(len(route) for route in routes),
            "km": verdict.km,
            "drive_minutes": verdict.drive,
            "value": verdict.value,
            "objective": verdict.objective,
        },
        "co2": comparison(case, routes, verdict.km, factors),
    }


def comparison(case: Case, routes: Routes, km: float, factors: Mapping[str, float]) -> dict[str, Any]:
    """The plan beside the same week in the order of the list, by train, and by video."""
    list_km, list_drive = in_list_order(case, routes)
    return {
        "plan": {"km": km, **_emission(by_car(km, case.vehicle, factors))},
        "list_order": {
            "km": list_km,
            "drive_minutes": list_drive,
            **_emission(by_car(list_km, case.vehicle, factors)),
        },
        "train": {"km": km, **_emission(by_train(km, factors))},
        "video": {"km": 0.0, **_emission(by_video(sum(map(len, routes)), factors))},
    }


def _emission(one: Emission) -> dict[str, Any]:
    return {"kg": one.kg, "basis": one.basis, "factors": list(one.factors)}


def _day(case: Case, day: DayPlan) -> dict[str, Any]:
    return {
        "on": day.on.isoformat(),
        "departs": clock(day.departs),
        "returns": clock(day.returns),
        "lunch": None if day.lunch is None else clock(day.lunch),
        "km": day.km,
        "drive_minutes": day.drive,
        "work_minutes": day.work,
        "stops": [
            {
                "id": stop.code,
                "name": case.visit(stop.code).name,
                "arrives": clock(stop.arrives),
                "begins": clock(stop.begins),
                "ends": clock(stop.ends),
                "drive_minutes": stop.drive,
                "km": round(stop.km, 1),
            }
            for stop in day.stops
        ],
    }


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "id": one.code,
        "reason": one.reason,
        "on": one.on.isoformat() if one.on else None,
        "with": list(one.others),
        "minutes": one.minutes,
        "until": clock(one.until) if one.until is not None else None,
    }


def _breach(one: Breach) -> dict[str, Any]:
    return {
        "reason": one.reason,
        "on": one.on.isoformat() if one.on else None,
        "id": one.code,
        "at": clock(one.minute) if one.minute is not None else None,
    }
