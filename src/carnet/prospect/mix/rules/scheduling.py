"""Who is contacted on which day: sequences begun day after day, as the week's capacity of each channel allows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .channels import Channel

IsOff = Callable[[date], bool]
Wanted = tuple[int, Channel, int]
"""Place in the sequence, channel, days after the first contact."""
DAYS_A_WEEK = 5
WAIT = 7
"""Days that a step after the first may be put off for want of room."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A group's sequence, (channel, day) in order, and the channels by which each of its companies may be reached."""

    steps: tuple[tuple[Channel, int], ...]
    members: Sequence[frozenset[Channel]]


@dataclass(frozen=True, slots=True)
class Move:
    """`step` is its place in the sequence."""

    step: int
    channel: Channel
    on: date


@dataclass(frozen=True, slots=True)
class Placed:
    """`moves` is None where no day was left before the plan's end, empty where no step may reach them."""

    group: int
    member: int
    moves: tuple[Move, ...] | None


@dataclass(slots=True)
class _Room:
    """What is taken: by week, and by day so that a week's work does not fall on its Monday."""

    first: date
    per_week: Mapping[Channel, int]
    weeks: Counter[tuple[Channel, int]]
    days: Counter[tuple[Channel, date]]

    def has(self, channel: Channel, on: date, moves: Sequence[Move]) -> bool:
        """Room for one more on that day, besides `moves` not yet taken."""
        week = self.week(on)
        weekly = sum(move.channel == channel and self.week(move.on) == week for move in moves)
        daily = sum(move.channel == channel and move.on == on for move in moves)
        return self.weeks[channel, week] + weekly < self.per_week.get(channel, 0) and self.days[
            channel, on
        ] + daily < self.per_day(channel)

    def per_day(self, channel: Channel) -> int:
        return -(-self.per_week.get(channel, 0) // DAYS_A_WEEK)

    def week(self, on: date) -> int:
        return (on - self.first).days // 7

    def take(self, moves: Sequence[Move]) -> None:
        for move in moves:
            self.weeks[move.channel, self.week(move.on)] += 1
            self.days[move.channel, move.on] += 1


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_day(first: date, weeks: int) -> date:
    """The Sunday of the last week."""
    return monday_of(first) + timedelta(days=7 * weeks - 1)


def schedule(
    groups: Sequence[Asked],
    capacity: Mapping[Channel, int],
    *,
    first: date,
    weeks: int,
    is_off: IsOff,
    begins: date | None = None,
    taken: Iterable[Move] = (),
) -> Iterator[Placed]:
    """The groups in their order, each company on the first day on which its whole sequence fits before the end; where
    none is left, without its scarcest action, then without the next: the best ranked are visited, all are written to.

    No channel of a week takes more contacts than its capacity, those `taken` already included; nobody is contacted on
    a day that `is_off`, nor before `begins`.
    """
    room = _Room(monday_of(first), capacity, Counter(), Counter())
    room.take(list(taken))
    first = max(first, begins or first)
    last = last_day(first, weeks)
    for number, group in enumerate(groups):
        # Room only shrinks: a day that did not fit those reached by the same channels will not fit the next.
        since: dict[tuple[Wanted, ...], date] = {}
        for member, may in enumerate(group.members):
            steps = tuple((place, *step) for place, step in enumerate(group.steps) if step[0] in may)
            moves: tuple[Move, ...] | None = None if steps else ()
            while steps and moves is None:
                moves, since[steps] = _first_fit(steps, room, since.get(steps, first), last, is_off)
                steps = _without_scarcest(steps, capacity)
            yield Placed(number, member, moves)


def _without_scarcest(steps: tuple[Wanted, ...], capacity: Mapping[Channel, int]) -> tuple[Wanted, ...]:
    """Of two as scarce, the later one goes."""
    scarce = min(steps, key=lambda step: (capacity.get(step[1], 0), -step[2], -step[0]))
    return tuple(step for step in steps if step != scarce)


def _first_fit(
    steps: Sequence[Wanted], room: _Room, start: date, last: date, is_off: IsOff
) -> tuple[tuple[Move, ...] | None, date]:
    day = start
    while day <= last:
        if not is_off(day) and (moves := _moves(steps, day, room, last, is_off)):
            room.take(moves)
            return moves, day
        day += timedelta(days=1)
    return None, last + timedelta(days=1)


def _moves(steps: Sequence[Wanted], start: date, room: _Room, last: date, is_off: IsOff) -> tuple[Move, ...] | None:
    """The sequence begun on `start`: a later step may wait up to WAIT days for room, never come before its day."""
    moves: list[Move] = []
    for place, channel, wait in steps:
        earliest = start + timedelta(days=wait)
        if moves:
            is_later = wait > steps[len(moves) - 1][2]
            earliest = max(earliest, moves[-1].on + timedelta(days=1 if is_later else 0))
        latest = min(last, earliest + timedelta(days=WAIT if moves else 0))
        on = next((day for day in _days(earliest, latest) if not is_off(day) and room.has(channel, day, moves)), None)
        if on is None:
            return None
        moves.append(Move(place, channel, on))
    return tuple(moves)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
