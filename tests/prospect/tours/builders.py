"""Cases of tours, written briefly: places on a line, a minute and a kilometre apart."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from carnet.foundation.geo.rules import Point
from carnet.prospect.tours.rules.case import Base, Case, Lunch, Travel, Vehicle, Visit, WorkDay

MONDAY = date(2026, 11, 23)
LUNCH = Lunch(12 * 60, 14 * 60, 60)


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def visit(code: str, x: int = 0, **told: Any) -> tuple[int, Visit]:
    """A visit that stands at minute `x` of the line."""
    if isinstance(told.get("at"), str):
        told["at"] = (MONDAY, at(told["at"]))
    return x, Visit(code, code.upper(), Point(45.7, 4.8 + x / 1000), told.pop("minutes", 30), **told)


def day(number: int = 0, **told: Any) -> WorkDay:
    usual: dict[str, Any] = {"begin": at("09:00"), "end": at("18:00"), "start": "home", "finish": "home"}
    return WorkDay(MONDAY + timedelta(days=number), **{**usual, "lunch": LUNCH, **told})


def case(*visits: tuple[int, Visit], days: Sequence[WorkDay] = (), **told: Any) -> Case:
    """Home stands at 0; other bases are given as (code, x) in `bases`."""
    bases = [("home", 0), *told.pop("bases", ())]
    xs = [x for _code, x in bases] + [x for x, _visit in visits]
    minutes = tuple(tuple(abs(a - b) for b in xs) for a in xs)
    travel = Travel("road", "test", minutes, tuple(tuple(float(one) for one in row) for row in minutes))
    held = tuple(Base(code, code, Point(45.7, 4.8 + x / 1000)) for code, x in bases)
    rows = tuple(one for _x, one in visits)
    return Case("test", held, tuple(days) or (day(),), rows, travel, told.pop("vehicle", None), **told)


DIESEL = Vehicle("diesel", 5.0)


def content(**changed: Any) -> dict[str, Any]:
    """A case as JSON: two days, an appointment, hours that close at noon."""
    return {
        "schema": "carnet-tour/1",
        "title": "Semaine 48",
        "bases": [{"id": "home", "name": "Lyon", "lat": 45.76, "lon": 4.835}],
        "day": {"start": "08:30", "end": "18:00", "lunch": {}},
        "days": [{"on": "2026-11-23"}, {"on": "2026-11-24"}],
        "vehicle": {"energy": "diesel", "per_100": 5.8},
        "visits": [
            {"id": "a", "name": "Villefranche", "lat": 45.989, "lon": 4.719, "at": "2026-11-23T10:30"},
            {
                "id": "b",
                "name": "Vienne",
                "lat": 45.525,
                "lon": 4.874,
                "open": [{"from": "09:00", "until": "12:00"}, {"from": "14:00", "until": "17:00"}],
            },
            {"id": "c", "name": "Annecy", "lat": 45.899, "lon": 6.129, "mandatory": False, "value": 20},
        ],
        **changed,
    }
