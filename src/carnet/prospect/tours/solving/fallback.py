"""VROOM's answer to the same week: it always has one, with native breaks, and weighs no detour against a value.

Asked where PyVRP finds no plan that makes every mandatory visit. Not there on systems without a wheel: no answer then.
"""

from datetime import timedelta

import numpy as np

from carnet.prospect.tours.rules.case import DAY, Case

from .clock import lunch_within

DEEP, SHALLOW, MANY = 5, 1, 120
"""How far VROOM looks; beyond so many visits its depth takes ten seconds and more."""
MANDATORY, LEAST, MOST = 100, 1, 8
"""VROOM makes the sum of priorities large: a few dear optional visits must not outweigh a mandatory one."""


def solve(case: Case, seconds: float) -> list[list[str]] | None:
    try:
        import vroom  # brings pandas: two seconds, only where it is needed
    except ImportError:
        return None
    problem = vroom.Input()
    problem.set_durations_matrix("car", np.array(case.travel.minutes, dtype=np.uint32) * 60)
    for number in range(len(case.days)):
        problem.add_vehicle(_vehicle(vroom, case, number))
    for number in range(len(case.visits)):
        if windows := _windows(vroom, case, number):
            problem.add_job([_job(vroom, case, number, windows)])
    depth = DEEP if len(case.visits) <= MANY else SHALLOW
    found = problem.solve(exploration_level=depth, nb_threads=1, timeout=timedelta(seconds=max(1.0, seconds)))
    days: list[list[str]] = [[] for _ in case.days]
    rows = found.routes
    for vehicle, kind, job in zip(rows["vehicle_id"], rows["type"], rows["id"], strict=True):
        if kind == "job":
            days[int(vehicle) - 1].append(case.visits[int(job)].code)
    return days


def _vehicle(vroom, case: Case, number: int):
    day, base = case.days[number], number * DAY
    breaks, lunch = [], lunch_within(day)
    if lunch is not None:
        late = min(lunch.last_start, day.end - lunch.minutes)
        window = vroom.TimeWindow((base + max(lunch.early, day.begin)) * 60, (base + late) * 60)
        breaks = [vroom.Break(1, time_windows=[window], service=lunch.minutes * 60)]
    return vroom.Vehicle(
        number + 1,
        start=case.places[f"@{day.start}"],
        end=case.places[f"@{day.finish}"],
        profile="car",
        time_window=((base + day.begin) * 60, (base + day.end) * 60),
        breaks=breaks,
    )


def _windows(vroom, case: Case, number: int) -> list:
    visit = case.visits[number]
    return [
        vroom.TimeWindow((at * DAY + max(first, day.begin)) * 60, (at * DAY + min(last, day.end - visit.minutes)) * 60)
        for at, day in enumerate(case.days)
        for first, last in visit.windows(day.on)
        if max(first, day.begin) <= min(last, day.end - visit.minutes)
    ]


def _job(vroom, case: Case, number: int, windows: list):
    visit = case.visits[number]
    dearest = max((one.value for one in case.visits), default=0) or 1
    optional = LEAST + round((MOST - LEAST) * min(visit.value, dearest) / dearest)
    return vroom.Job(
        number,
        location=case.places[visit.code],
        default_service=visit.minutes * 60,
        priority=MANDATORY if visit.is_mandatory else optional,
        time_windows=windows,
    )
