"""A case from JSON, each value checked; what is wrong is said with its place. `docs/reference/tours.md`: the keys."""

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from carnet.foundation.geo.rules import Point, distance_km, travel_minutes

from .case import (
    CASE_SCHEMA,
    DAY,
    MOST_DAYS,
    MOST_VISITS,
    Base,
    Case,
    Lunch,
    Opening,
    Travel,
    Vehicle,
    Visit,
    WorkDay,
)

SAME_TOWN_KM, SAME_TOWN_MINUTES = 2.0, 6
"""Two customers known by their commune alone stand on one point: what is counted between them. An assumption."""
ENERGIES = ("petrol", "diesel", "hybrid", "plug_in", "electric")
_CLOCK = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$|^24:00$")
_MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$")


class CaseInvalid(ValueError):
    """`place` is the path in the JSON, such as `visits[3].open[0].from`.

    `reason`: not_an_object, schema, missing, unknown_key, not_text, not_number, not_clock, not_day, not_moment,
    out_of_range, reversed, twice, unknown_base, no_day, too_many, days_order, coordinates, matrix_size, energy,
    not_flag, not_a_list, at_sea.
    """

    def __init__(self, place: str, reason: str, value: object = None) -> None:
        super().__init__(f"{place}: {reason} ({value!r})")
        self.place, self.reason, self.value = place, reason, value


class Given:
    """An object of the JSON and where it stands: each key is asked for once, and a key nobody asked for is refused."""

    def __init__(self, content: object, place: str) -> None:
        if not isinstance(content, Mapping):
            raise CaseInvalid(place or "case", "not_an_object", content)
        self.content, self.place = content, place
        self.asked: set[str] = set()

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def get(self, key: str, default: object = None) -> Any:
        self.asked.add(key)
        return self.content.get(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.get(key, default)
        if value is None:
            raise CaseInvalid(self.at(key), "missing")
        if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
            raise CaseInvalid(self.at(key), "not_text", value)
        return str(value).strip()[:200]

    def number(self, key: str, least: float, most: float, default: float | None = None) -> float:
        value = self.get(key, default)
        if value is None:
            raise CaseInvalid(self.at(key), "missing")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise CaseInvalid(self.at(key), "not_number", value)
        if not least <= value <= most:
            raise CaseInvalid(self.at(key), "out_of_range", value)
        return value

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        return round(self.number(key, least, most, default))

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.get(key, default)
        if not isinstance(value, bool):
            raise CaseInvalid(self.at(key), "not_flag", value)
        return value

    def clock(self, key: str, default: str | None = None) -> int:
        value = self.get(key, default)
        if value is None:
            raise CaseInvalid(self.at(key), "missing")
        if not isinstance(value, str) or not _CLOCK.match(value):
            raise CaseInvalid(self.at(key), "not_clock", value)
        hours, minutes = value.split(":")
        return int(hours) * 60 + int(minutes)

    def day(self, key: str) -> date | None:
        value = self.get(key)
        return None if value is None else _day(value, self.at(key))

    def list(self, key: str, default: Sequence[object] = ()) -> list["Given"]:
        value = self.get(key, default)
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise CaseInvalid(self.at(key), "not_a_list", value)
        return [Given(one, f"{self.at(key)}[{number}]") for number, one in enumerate(value)]

    def point(self) -> Point:
        lat, lon = self.get("lat"), self.get("lon")
        for key, value, most in (("lat", lat, 90.0), ("lon", lon, 180.0)):
            if value is None:
                raise CaseInvalid(self.at(key), "missing")
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
                raise CaseInvalid(self.at(key), "coordinates", value)
        return Point(float(lat), float(lon))

    def end(self) -> None:
        if unknown := sorted(str(key) for key in self.content if key not in self.asked):
            raise CaseInvalid(self.at(unknown[0]), "unknown_key", unknown[0])


def _day(value: object, place: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise CaseInvalid(place, "not_day", value) from None


def read(content: object) -> Case:
    """Raises CaseInvalid at the first thing that is wrong."""
    given = Given(content, "")
    if given.get("schema") != CASE_SCHEMA:
        raise CaseInvalid("schema", "schema", given.get("schema"))
    title = given.text("title", "tour")
    bases = tuple(_base(one) for one in given.list("bases"))
    if not bases:
        raise CaseInvalid("bases", "missing")
    _once("bases", [base.code for base in bases])
    days = _days(given, {base.code for base in bases})
    visits = tuple(_visit(one) for one in given.list("visits"))
    if len(visits) > MOST_VISITS:
        raise CaseInvalid("visits", "too_many", len(visits))
    _once("visits", [visit.code for visit in visits])
    points = [base.point for base in bases] + [visit.point for visit in visits]
    told = given.get("travel")
    travel = estimated(points) if told is None else _travel(Given(told, "travel"), len(points))
    car = given.get("vehicle")
    vehicle = None if car is None else _vehicle(Given(car, "vehicle"))
    nights = given.whole("most_nights", 0, MOST_DAYS, 0)
    given.end()
    return Case(title, bases, days, visits, travel, vehicle, nights)


def _once(place: str, codes: Sequence[str]) -> None:
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise CaseInvalid(f"{place}[{number}].id", "twice", code)
        if code.startswith("@"):
            raise CaseInvalid(f"{place}[{number}].id", "not_text", code)


def _base(given: Given) -> Base:
    code = given.text("id")
    base = Base(code, given.text("name", code), given.point())
    given.end()
    return base


def _days(given: Given, bases: set[str]) -> tuple[WorkDay, ...]:
    usual = given.get("day", {})
    Given(usual, "day")
    days = [_work_day(one, usual, bases) for one in given.list("days")]
    if not days:
        raise CaseInvalid("days", "no_day")
    if len(days) > MOST_DAYS:
        raise CaseInvalid("days", "too_many", len(days))
    for number, (one, following) in enumerate(itertools.pairwise(days), 1):
        if following.on <= one.on:
            raise CaseInvalid(f"days[{number}].on", "days_order", following.on.isoformat())
    return tuple(days)


def _work_day(given: Given, usual: Mapping[str, Any], bases: set[str]) -> WorkDay:
    """A day's own keys go before the usual ones."""
    whole = Given({**usual, **given.content}, given.place)
    on = whole.day("on")
    if on is None:
        raise CaseInvalid(whole.at("on"), "missing")
    begin, end = whole.clock("start", "09:00"), whole.clock("end", "18:00")
    if end <= begin:
        raise CaseInvalid(whole.at("end"), "reversed", whole.get("end"))
    first = whole.text("from", "home" if "home" in bases else min(bases))
    last = whole.text("to", first)
    for key, code in (("from", first), ("to", last)):
        if code not in bases:
            raise CaseInvalid(whole.at(key), "unknown_base", code)
    eaten = whole.get("lunch")
    lunch = None if eaten is None else _lunch(Given(eaten, whole.at("lunch")))
    most = whole.whole("most_minutes", 1, DAY) if whole.get("most_minutes") is not None else None
    whole.end()
    return WorkDay(on, begin, end, first, last, lunch, most)


def _lunch(given: Given) -> Lunch:
    early, late = given.clock("from", "12:00"), given.clock("until", "14:00")
    minutes = given.whole("minutes", 5, 240, 60)
    if late - early < minutes:
        raise CaseInvalid(given.at("until"), "reversed", given.get("until"))
    given.end()
    return Lunch(early, late, minutes)


def _visit(given: Given) -> Visit:
    code = given.text("id")
    visit = Visit(
        code=code,
        name=given.text("name", code),
        point=given.point(),
        minutes=given.whole("minutes", 1, DAY, 45),
        is_mandatory=given.flag("mandatory", default=True),
        value=given.whole("value", 0, 10_000, 0),
        at=_moment(given),
        openings=tuple(_opening(one) for one in given.list("open")),
        first_on=given.day("first_on"),
        last_on=given.day("last_on"),
        is_lunch=given.flag("is_lunch", default=False),
    )
    given.end()
    if visit.first_on and visit.last_on and visit.last_on < visit.first_on:
        raise CaseInvalid(given.at("last_on"), "reversed", visit.last_on.isoformat())
    return visit


def _moment(given: Given) -> tuple[date, int] | None:
    value = given.get("at")
    if value is None:
        return None
    found = _MOMENT.match(str(value))
    if not found or not _CLOCK.match(found[2]):
        raise CaseInvalid(given.at("at"), "not_moment", value)
    return _day(found[1], given.at("at")), int(found[2][:2]) * 60 + int(found[2][3:])


def _opening(given: Given) -> Opening:
    days = given.get("days", [1, 2, 3, 4, 5])
    if not isinstance(days, Sequence) or not all(one in range(1, 8) for one in days):
        raise CaseInvalid(given.at("days"), "out_of_range", days)
    begin, end = given.clock("from"), given.clock("until")
    if end <= begin:
        raise CaseInvalid(given.at("until"), "reversed", given.get("until"))
    given.end()
    return Opening(frozenset(days), begin, end)


def _travel(given: Given, size: int) -> Travel:
    minutes, km = given.get("minutes"), given.get("km")
    for key, rows in (("minutes", minutes), ("km", km)):
        if not isinstance(rows, list) or len(rows) != size or any(len(row) != size for row in rows):
            raise CaseInvalid(given.at(key), "matrix_size", size)
        for row in rows:
            for value in row:
                if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 100_000:
                    raise CaseInvalid(given.at(key), "not_number", value)
    kind = given.text("kind", "road")
    if kind not in {"road", "estimated"}:
        raise CaseInvalid(given.at("kind"), "out_of_range", kind)
    source = given.text("source", "file")
    given.end()
    whole = tuple(tuple(math.ceil(value) for value in row) for row in minutes)
    return Travel(kind, source, whole, tuple(tuple(float(value) for value in row) for row in km))


def _vehicle(given: Given) -> Vehicle:
    energy = given.text("energy")
    if energy not in ENERGIES:
        raise CaseInvalid(given.at("energy"), "energy", energy)
    told = given.get("per_100")
    vehicle = Vehicle(energy, None if told is None else given.number("per_100", 0.1, 100))
    given.end()
    return vehicle


def estimated(points: Sequence[Point]) -> Travel:
    """Kilometres and minutes from the straight line (`foundation.geo.rules`), symmetrical."""
    size = len(points)
    km = [[0.0] * size for _ in points]
    minutes = [[0] * size for _ in points]
    for a in range(size):
        for b in range(a):
            one = distance_km(points[a], points[b])
            is_same = points[a] == points[b]
            km[a][b] = km[b][a] = SAME_TOWN_KM if is_same else one.km
            minutes[a][b] = minutes[b][a] = SAME_TOWN_MINUTES if is_same else travel_minutes(one)
    return Travel("estimated", "straight line", tuple(map(tuple, minutes)), tuple(map(tuple, km)))


def working_days(monday: date, weeks: int, weekdays: Sequence[int]) -> list[date]:
    """The days of some weeks from `monday` on, on those weekdays (1 is Monday)."""
    return [
        day for number in range(weeks * 7) if (day := monday + timedelta(days=number)).isoweekday() in set(weekdays)
    ]
