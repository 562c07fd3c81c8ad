"""Lambert 93 to degrees, and where France is.

The projection is the conformal conic of RGF93 (EPSG 2154): ellipsoid GRS80, standard parallels 44° and 49°, origin
46.5° N, 3° E, false origin 700 000 m, 6 600 000 m. RGF93 and WGS 84 agree within a metre.
"""

import json
import math
from typing import NamedTuple

FLATTENING = 1 / 298.257222101
ECCENTRICITY = math.sqrt(FLATTENING * (2 - FLATTENING))
SEMI_MAJOR = 6_378_137.0
FALSE_EAST, FALSE_NORTH = 700_000.0, 6_600_000.0
CENTRAL_MERIDIAN = 3.0


def isometric(latitude: float) -> float:
    """The isometric latitude of a latitude in radians."""
    sine = ECCENTRICITY * math.sin(latitude)
    return math.atanh(math.sin(latitude)) - ECCENTRICITY * math.atanh(sine)


def _radius(latitude: float) -> float:
    """Of the parallel of a latitude, divided by the semi-major axis."""
    return math.cos(latitude) / math.sqrt(1 - (ECCENTRICITY * math.sin(latitude)) ** 2)


_SOUTH, _NORTH, _ORIGIN = (math.radians(degrees) for degrees in (44.0, 49.0, 46.5))
EXPONENT = math.log(_radius(_SOUTH) / _radius(_NORTH)) / (isometric(_NORTH) - isometric(_SOUTH))
CONSTANT = SEMI_MAJOR * _radius(_SOUTH) / EXPONENT * math.exp(EXPONENT * isometric(_SOUTH))
APEX_NORTH = FALSE_NORTH + CONSTANT * math.exp(-EXPONENT * isometric(_ORIGIN))

_E2 = ECCENTRICITY**2
SERIES = (
    _E2 / 2 + 5 * _E2**2 / 24 + _E2**3 / 12 + 13 * _E2**4 / 360,
    7 * _E2**2 / 48 + 29 * _E2**3 / 240 + 811 * _E2**4 / 11520,
    7 * _E2**3 / 120 + 81 * _E2**4 / 1120,
)
"""From the conformal latitude to the geographic one: coefficients of sin 2χ, sin 4χ, sin 6χ (Snyder, 3-5)."""


class Degrees(NamedTuple):
    lat: float
    lon: float


def to_degrees(east: float, north: float) -> Degrees:
    """Degrees of a point in Lambert 93 metres, to the millimetre in metropolitan France."""
    across, down = east - FALSE_EAST, APEX_NORTH - north
    lon = CENTRAL_MERIDIAN + math.degrees(math.atan2(across, down)) / EXPONENT
    conformal = 2 * math.atan((CONSTANT / math.hypot(across, down)) ** (1 / EXPONENT)) - math.pi / 2
    first, second, third = SERIES
    lat = (
        conformal + first * math.sin(2 * conformal) + second * math.sin(4 * conformal) + third * math.sin(6 * conformal)
    )
    return Degrees(math.degrees(lat), lon)


def to_lambert(lat: float, lon: float) -> tuple[float, float]:
    """East and north in Lambert 93 metres."""
    distance = CONSTANT * math.exp(-EXPONENT * isometric(math.radians(lat)))
    turn = EXPONENT * math.radians(lon - CENTRAL_MERIDIAN)
    return FALSE_EAST + distance * math.sin(turn), APEX_NORTH - distance * math.cos(turn)


LAMBERT_BOX = (50_000.0, 6_000_000.0, 1_300_000.0, 7_200_000.0)
"""East and north, least then most, of metropolitan France with Corsica."""

BOXES = (
    (41.2, -5.6, 51.2, 9.7),
    (14.3, -63.2, 18.2, -60.7),
    (2.0, -54.7, 6.0, -51.5),
    (-21.5, 55.1, -20.8, 55.95),
    (-13.1, 44.9, -12.5, 45.4),
    (46.7, -56.5, 47.2, -56.1),
    (-28.0, -155.0, -7.0, -134.0),
    (-23.0, 158.0, -17.0, 172.0),
    (-14.5, -178.3, -13.1, -176.0),
)
"""South, west, north, east of: metropolitan France, Antilles, Guyane, Réunion, Mayotte, Saint-Pierre, the Pacific."""


def in_france(lat: float, lon: float) -> bool:
    return any(south <= lat <= north and west <= lon <= east for south, west, north, east in BOXES)


def in_lambert(east: float, north: float) -> bool:
    west, south, most_east, most_north = LAMBERT_BOX
    return west <= east <= most_east and south <= north <= most_north


class PlaceInvalid(ValueError):
    """`reason`: shape, swapped, lambert (then `meant` holds what was probably meant), abroad; of an area: area (no
    polygon of GeoJSON), area_swapped, area_abroad.
    """

    def __init__(self, reason: str, meant: Degrees | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.meant = meant


def read_area(text: str) -> tuple[Degrees, ...]:
    """The corners of a GeoJSON polygon, a feature of one, or a collection of one. Raises PlaceInvalid.

    GeoJSON (RFC 7946) says the longitude first and repeats the first corner at the end. A hole is refused.
    """
    try:
        told = json.loads(text)
        while told["type"] != "Polygon":
            (told,) = told["features"] if told["type"] == "FeatureCollection" else [told["geometry"]]
        (ring,) = told["coordinates"]
        corners = tuple(Degrees(float(lat), float(lon)) for lon, lat, *_height in ring)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PlaceInvalid("area") from None
    if not all(in_france(*corner) for corner in corners):
        is_swapped = all(in_france(lon, lat) for lat, lon in corners)
        raise PlaceInvalid("area_swapped" if is_swapped else "area_abroad")
    return corners[:-1] if corners[:1] == corners[-1:] else corners


def read_place(text: str) -> Degrees:
    """`45.76,4.84` as degrees of a place in France. Raises PlaceInvalid, which guesses but never corrects."""
    try:
        first, second = (float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        raise PlaceInvalid("shape") from None
    if in_france(first, second):
        return Degrees(first, second)
    if in_france(second, first):
        raise PlaceInvalid("swapped", Degrees(second, first))
    for east, north in ((first, second), (second, first)):
        if in_lambert(east, north):
            raise PlaceInvalid("lambert", to_degrees(east, north))
    raise PlaceInvalid("abroad")
