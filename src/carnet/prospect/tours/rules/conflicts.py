"""What cannot be, found before any plan is looked for, and why a visit was left out of one. Each names its days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .case import DAY, Case, Routes, Visit, WorkDay
from .judge import day_plan


@dataclass(frozen=True, slots=True)
class Conflict:
    """`reason`: longer_than_day, outside_days, outside_hours, closed, no_date, too_far, leave_earlier, back_late,
    too_far_in_time, overlaps, no_lunch, no_room, not_worth.

    `others` are the visits that it collides with, `minutes` what is lacking, `until` the minute that would do.
    """

    code: str
    reason: str
    on: date | None = None
    others: tuple[str, ...] = ()
    minutes: int | None = None
    until: int | None = None


def prepared(case: Case) -> tuple[Case, list[Conflict]]:
    """The case without what cannot be: impossible visits leave it, and a lunch that an appointment eats."""
    found = [conflict for visit in case.visits if (conflict := impossible(case, visit)) is not None]
    found += _clashes(case, {conflict.code for conflict in found})
    case = case.without({conflict.code for conflict in found})
    days, lost = [], []
    for day in case.days:
        eater = _eats_lunch(case, day)
        if eater is None:
            days.append(day)
            continue
        days.append(replace(day, lunch=None))
        if not eater.is_lunch:
            lost.append(Conflict(eater.code, "no_lunch", day.on))
    return replace(case, days=tuple(days)), found + lost


def impossible(case: Case, visit: Visit) -> Conflict | None:
    """Why this visit would not fit even if it were alone in the week; None when it would."""
    if all(visit.minutes > day.end - day.begin for day in case.days):
        return Conflict(visit.code, "longer_than_day", minutes=visit.minutes)
    if visit.at is not None:
        return _impossible_at(case, visit, *visit.at)
    days = [day for day in case.days if _inside(visit, day)]
    if not days:
        is_dated = all(not replace(visit, openings=()).windows(day.on) for day in case.days)
        return Conflict(visit.code, "no_date" if is_dated else "closed")
    attempts = [day_plan(case, replace(day, lunch=None), [visit.code]) for day in days]
    if all(breach is not None for _plan, breach in attempts):
        return Conflict(visit.code, "too_far", minutes=min(plan.drive for plan, _breach in attempts))
    return None


def _inside(visit: Visit, day: WorkDay) -> bool:
    return any(max(first, day.begin) <= min(last, day.end - visit.minutes) for first, last in visit.windows(day.on))


def _impossible_at(case: Case, visit: Visit, on: date, minute: int) -> Conflict | None:
    day = next((day for day in case.days if day.on == on), None)
    if day is None:
        return Conflict(visit.code, "outside_days", on)
    if minute < day.begin or minute + visit.minutes > day.end:
        return Conflict(visit.code, "outside_hours", on)
    plan, breach = day_plan(case, replace(day, lunch=None), [visit.code])
    if breach is None:
        return None
    there = case.travel.minutes[case.places[f"@{day.start}"]][case.places[visit.code]]
    if (leave := minute - there) < day.begin:
        reason = "leave_earlier" if leave >= 0 else "too_far"
        return Conflict(visit.code, reason, on, minutes=plan.drive, until=max(0, leave))
    return Conflict(visit.code, "back_late", on, minutes=plan.drive, until=min(plan.returns, DAY))


def _clashes(case: Case, gone: set[str]) -> Iterator[Conflict]:
    """Of two appointments that cannot both be kept, the later one, with the one that it collides with."""
    held: list[Visit] = []
    fixed = [visit for visit in case.visits if visit.at and visit.code not in gone]
    for visit in sorted(fixed, key=lambda one: (not one.is_mandatory, one.at or (date.min, 0))):
        clash = next((other for other in held if _clash(case, visit, other)), None)
        if clash is None:
            held.append(visit)
            continue
        late = _late(case, visit, clash)
        reason = "overlaps" if _overlap(visit, clash) else "too_far_in_time"
        yield Conflict(visit.code, reason, visit.at[0] if visit.at else None, (clash.code,), late)


def _late(case: Case, one: Visit, other: Visit) -> int:
    """Minutes that lack between two appointments of the same day, the drive counted."""
    first, second = sorted((one, other), key=lambda visit: visit.at or (date.min, 0))
    drive = case.travel.minutes[case.places[first.code]][case.places[second.code]]
    return (first.at[1] if first.at else 0) + first.minutes + drive - (second.at[1] if second.at else 0)


def _clash(case: Case, one: Visit, other: Visit) -> bool:
    return bool(one.at and other.at and one.at[0] == other.at[0]) and _late(case, one, other) > 0


def _overlap(one: Visit, other: Visit) -> bool:
    if one.at is None or other.at is None:
        return False
    return one.at[1] < other.at[1] + other.minutes and other.at[1] < one.at[1] + one.minutes


def _eats_lunch(case: Case, day: WorkDay) -> Visit | None:
    """The appointment that leaves no time to eat that day; one that is itself the lunch, first of all."""
    fixed = [visit for visit in case.visits if visit.at and visit.at[0] == day.on]
    if day.lunch is None:
        return None
    for visit in fixed:
        if visit.is_lunch:
            return visit
    order = sorted(fixed, key=lambda visit: visit.at or (day.on, 0))
    _plan, without = day_plan(case, replace(day, lunch=None), [visit.code for visit in order])
    _plan, breach = day_plan(case, day, [visit.code for visit in order])
    if breach is None or without is not None:
        return None
    near = [visit for visit in order if visit.at and visit.at[1] + visit.minutes > day.lunch.early]
    return near[0] if near else order[-1]


def reason_left(case: Case, routes: Routes, code: str, *, most: int = 500) -> Conflict:
    """Why the plan does without this visit: nowhere room for it, or a detour longer than it is worth.

    Tries the `most` shortest detours of all days; `on`, `minutes` and `until` tell the nearest miss.
    """
    visit = case.visit(code)
    places = [
        (_detour(case, number, routes[number], place, code), number, place)
        for number, day in enumerate(case.days)
        if _inside(visit, day)
        for place in range(len(routes[number]) + 1)
    ]
    tries = []
    for detour, number, place in sorted(places)[:most]:
        tried = _insertion(case, number, [*routes[number][:place], code, *routes[number][place:]])
        if tried.over <= 0:
            return Conflict(code, "not_worth", tried.day.on, minutes=detour)
        tries.append(tried)
    if not (over := [one for one in tries if one.until is not None]):
        return Conflict(code, "no_room", others=tuple(dict.fromkeys(other for one in tries for other in one.fixed)))
    nearest = min(over, key=lambda one: one.over)
    return Conflict(code, "no_room", nearest.day.on, nearest.fixed, nearest.over, nearest.until)


def _detour(case: Case, number: int, route: Sequence[str], place: int, code: str) -> int:
    """Minutes of driving more, when `code` is seen at that place of the day."""
    day, minutes, places = case.days[number], case.travel.minutes, case.places
    stops = [f"@{day.start}", *route, f"@{day.finish}"]
    before, after, there = places[stops[place]], places[stops[place + 1]], places[code]
    return minutes[before][there] + minutes[there][after] - minutes[before][after]


@dataclass(frozen=True, slots=True)
class _Try:
    """`over`: minutes beyond the end of the day, 0 where it fits. `until` None: not even a longer day would do."""

    day: WorkDay
    over: int
    until: int | None
    fixed: tuple[str, ...]


def _insertion(case: Case, number: int, route: list[str]) -> _Try:
    day = case.days[number]
    fixed = tuple(code for code in route if case.visit(code).at)
    plan, breach = day_plan(case, day, route)
    if breach is None:
        return _Try(day, 0, plan.returns, fixed)
    longer, still = day_plan(case, replace(day, end=DAY, most=None), route)
    if still is not None:
        return _Try(day, 10**6, None, fixed)
    over = max(longer.returns - day.end, longer.work - day.most if day.most else 0, 1)
    return _Try(day, over, longer.returns, fixed)
