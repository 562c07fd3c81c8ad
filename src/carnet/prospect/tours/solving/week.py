"""The week as PyVRP solves it: one client for each visit, one vehicle for each day, hours on the week's clock.

Measured against other models of the same week in `bench/tours.py`. Wherever a visit has several windows, it becomes
alternatives of which one at most is made.
"""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyvrp
import pyvrp.exceptions
from pyvrp.search import NeighbourhoodParams

from carnet.prospect.tours.rules.case import Case, Visit

from .clock import day_window, starts

NEIGHBOURS = 40
"""Of 15 to 60 neighbours looked at around each visit, the number that left the least to be found after half a second,
on weeks other than those that the bench tells of."""
PATIENCE = 0.5
"""Share of the time after which a search that has found nothing sound is given up."""


@dataclass(frozen=True, slots=True)
class Found:
    """`routes` None: no plan that keeps every promise was found."""

    routes: list[list[str]] | None
    rounds: int


def solve(
    case: Case,
    seconds: float,
    *,
    seed: int = 1,
    is_strict: bool = True,
    clock: Callable[[], float] = time.monotonic,
) -> Found:
    """`is_strict`: each mandatory visit is made, or there is no plan; otherwise each weighs more than any detour."""
    began = clock()
    model = _Model(case, is_strict=is_strict)
    unsound = np.iinfo(np.int64).max

    def stop(best: int) -> bool:
        spent = clock() - began
        return spent >= seconds or (best >= unsound and spent >= max(1.0, seconds * PATIENCE))

    with warnings.catch_warnings():
        # That a week is too full is for us to say, with the name of the visit.
        warnings.simplefilter("ignore", pyvrp.exceptions.PenaltyBoundWarning)
        result = pyvrp.solve(model.data(), stop, seed=seed, collect_stats=False, display=False, params=_params())
    if not result.best.is_feasible():
        return Found(None, result.num_iterations)
    return Found(model.routes(result.best), result.num_iterations)


def _params() -> pyvrp.SolveParams:
    return pyvrp.SolveParams(neighbourhood=NeighbourhoodParams(num_neighbours=NEIGHBOURS))


class _Model:
    def __init__(self, case: Case, *, is_strict: bool) -> None:
        self.case, self.is_strict = case, is_strict
        self.clients: list[pyvrp.Client] = []
        self.groups: list[pyvrp.ClientGroup] = []
        self.codes: list[str] = []
        self.most = self._dearest()

    def _dearest(self) -> int:
        """More than a plan could ever cost: what a mandatory visit weighs where it may be left out."""
        return sum(visit.value for visit in self.case.visits) + 2 * max(map(max, self.case.travel.minutes)) + 1

    def data(self) -> pyvrp.ProblemData:
        case = self.case
        points = [base.point for base in case.bases] + [visit.point for visit in case.visits]
        for visit in case.visits:
            self._add(visit)
        for number, day in enumerate(case.days):
            if day.start != day.finish:
                self._pin(number)
        minutes = np.array(case.travel.minutes, dtype=np.int64)
        return pyvrp.ProblemData(
            [pyvrp.Location(point.lon, point.lat) for point in points],
            self.clients,
            [pyvrp.Depot(number) for number in range(len(case.bases))],
            [self._vehicle(number) for number in range(len(case.days))],
            [minutes],
            [minutes],
            self.groups,
        )

    def _vehicle(self, number: int) -> pyvrp.VehicleType:
        day = self.case.days[number]
        early, late = day_window(number, day)
        bounds = {} if day.most is None else {"shift_duration": day.most}
        return pyvrp.VehicleType(
            1,
            start_depot=self.case.places[f"@{day.start}"],
            end_depot=self.case.places[f"@{day.finish}"],
            tw_early=early,
            tw_late=late,
            **bounds,
        )

    def _add(self, visit: Visit) -> None:
        windows = starts(self.case, visit)
        is_required = visit.is_mandatory and self.is_strict
        prize = self.most if visit.is_mandatory else visit.value
        group = len(self.groups) if len(windows) > 1 else None
        for early, late in windows:
            self.clients.append(
                pyvrp.Client(
                    self.case.places[visit.code],
                    service_duration=visit.minutes,
                    tw_early=early,
                    tw_late=late,
                    prize=prize,
                    required=is_required and group is None,
                    group=group,
                )
            )
            self.codes.append(visit.code)
        if group is not None:
            members = list(range(len(self.clients) - len(windows), len(self.clients)))
            self.groups.append(pyvrp.ClientGroup(members, required=is_required))

    def _pin(self, number: int) -> None:
        """A day that ends elsewhere than it begins is driven, with or without visits."""
        day = self.case.days[number]
        early, late = day_window(number, day)
        place = self.case.places[f"@{day.finish}"]
        self.clients.append(pyvrp.Client(place, tw_early=early, tw_late=late, required=True))
        self.codes.append("")

    def routes(self, solution: pyvrp.Solution) -> list[list[str]]:
        days: list[list[str]] = [[] for _ in self.case.days]
        for route in solution.routes():
            made = [self.codes[one.idx] for one in route if one.is_client()]
            days[route.vehicle_type()] = [code for code in made if code]
        return days
