"""The best plan that the judge lets through, and why each visit is left out of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from carnet.prospect.tours.rules.case import Case, Routes
from carnet.prospect.tours.rules.conflicts import Conflict, prepared, reason_left
from carnet.prospect.tours.rules.judge import Verdict, day_plan, judge

from . import fallback, week

TRIES = 1500
"""Places that are tried in all to say why visits are left out: a second or two where hundreds are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`conflicts`: what could not be, found beforehand; `left`: one for each visit that the plan does without.

    `case` is the one that was planned. `solver`: pyvrp, vroom, none (nothing to plan).
    """

    case: Case
    routes: list[list[str]]
    verdict: Verdict
    conflicts: tuple[Conflict, ...]
    left: tuple[Conflict, ...]
    solver: str


def plan(case: Case, seconds: float, *, seed: int = 1) -> Outcome:
    """At most `seconds` of search, three times that where some mandatory visit fits nowhere."""
    planned, conflicts = prepared(case)
    routes, solver = _routes(planned, seconds, seed)
    verdict = judge(planned, routes)
    most = max(5, TRIES // max(1, len(verdict.left_out)))
    left = [reason_left(planned, routes, code, most=most) for code in verdict.left_out]
    return Outcome(planned, routes, verdict, tuple(conflicts), tuple(left), solver)


def replan(case: Case, kept: Sequence[list[str] | None], seconds: float, *, seed: int = 1) -> Outcome:
    """Only the days whose entry in `kept` is None are planned, with the visits that no kept day holds.

    The others keep their visits in their order; the whole is judged, so that one of them may turn out to break.
    """
    planned, conflicts = prepared(case)
    routes = [None if day is None else [code for code in day if code in planned.places] for day in kept]
    held = {code for day in routes if day for code in day}
    rest = planned.without(held)
    days = tuple(day for day, route in zip(planned.days, routes, strict=True) if route is None)
    part = Case(rest.title, rest.bases, days, rest.visits, rest.travel, rest.vehicle, rest.most_nights)
    free, _impossible = prepared(part)
    found, solver = _routes(free, seconds, seed)
    made = iter(found)
    whole = [next(made) if route is None else route for route in routes]
    verdict = judge(planned, whole)
    most = max(5, TRIES // max(1, len(verdict.left_out)))
    left = [reason_left(planned, whole, code, most=most) for code in verdict.left_out]
    return Outcome(planned, whole, verdict, tuple(conflicts), tuple(left), solver)


def _routes(case: Case, seconds: float, seed: int) -> tuple[list[list[str]], str]:
    if not case.visits and all(day.start == day.finish for day in case.days):
        return [[] for _ in case.days], "none"
    found = week.solve(case, seconds, seed=seed).routes
    if found is not None and judge(case, found).is_sound:
        return found, "pyvrp"
    others = [(found, "pyvrp"), (week.solve(case, seconds, seed=seed, is_strict=False).routes, "pyvrp")]
    others.append((fallback.solve(case, seconds), "vroom"))
    sound = [(mended(case, routes), solver) for routes, solver in others if routes is not None]
    sound = sound or [([[] for _ in case.days], "none")]
    return min(sound, key=lambda one: judge(case, one[0]).objective)


def mended(case: Case, routes: Routes) -> list[list[str]]:
    """The same plan without the visits that make a day break a promise, the least precious first."""
    days = [list(route) for route in routes]
    for number, day in enumerate(case.days):
        while days[number] and day_plan(case, day, days[number])[1] is not None:
            days[number] = min(_shorter(case, number, days[number]), key=lambda one: one[0])[1]
    return days


def _shorter(case: Case, number: int, route: list[str]) -> list[tuple[tuple[bool, bool, int, int], list[str]]]:
    """The day without each of its visits in turn, and how much each is missed: soundness first, then what is lost."""
    found = []
    for place, code in enumerate(route):
        rest = [*route[:place], *route[place + 1 :]]
        plan, breach = day_plan(case, case.days[number], rest)
        visit = case.visit(code)
        found.append(((breach is not None, visit.is_mandatory, visit.value, plan.drive), rest))
    return found
