"""A tour of the workspace as a case, and a plan back into its rows."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.services import record
from carnet.foundation.geo.rules import Point
from carnet.foundation.workspaces.models import Membership

from . import routing
from .drivers import driver_of
from .models import Driver, Habit, Tour, TourDay, TourVisit
from .rules.case import CASE_SCHEMA
from .rules.writing import clock


def days_to_plan(tour: Tour) -> list[TourDay]:
    """Today's and the coming ones. One query."""
    days = tour.days.filter(is_off=False, on__gte=timezone.localdate())
    return list(days.select_related("start", "finish"))


def visits_to_plan(tour: Tour, days: list[TourDay]) -> list[TourVisit]:
    """What was made on a day gone by stays as it was. One query."""
    rows = tour.visits.filter(cancelled_at=None).select_related("fixed", "day")
    first = days[0].on if days else date.max
    return [row for row in rows if not (row.day and row.day.on < first)]


def kept_days(tour: Tour, day_id: int | None) -> list[list[str] | None] | None:
    """The visits of each day to plan, in their order, but for the one that is planned again; None where all are."""
    if day_id is None:
        return None
    days = days_to_plan(tour)
    stops = tour.visits.filter(cancelled_at=None, day__in=days).order_by("rank", "pk").values_list("day", "pk")
    held: dict[int, list[str]] = {day.pk: [] for day in days}
    for day, pk in stops:
        held[day].append(str(pk))
    return [None if day.pk == day_id else held[day.pk] for day in days]


def content_of(tour: Tour) -> tuple[dict[str, Any], bool]:
    """The JSON of the case, and whether a routing server that is set gave no answer. Five queries."""
    days = days_to_plan(tour)
    visits = visits_to_plan(tour, days)
    driver = driver_of(tour.member)
    bases = {place.pk: place for day in days for place in (day.start, day.finish)}
    points = [place.point for place in bases.values()] + [visit.point for visit in visits]
    travel, has_failed = routing.travel(points)
    openings = _openings(visits)
    content = {
        "schema": CASE_SCHEMA,
        "title": str(tour),
        "bases": [{"id": str(pk), "name": one.name, **_at(one.point)} for pk, one in bases.items()],
        "days": [_day(day, driver) for day in days],
        "most_nights": len(days),
        "visits": [_visit(visit, openings.get(visit.company_id or 0, [])) for visit in visits],
        "travel": {
            "kind": travel.kind,
            "source": travel.source,
            "minutes": [list(row) for row in travel.minutes],
            "km": [list(row) for row in travel.km],
        },
    }
    car = {"energy": driver.energy, "per_100": float(driver.per_100) if driver.per_100 else None}
    return content | {"vehicle": {name: value for name, value in car.items() if value is not None}}, has_failed


def _at(point: Point) -> dict[str, float]:
    return {"lat": point.lat, "lon": point.lon}


def _day(day: TourDay, driver: Driver) -> dict[str, Any]:
    told: dict[str, Any] = {
        "on": day.on.isoformat(),
        "start": clock(day.begins),
        "end": clock(day.ends),
        "from": str(day.start_id),
        "to": str(day.finish_id),
    }
    if driver.lunch_minutes:
        told["lunch"] = {
            "from": clock(driver.lunch_from),
            "until": clock(driver.lunch_until),
            "minutes": driver.lunch_minutes,
        }
    if driver.most_minutes:
        told["most_minutes"] = driver.most_minutes
    return told


def _openings(visits: list[TourVisit]) -> dict[int, list[dict[str, Any]]]:
    rows = Habit.objects.filter(company__in=[visit.company_id for visit in visits if visit.company_id])
    return {
        row.company_id: [
            {"days": one["days"], "from": clock(one["begin"]), "until": clock(one["end"])} for one in row.openings
        ]
        for row in rows
    }


def _visit(visit: TourVisit, openings: list[dict[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(visit.pk),
        "name": visit.name,
        **_at(visit.point),
        "minutes": visit.minutes,
        "mandatory": visit.is_mandatory,
        "value": visit.value,
        "is_lunch": visit.is_lunch,
    }
    if visit.fixed:
        told["at"] = timezone.localtime(visit.fixed.starts_at).strftime("%Y-%m-%dT%H:%M")
        return told
    if openings:
        told["open"] = openings
    for name in ("first_on", "last_on"):
        if day := getattr(visit, name):
            told[name] = day.isoformat()
    return told


@transaction.atomic
def keep_plan(*, member: Membership | None, tour: Tour, plan: dict[str, Any], has_failed: bool) -> None:
    """Write a plan into the rows of the tour; what was planned before for those days goes."""
    days = {day.on.isoformat(): day for day in days_to_plan(tour)}
    visits = {str(visit.pk): visit for visit in visits_to_plan(tour, list(days.values()))}
    for visit in visits.values():
        visit.day, visit.arrives, visit.begins, visit.ends, visit.conflict = None, None, None, None, {}
    for told in plan["days"]:
        _keep_day(days[told["on"]], told, visits)
    for told in plan["left_out"]:
        visits[told["id"]].conflict = told
    tour.visits.filter(cancelled_at__isnull=False, day__in=days.values()).update(day=None)
    TourDay.objects.bulk_update(days.values(), ["departs", "returns", "lunch", "drive", "km"])
    TourVisit.objects.bulk_update(
        visits.values(), ["day", "rank", "arrives", "begins", "ends", "drive", "km", "conflict"]
    )
    kept = ("is_complete", "travel", "warnings", "totals", "co2", "solver")
    summary = {name: plan[name] for name in kept} | {"has_failed": has_failed}
    fields = {"summary": summary, "planned_at": timezone.now(), "is_stale": False}
    Tour.objects.filter(pk=tour.pk).update(**fields)
    after = {"id": tour.pk, **plan["totals"], "left": len(plan["left_out"])}
    record(member=member, code="tours.planned", subjects=[tour], after=after)


def _keep_day(day: TourDay, told: dict[str, Any], visits: dict[str, TourVisit]) -> None:
    is_driven = bool(told["stops"]) or told["km"] > 0
    day.departs, day.returns = (minute(told["departs"]), minute(told["returns"])) if is_driven else (None, None)
    day.lunch = minute(told["lunch"]) if is_driven and told["lunch"] else None
    day.drive, day.km = told["drive_minutes"], told["km"]
    for rank, stop in enumerate(told["stops"]):
        visit = visits[stop["id"]]
        visit.day, visit.rank, visit.drive, visit.km = day, rank, stop["drive_minutes"], stop["km"]
        visit.arrives, visit.begins, visit.ends = (minute(stop[name]) for name in ("arrives", "begins", "ends"))


def minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
