"""`python -m bench.tours [--seeds 5] [--seconds 0.5 2 10]`: a week of visits by four models, judged by one evaluator.

Five days from Lyon, 60 of the towns around (20 must be seen, 40 are worth 10 to 80 minutes of driving), six meetings,
visits of 45 minutes, an hour of lunch between noon and two. Seconds are of the processor, on one thread; a gap is to
the best plan that any of them found in any of the times, which nobody has proven to be the best there is. Towns and
values are drawn anew from each seed. OR-Tools takes part where it is there: `uv pip install ortools==9.15.6755`.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 0.1
"""Percent beyond the best known, after half a second."""
FIRST_SEED = 20_000
MONDAY = date(2026, 11, 23)
SLOTS = ((0, 630), (1, 870), (2, 660), (2, 900), (3, 675), (4, 960))
FROM_ANY_MINUTE = NEVER_SKIPPED = False
"""OR-Tools' own flags: the clock need not begin at 0; a break is always taken."""
OPTIONAL = (10, 20, 30, 40, 50, 60, 80)


def week(seed: int):
    """The case of a seed; minutes are as many as kilometres, for the models to differ by themselves only."""
    from carnet.foundation.geo import queries as geo
    from carnet.foundation.geo.cells import Frame
    from carnet.foundation.geo.rules import Point, distance_km
    from carnet.prospect.tours.rules.case import Base, Case, Lunch, Travel, Visit, WorkDay

    chance = random.Random(seed)
    home = Point(45.758, 4.835)
    towns = sorted(geo.towns_within(Frame(44.6, 3.9, 46.5, 6.4), 150), key=lambda town: town[0])
    drawn = chance.sample(towns, 60)
    km = [distance_km(home, point).km for _name, point, _people in drawn]
    mandatory = [number for number in range(60) if km[number] < 100][:20]
    near = [number for number in mandatory if km[number] < 70]
    fixed = dict(zip(chance.sample(near, min(6, len(near))), SLOTS, strict=False))
    visits = tuple(
        Visit(
            str(number),
            name,
            point,
            45,
            is_mandatory=number in mandatory,
            value=0 if number in mandatory else chance.choice(OPTIONAL),
            at=(MONDAY + timedelta(days=fixed[number][0]), fixed[number][1]) if number in fixed else None,
        )
        for number, (name, point, _people) in enumerate(drawn)
    )
    lunch = Lunch(720, 840, 60)
    days = tuple(WorkDay(MONDAY + timedelta(days=number), 540, 1080, "home", "home", lunch) for number in range(5))
    points = [home, *(visit.point for visit in visits)]
    table = tuple(tuple(distance_km(a, b).km for b in points) for a in points)
    travel = Travel("estimated", "bench", tuple(tuple(round(one) for one in row) for row in table), table)
    return Case(f"seed {seed}", (Base("home", "Lyon", home),), days, visits, travel)


def ours(case, seconds: float) -> list[list[str]] | None:
    from carnet.prospect.tours.solving import week as model

    return model.solve(case, seconds, clock=time.process_time).routes


def vroom(case, seconds: float) -> list[list[str]] | None:
    from carnet.prospect.tours.solving import fallback

    return fallback.solve(case, seconds)


def plain(case, seconds: float) -> list[list[str]] | None:
    """PyVRP as its manual suggests: lunch is a client of every place, of which one a day is visited."""
    import numpy as np
    import pyvrp

    clients, groups, codes = [], [], []
    for number, visit in enumerate(case.visits, 1):
        early, late = 0, 1440 * len(case.days)
        if visit.at:
            early = late = 1440 * (visit.at[0] - MONDAY).days + visit.at[1]
        told = {"prize": visit.value, "required": visit.is_mandatory}
        clients.append(pyvrp.Client(number, service_duration=visit.minutes, tw_early=early, tw_late=late, **told))
        codes.append(visit.code)
    for day, work in enumerate(case.days):
        begin = len(clients)
        window = {"tw_early": 1440 * day + work.lunch.early, "tw_late": 1440 * day + work.lunch.last_start}
        for place in range(len(case.visits) + 1):
            told = {"service_duration": work.lunch.minutes, "required": False, "group": len(groups)}
            clients.append(pyvrp.Client(place, **window, **told))
            codes.append("")
        groups.append(pyvrp.ClientGroup(list(range(begin, len(clients))), required=True))
    minutes = np.array(case.travel.minutes, dtype=np.int64)
    points = [case.bases[0].point, *(visit.point for visit in case.visits)]
    data = pyvrp.ProblemData(
        [pyvrp.Location(point.lon, point.lat) for point in points],
        clients,
        [pyvrp.Depot(0)],
        [pyvrp.VehicleType(1, tw_early=1440 * d + w.begin, tw_late=1440 * d + w.end) for d, w in enumerate(case.days)],
        [minutes],
        [minutes],
        groups,
    )
    began = time.process_time()
    result = pyvrp.solve(
        data, lambda _best: time.process_time() - began > seconds, seed=1, collect_stats=False, display=False
    )
    if not result.best.is_feasible():
        return None
    days: list[list[str]] = [[] for _ in case.days]
    for route in result.best.routes():
        days[route.vehicle_type()] = [codes[one.idx] for one in route if one.is_client() and codes[one.idx]]
    return days


def ortools(case, seconds: float) -> list[list[str]] | None:
    """OR-Tools with its own breaks; a mandatory visit weighs 1 000, for as a bound it finds no first plan."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    size, minutes = len(case.visits) + 1, case.travel.minutes
    manager = pywrapcp.RoutingIndexManager(size, len(case.days), 0)
    routing = pywrapcp.RoutingModel(manager)
    stay = [0, *(visit.minutes for visit in case.visits)]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix([list(row) for row in minutes]))
    steps = [[minutes[a][b] + stay[a] for b in range(size)] for a in range(size)]
    routing.AddDimension(routing.RegisterTransitMatrix(steps), 1000, 1080, FROM_ANY_MINUTE, "time")
    clock = routing.GetDimensionOrDie("time")
    for number, visit in enumerate(case.visits, 1):
        index = manager.NodeToIndex(number)
        early, late = (visit.at[1], visit.at[1]) if visit.at else (540, 1080 - visit.minutes)
        clock.CumulVar(index).SetRange(early, late)
        if visit.at:
            routing.VehicleVar(index).SetValues([-1, (visit.at[0] - MONDAY).days])
        routing.AddDisjunction([index], 1000 if visit.is_mandatory else visit.value)
    lengths = [stay[manager.IndexToNode(index)] for index in range(routing.Size())]
    for day, work in enumerate(case.days):
        for end in (routing.Start(day), routing.End(day)):
            clock.CumulVar(end).SetRange(work.begin, work.end)
        solver, lunch = routing.solver(), work.lunch
        taken = solver.FixedDurationIntervalVar(
            lunch.early, lunch.last_start, lunch.minutes, NEVER_SKIPPED, f"lunch {day}"
        )
        clock.SetBreakIntervalsOfVehicle([taken], day, lengths)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(int(seconds * 8000))
    began, held = time.process_time(), [10**9, None]

    def better() -> None:
        if routing.CostVar().Max() < held[0]:
            held[:] = [routing.CostVar().Max(), [_route(routing, manager, case, day) for day in range(len(case.days))]]
        if time.process_time() - began > seconds:
            routing.solver().FinishCurrentSearch()

    routing.AddAtSolutionCallback(better)
    routing.SolveWithParameters(asked)
    return held[1]


def _route(routing, manager, case, day: int) -> list[str]:
    index, codes = routing.Start(day), []
    while not routing.IsEnd(index):
        if node := manager.IndexToNode(index):
            codes.append(case.visits[node - 1].code)
        index = routing.NextVar(index).Value()
    return codes


SOLVERS: dict[str, Callable] = {"ours": ours, "plain PyVRP": plain, "VROOM": vroom, "OR-Tools": ortools}


def main() -> None:
    options = _options()
    import django

    django.setup()
    warnings.simplefilter("ignore")
    print(json.dumps(measured(options.seeds, options.seconds)))


def measured(seeds: int, seconds: list[float]) -> dict[str, object]:
    """For each model and time: the mean gap over the weeks where somebody made every mandatory visit, and how many
    of these weeks the model served whole.
    """
    from carnet.prospect.tours.rules.judge import judge

    plans: dict[tuple[int, str, float], tuple[bool, int]] = {}
    solvers = {name: solver for name, solver in SOLVERS.items() if name != "OR-Tools" or _has_ortools()}
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        case = week(seed)
        for name, solver in solvers.items():
            for limit in seconds if name != "VROOM" else seconds[:1]:
                routes = solver(case, limit)
                verdict = judge(case, routes) if routes is not None else None
                is_whole = verdict is not None and verdict.is_sound and not verdict.missing
                plans[seed, name, limit] = (is_whole, verdict.objective if verdict else 0)
    best = {
        seed: min((cost for (at, _n, _s), (whole, cost) in plans.items() if at == seed and whole), default=None)
        for seed in range(FIRST_SEED, FIRST_SEED + seeds)
    }
    counted = [seed for seed, cost in best.items() if cost is not None]
    told = {}
    for name in solvers:
        for limit in seconds if name != "VROOM" else seconds[:1]:
            served = [seed for seed in counted if plans[seed, name, limit][0]]
            gaps = [(plans[seed, name, limit][1] / best[seed] - 1) * 100 for seed in served]
            mean = sum(gaps) / len(gaps) if gaps else None
            told[f"{name} {limit:g} s"] = {"gap": mean, "served": len(served), "of": len(counted)}
    return told


def _has_ortools() -> bool:
    from importlib.util import find_spec

    return find_spec("ortools") is not None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.tours")
    parser.add_argument("--seeds", type=int, default=5, help="how many weeks")
    parser.add_argument("--seconds", type=float, nargs="+", default=[0.5, 2, 10], help="of the processor")
    return parser.parse_args()


def report(seeds: int = 4) -> str:
    """What `make bench` prints: the week of tours, measured in a process of its own."""
    command = [sys.executable, "-m", "bench.tours", "--seeds", str(seeds), "--seconds", "0.5", "5"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "DJANGO_SETTINGS_MODULE": "carnet.settings",
    }
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return printed(json.loads(answer.stdout.splitlines()[-1]))


def printed(told: dict[str, dict[str, float | None]]) -> str:
    lines = [f"week of tours, 60 candidate visits, 6 appointments: within {LIMIT} % of the best known after 0.5 s"]
    for name, found in told.items():
        gap = "no plan" if found["gap"] is None else f"{found['gap']:.2f} %"
        is_over = name == "ours 0.5 s" and (
            found["gap"] is None or found["gap"] > LIMIT or found["served"] < found["of"]
        )
        served = f"all mandatory visits in {found['served']} of {found['of']} weeks"
        lines.append(f"  {name:18} {gap:>8}  {served}{'  OVER' if is_over else ''}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
