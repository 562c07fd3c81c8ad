"""Where a postcode and a city lie: the place of a record whose own point nobody knows. Always `estimated`."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from . import queries, rules
from .cells import Frame, Spot, cells
from .rules import Point

FRANCE = "FR"


class Place(NamedTuple):
    """`insee` empty: the postcode serves several communes and the city names none of them, hence their middle."""

    name: str
    postcode: str
    insee: str
    point: Point


class Landmark(NamedTuple):
    name: str
    point: Point
    population: int


def place_of(postcode: str, city: str, country: str = FRANCE) -> Place | None:
    """None without a known French postcode: a city's name alone would be a guess."""
    return finder()(postcode, city, country)


def finder() -> Callable[[str, str, str], Place | None]:
    """`place_of`, for thousands of places in one go."""
    file = str(queries.path())
    return lambda postcode, city, country: _place(postcode.replace(" ", ""), city, file) if country == FRANCE else None


@lru_cache(maxsize=20_000)
def _place(postcode: str, city: str, file: str) -> Place | None:
    served = _served(postcode, file)
    if not served:
        return None
    key = rules.normalise(city)
    named = next((one for one in served if one[0] == key), served[0] if len(served) == 1 else None)
    if named:
        return Place(named[1], postcode, named[2], named[3])
    lat = sum(one[3].lat for one in served) / len(served)
    lon = sum(one[3].lon for one in served) / len(served)
    return Place(city or postcode, postcode, "", Point(round(lat, 4), round(lon, 4)))


@lru_cache(maxsize=8192)
def _served(postcode: str, _file: str) -> tuple[tuple[str, str, str, Point], ...]:
    """Key, name, code and point of each commune or district that a postcode serves. One reading of the file."""
    found = queries.communes_of(postcode) if postcode.isascii() and postcode.isdigit() else []
    return tuple((one.key, one.name, one.insee, one.point) for one in found if one.point is not None)


def unknown_postcodes(postcodes: Iterable[str]) -> list[str]:
    """Those that lead to no place."""
    file = str(queries.path())
    return [one for one in postcodes if not _served(one.replace(" ", ""), file)]


def landmarks(frame: Frame, zoom: int, most: int = 40) -> list[Landmark]:
    """The largest towns of a frame, far enough from each other for their names to be read. One reading of the file."""
    spots = [Spot(point, population, name) for name, point, population in queries.towns_within(frame, 400)]
    kept = [cell.spots[0] for cell in cells(spots, zoom, size=120)]
    return [Landmark(spot.key, spot.point, spot.count) for spot in kept[:most]]
