"""Where one is on the map: a point that no road of France comes near is most often a mistake of typing."""

from carnet.foundation.geo import queries as geo
from carnet.foundation.geo.rules import Point

from .rules.case import Case
from .rules.reading import CaseInvalid

NEAR_KM, NEAR_KM_GUYANE = 30.0, 120.0
"""No point of the mainland is farther from the middle of a commune; those of Guyane are as large as départements."""


def is_on_land(point: Point) -> bool:
    """Whether some French commune is near; true for everything where the file of communes is not there."""
    if not geo.is_available():
        return True
    is_guyane = 2 < point.lat < 6 and -55 < point.lon < -51
    return bool(geo.postcodes_within(point, NEAR_KM_GUYANE if is_guyane else NEAR_KM))


def check_on_land(case: Case) -> None:
    """Raises CaseInvalid, reason at_sea. A case that brings its own road distances is taken at its word."""
    if case.travel.kind == "road":
        return
    for kind, rows in (("bases", case.bases), ("visits", case.visits)):
        for number, one in enumerate(rows):
            if not is_on_land(one.point):
                raise CaseInvalid(f"{kind}[{number}]", "at_sea", f"{one.point.lat}, {one.point.lon}")
