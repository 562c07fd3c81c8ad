"""A case: where one starts, the days, the visits. Read from JSON and checked; `docs/reference/tours.md` describes it.

Clock times are minutes since midnight. Places are numbered: the bases first, then the visits, each in its order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from carnet.foundation.geo.rules import Point

CASE_SCHEMA, PLAN_SCHEMA = "carnet-tour/1", "carnet-plan/1"
DAY = 24 * 60
MOST_DAYS, MOST_VISITS = 42, 300
UNSERVED_MANDATORY = 1000
"""What a mandatory visit left out weighs in `objective`, in minutes: more than any detour."""


@dataclass(frozen=True, slots=True)
class Base:
    """Home, an office, the place of a night."""

    code: str
    name: str
    point: Point


@dataclass(frozen=True, slots=True)
class Lunch:
    """`minutes` off, taken between `early` and `late`, on the road or between two visits."""

    early: int
    late: int
    minutes: int

    @property
    def last_start(self) -> int:
        return self.late - self.minutes


@dataclass(frozen=True, slots=True)
class WorkDay:
    """`most` bounds the time from departure to return, lunch not counted; None: the hours alone do."""

    on: date
    begin: int
    end: int
    start: str
    finish: str
    lunch: Lunch | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of a visit on some weekdays (1 is Monday). The visit begins and ends inside."""

    weekdays: frozenset[int]
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Visit:
    """`value`: the minutes of driving that the visit is worth, read only where it is optional.

    `at` fixes an appointment: a day and a minute. `openings` empty: whenever one works. `first_on` and `last_on`
    bound the day (a customer seen every month). `is_lunch`: one eats there.
    """

    code: str
    name: str
    point: Point
    minutes: int
    is_mandatory: bool = True
    value: int = 0
    at: tuple[date, int] | None = None
    openings: tuple[Opening, ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    is_lunch: bool = False

    def windows(self, on: date) -> list[tuple[int, int]]:
        """First and last minute at which it may begin that day, in order; none when it may not."""
        if self.at is not None:
            return [(self.at[1], self.at[1])] if self.at[0] == on else []
        if (self.first_on and on < self.first_on) or (self.last_on and on > self.last_on):
            return []
        if not self.openings:
            return [(0, DAY - self.minutes)]
        hours = sorted((one.begin, one.end) for one in self.openings if on.isoweekday() in one.weekdays)
        return [(begin, end - self.minutes) for begin, end in _joined(hours) if end - begin >= self.minutes]


def _joined(hours: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Hours that touch or overlap become one."""
    held: tuple[int, int] | None = None
    for begin, end in hours:
        if held is not None and begin <= held[1]:
            held = (held[0], max(held[1], end))
            continue
        if held is not None:
            yield held
        held = (begin, end)
    if held is not None:
        yield held


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes and kilometres from each place to each; `kind` is road or estimated, `source` who said so."""

    kind: str
    source: str
    minutes: tuple[tuple[int, ...], ...]
    km: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Vehicle:
    """`energy`: petrol, diesel, hybrid, plug_in, electric. `per_100`: litres, or kWh, in 100 km; None: not told."""

    energy: str
    per_100: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    title: str
    bases: tuple[Base, ...]
    days: tuple[WorkDay, ...]
    visits: tuple[Visit, ...]
    travel: Travel
    vehicle: Vehicle | None = None
    most_nights: int = 0
    places: dict[str, int] = field(default_factory=dict, compare=False)
    """The number of each base (`@code`) and of each visit (`code`)."""

    def __post_init__(self) -> None:
        numbered = [f"@{base.code}" for base in self.bases] + [visit.code for visit in self.visits]
        self.places.update({code: number for number, code in enumerate(numbered)})

    def visit(self, code: str) -> Visit:
        return self.visits[self.places[code] - len(self.bases)]

    def base(self, code: str) -> Base:
        return self.bases[self.places[f"@{code}"]]

    def without(self, codes: set[str]) -> "Case":
        """The same week, those visits never asked for."""
        kept = [number for number, visit in enumerate(self.visits) if visit.code not in codes]
        numbers = [*range(len(self.bases)), *(len(self.bases) + number for number in kept)]
        travel = Travel(
            self.travel.kind,
            self.travel.source,
            tuple(tuple(self.travel.minutes[a][b] for b in numbers) for a in numbers),
            tuple(tuple(self.travel.km[a][b] for b in numbers) for a in numbers),
        )
        visits = tuple(self.visits[number] for number in kept)
        return Case(self.title, self.bases, self.days, visits, travel, self.vehicle, self.most_nights)


Routes = Sequence[Sequence[str]]
"""The codes of the visits of each day, in the order in which they are made."""
