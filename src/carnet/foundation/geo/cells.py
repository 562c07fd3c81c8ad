"""Many places as few marks: what lies in the same cell of the screen at a zoom level is one mark. No database.

The screen's pixels are those of every web map: Web Mercator, 256 of them around the world at zoom 0, doubled at each.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .rules import Point

TILE = 256
CELL = 64
"""Pixels: a finger's target and the air around it."""
DEEPEST = 14
"""Zoom beyond which a point good to a kilometre would pretend to more."""
MOST_MARKS = 300
_FARTHEST_NORTH = 85.0


class Spot(NamedTuple):
    """`count` rows at one point; `key` is whatever tells the place to who asked."""

    point: Point
    count: int
    key: Any = None


class Frame(NamedTuple):
    """What a screen shows, in degrees; `west` is beyond `east` nowhere in France."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, point: Point) -> bool:
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east


@dataclass(frozen=True, slots=True)
class Cell:
    """`point` is the middle of its rows; `spots` the most populous first."""

    point: Point
    count: int
    spots: tuple[Spot, ...]

    @property
    def frame(self) -> Frame:
        return frame_of(spot.point for spot in self.spots) or Frame(*self.point, *self.point)


def pixel(point: Point, zoom: int) -> tuple[float, float]:
    """How far right and down of the world's corner, in pixels."""
    width = TILE * 2.0**zoom
    lat = math.radians(min(_FARTHEST_NORTH, max(-_FARTHEST_NORTH, point.lat)))
    return (point.lon + 180) / 360 * width, (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * width


def cells(spots: Iterable[Spot], zoom: int, *, size: int = CELL) -> list[Cell]:
    """One for each cell of `size` pixels that holds something, the most populous first; no row is lost or doubled."""
    found: dict[tuple[int, int], list[Spot]] = {}
    for spot in spots:
        right, down = pixel(spot.point, zoom)
        found.setdefault((int(right // size), int(down // size)), []).append(spot)
    made = [_cell(inside) for inside in found.values()]
    return sorted(made, key=lambda cell: (-cell.count, cell.point))


def few_cells(spots: Sequence[Spot], zoom: int, *, most: int = MOST_MARKS) -> list[Cell]:
    """As `cells`, in larger ones where there would be more than `most`: the answer never grows with the file."""
    zoom = min(max(zoom, 0), DEEPEST)
    made = cells(spots, zoom)
    while len(made) > most and zoom > 0:
        zoom -= 1
        made = cells(spots, zoom)
    return made


def _cell(spots: list[Spot]) -> Cell:
    count = sum(spot.count for spot in spots)
    lat = sum(spot.point.lat * spot.count for spot in spots) / count
    lon = sum(spot.point.lon * spot.count for spot in spots) / count
    ordered = tuple(sorted(spots, key=lambda spot: (-spot.count, spot.point)))
    return Cell(Point(round(lat, 5), round(lon, 5)), count, ordered)


def frame_of(points: Iterable[Point]) -> Frame | None:
    """The smallest frame around all of them; None around nothing."""
    found = list(points)
    if not found:
        return None
    lats, lons = [point.lat for point in found], [point.lon for point in found]
    return Frame(min(lats), min(lons), max(lats), max(lons))


def read_frame(text: str) -> Frame | None:
    """« 45.1,4.2,46,5.3 »: south, west, north, east; None for what is not one."""
    parts = text.split(",")
    if len(parts) != 4:
        return None
    try:
        south, west, north, east = (float(part) for part in parts)
    except ValueError:
        return None
    if not all(math.isfinite(one) and abs(one) <= 400 for one in (south, west, north, east)):
        return None
    return Frame(south, west, north, east) if south <= north and west <= east else None
