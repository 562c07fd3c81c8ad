"""What a week on the road emits, and what the same week would have otherwise. Kilograms of CO2 equivalent.

The factors come from the dated table (theme `carbon`); nothing here knows a figure.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from .case import Case, Routes, Vehicle

FUEL_OF = {"petrol": "petrol", "diesel": "diesel", "electric": "electricity"}
"""Whose consumption gives the emission alone. A hybrid's litres are petrol; a plug-in's also draw on the mains."""


@dataclass(frozen=True, slots=True)
class Emission:
    """`basis`: own (the car's consumption), typical (a car of that energy), unknown; `kg` None then.

    `factors` names the rows of the table that were used.
    """

    kg: float | None
    basis: str
    factors: tuple[str, ...] = ()


def by_car(km: float, vehicle: Vehicle | None, factors: Mapping[str, float]) -> Emission:
    """The driver alone aboard, whatever the car carries besides."""
    if vehicle is None:
        return Emission(None, "unknown")
    fuel = FUEL_OF.get(vehicle.energy, "petrol" if vehicle.energy == "hybrid" else "")
    own = f"carbon.fuel.{fuel}"
    if vehicle.per_100 is not None and own in factors:
        return Emission(round(km * vehicle.per_100 / 100 * factors[own], 1), "own", (own,))
    typical = f"carbon.car.{vehicle.energy}"
    if typical not in factors:
        return Emission(None, "unknown")
    return Emission(round(km * factors[typical], 1), "typical", (typical,))


def by_train(km: float, factors: Mapping[str, float]) -> Emission:
    """As many kilometres by regional train; whether a station stands there, nobody has looked."""
    code = "carbon.train.regional"
    return Emission(round(km * factors[code], 1), "typical", (code,)) if code in factors else Emission(None, "unknown")


def by_video(visits: int, factors: Mapping[str, float]) -> Emission:
    """As many online meetings of three quarters of an hour, with picture."""
    code = "carbon.contact.video"
    return (
        Emission(round(visits * factors[code], 1), "typical", (code,)) if code in factors else Emission(None, "unknown")
    )


def in_list_order(case: Case, routes: Routes) -> tuple[float, int]:
    """Kilometres and minutes of the same visits in the order of the list, as many a day as in the plan.

    Appointments keep their day and their rank. Nobody checks that such a week would hold: it is what one drives
    who takes the list from the top.
    """
    served = {code for route in routes for code in route}
    free = [visit.code for visit in case.visits if visit.code in served and not visit.at]
    km, drive = 0.0, 0
    for day, route in zip(case.days, routes, strict=True):
        count = sum(not case.visit(code).at for code in route)
        taken, free = free[:count], free[count:]
        mixed = iter(taken)
        order = [code if case.visit(code).at else next(mixed) for code in route]
        if not order and day.start == day.finish:
            continue
        stops = [f"@{day.start}", *order, f"@{day.finish}"]
        pairs = [(case.places[a], case.places[b]) for a, b in itertools.pairwise(stops)]
        km += sum(case.travel.km[a][b] for a, b in pairs)
        drive += sum(case.travel.minutes[a][b] for a, b in pairs)
    return round(km, 1), drive
