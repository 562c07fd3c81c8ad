"""Whether a plan holds: hours, lunch, length of day, appointments, nights. It shares no line with what makes plans.

Given only the order of the visits of each day, it finds the best times itself, to the minute.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .case import UNSERVED_MANDATORY, Case, Lunch, Routes, Visit, WorkDay


@dataclass(frozen=True, slots=True)
class Stop:
    """One arrives at `arrives`, waits perhaps, and the visit lasts from `begins` to `ends`; `drive` leads there."""

    code: str
    arrives: int
    begins: int
    ends: int
    drive: int
    km: float


@dataclass(frozen=True, slots=True)
class DayPlan:
    """`lunch` is the minute at which it begins, None where none is due."""

    on: date
    departs: int
    returns: int
    stops: tuple[Stop, ...]
    lunch: int | None
    drive: int
    km: float
    work: int


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that the plan does not keep. `reason`: unknown_visit, twice, wrong_day, closed, late, no_lunch,
    day_too_long, night_mismatch, too_many_nights.
    """

    reason: str
    on: date | None = None
    code: str = ""
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`objective` is what planning makes small: minutes of driving, and the value of what is left out."""

    days: tuple[DayPlan, ...]
    breaches: tuple[Breach, ...]
    left_out: tuple[str, ...]
    drive: int
    km: float
    value: int
    missing: int
    objective: int

    @property
    def is_sound(self) -> bool:
        return not self.breaches


def judge(case: Case, routes: Routes) -> Verdict:
    """Times and totals of a plan, and each promise that it breaks. `routes` has one entry for each day of the case."""
    breaches = list(_miscounted(case, routes))
    days: list[DayPlan] = []
    for day, route in zip(case.days, routes, strict=True):
        known = [code for code in route if code in case.places]
        plan, breach = day_plan(case, day, known)
        days.append(plan)
        if breach is not None:
            breaches.append(breach)
    breaches += _nights(case)
    served = {code for route in routes for code in route}
    left_out = tuple(visit.code for visit in case.visits if visit.code not in served)
    missed = [case.visit(code) for code in left_out]
    drive, missing = sum(day.drive for day in days), sum(visit.is_mandatory for visit in missed)
    unserved = sum(visit.value for visit in missed if not visit.is_mandatory)
    return Verdict(
        days=tuple(days),
        breaches=tuple(breaches),
        left_out=left_out,
        drive=drive,
        km=round(sum(day.km for day in days), 1),
        value=sum(visit.value for visit in case.visits if visit.code in served and not visit.is_mandatory),
        missing=missing,
        objective=drive + unserved + UNSERVED_MANDATORY * missing,
    )


def _miscounted(case: Case, routes: Routes) -> Iterator[Breach]:
    seen: set[str] = set()
    for code in (code for route in routes for code in route):
        if code not in case.places or code.startswith("@"):
            yield Breach("unknown_visit", code=code)
        elif code in seen:
            yield Breach("twice", code=code)
        seen.add(code)


def _nights(case: Case) -> Iterator[Breach]:
    """One wakes up where one went to sleep, and sleeps away no more often than agreed; at home one may start anew."""
    origin, away, nights = "", "", 0
    for day in case.days:
        if away and day.start != away:
            yield Breach("night_mismatch", day.on)
        if not away:
            origin = day.start
        away = "" if day.finish == origin else day.finish
        nights += bool(away)
    if away:
        yield Breach("night_mismatch", case.days[-1].on)
    if nights > case.most_nights:
        yield Breach("too_many_nights", minute=nights)


def day_plan(case: Case, day: WorkDay, route: Sequence[str]) -> tuple[DayPlan, Breach | None]:
    """The best times of one day's visits in this order, or those of the least bad attempt and what breaks."""
    legs = _legs(case, day, route)
    visits = [case.visit(code) for code in route]
    best, breach = _timed(day, visits, legs)
    if breach is None and day.most is not None and best.work > day.most:
        best = _shortest(day, visits, legs, best)
        if best.work > day.most:
            breach = Breach("day_too_long", day.on, minute=best.work)
    return best, breach


@dataclass(frozen=True, slots=True)
class _Leg:
    drive: int
    km: float


def _legs(case: Case, day: WorkDay, route: Sequence[str]) -> list[_Leg]:
    """From the start through each visit to the finish; a day without visits and with one base has none."""
    if not route and day.start == day.finish:
        return []
    ends = [case.places[f"@{day.start}"], *(case.places[code] for code in route), case.places[f"@{day.finish}"]]
    travel = case.travel
    return [_Leg(travel.minutes[a][b], travel.km[a][b]) for a, b in itertools.pairwise(ends)]


def _soonest(plan: DayPlan) -> tuple[int, int]:
    return plan.returns, plan.work


def _least_work(plan: DayPlan) -> tuple[int, int]:
    return plan.work, plan.returns


def _timed(
    day: WorkDay,
    visits: Sequence[Visit],
    legs: Sequence[_Leg],
    leave: int | None = None,
    best: Callable[[DayPlan], tuple[int, int]] = _soonest,
) -> tuple[DayPlan, Breach | None]:
    """The best over every place that lunch may take; one leaves just in time for the first visit."""
    attempts = [_attempt(day, visits, legs, place, leave) for place in _lunch_places(day, visits)]
    sound = [plan for plan, breach in attempts if breach is None]
    if sound:
        return min(sound, key=best), None
    # The attempt that went furthest says best what is wrong.
    return max(attempts, key=lambda one: (len(one[0].stops), -one[0].returns))


BEFORE, AFTER = -1, -2


def _lunch_places(day: WorkDay, visits: Sequence[Visit]) -> list[int | None]:
    """The legs during which one may eat, before leaving and after coming back; None where no lunch is due."""
    if day.lunch is None or not visits or any(visit.is_lunch for visit in visits):
        return [None]
    return [BEFORE, AFTER, *range(len(visits) + 1)]


def _attempt(
    day: WorkDay, visits: Sequence[Visit], legs: Sequence[_Leg], place: int | None, leave: int | None
) -> tuple[DayPlan, Breach | None]:
    lunch, eaten = day.lunch, None
    now = departs = max(day.begin, leave or 0)
    stops: list[Stop] = []
    breach: Breach | None = None
    if place == BEFORE and lunch is not None:
        eaten = lunch.last_start if now >= lunch.late else max(lunch.early, min(now, lunch.last_start))
        now = departs = max(now, eaten + lunch.minutes)
    for number, leg in enumerate(legs):
        left = now
        now += leg.drive
        if place == number and lunch is not None:
            eaten, now = _eat(lunch, left, now)
            breach = breach or (Breach("no_lunch", day.on) if eaten > lunch.last_start else None)
        if number == len(visits):
            break
        visit = visits[number]
        begins = _begin(visit, day.on, now)
        if begins is None:
            breach = breach or _why_not(visit, day.on, now)
            begins = now
        if begins + visit.minutes > day.end:
            breach = breach or Breach("late", day.on, visit.code, begins + visit.minutes)
        if breach is not None:
            break
        stops.append(Stop(visit.code, now, begins, begins + visit.minutes, leg.drive, leg.km))
        now = begins + visit.minutes
    if breach is None and now > day.end:
        breach = Breach("late", day.on, minute=now)
    if place == AFTER and lunch is not None:
        eaten = max(lunch.early, now)
        breach = breach or (Breach("no_lunch", day.on) if eaten > lunch.last_start else None)
    plan = _written(day, stops, legs, (departs, now), eaten)
    inside = eaten is not None and place not in {BEFORE, AFTER} and lunch is not None
    return replace(plan, work=plan.work - (lunch.minutes if inside and lunch else 0)), breach


def _eat(lunch: Lunch, left: int, arrives: int) -> tuple[int, int]:
    """When lunch begins, and when one arrives, having left at `left` to arrive at `arrives` without it."""
    eaten = max(left, lunch.early)
    return eaten, max(arrives, eaten) + lunch.minutes


def _begin(visit: Visit, on: date, now: int) -> int | None:
    return next((max(now, first) for first, last in visit.windows(on) if now <= last), None)


def _why_not(visit: Visit, on: date, now: int) -> Breach:
    windows = visit.windows(on)
    if not windows:
        return Breach("wrong_day" if visit.at or visit.first_on or visit.last_on else "closed", on, visit.code)
    return Breach("late" if visit.at else "closed", on, visit.code, now)


def _written(
    day: WorkDay, stops: Sequence[Stop], legs: Sequence[_Leg], away: tuple[int, int], eaten: int | None
) -> DayPlan:
    """The day as it is lived: one leaves so as to arrive when the first visit begins, not before."""
    (departs, returns), held = away, list(stops)
    if held and (eaten is None or eaten >= held[0].begins or eaten < departs):
        slack = held[0].begins - held[0].arrives
        departs += slack
        held[0] = replace(held[0], arrives=held[0].begins)
    return DayPlan(
        on=day.on,
        departs=departs,
        returns=returns,
        stops=tuple(held),
        lunch=eaten,
        drive=sum(leg.drive for leg in legs),
        km=round(sum(leg.km for leg in legs), 1),
        work=returns - departs if legs else 0,
    )


def _shortest(day: WorkDay, visits: Sequence[Visit], legs: Sequence[_Leg], best: DayPlan) -> DayPlan:
    """Leave later, minute by minute, as long as every promise holds: the day with the least waiting."""
    for leave in range(best.departs + 1, day.end):
        plan, breach = _timed(day, visits, legs, leave, _least_work)
        if breach is not None:
            break
        best = min(best, plan, key=_least_work)
        if day.most is not None and best.work <= day.most:
            break
    return best
