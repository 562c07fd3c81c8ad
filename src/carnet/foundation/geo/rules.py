"""Names, territories and distances of French places, without a database."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

EARTH_RADIUS_KM = 6371.0088
# How much longer the road is than the straight line. No source gives it for France: short trips in two
# mountain countries measured 1.2 to 1.6, the literature says about 1.2 in towns. Hence "estimated".
DETOUR_FACTOR = 1.3

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_SAINT = re.compile(r"\bst(e?)\b")
_CEDEX = re.compile(r"\bcedex\b.*$")
_ARRONDISSEMENT = re.compile(r"^(paris|lyon|marseille) 0?(\d{1,2})(?: ?(?:er|e|eme))?(?: arrondissement)?$")

Precision = Literal["commune", "postcode", "department"]


class Point(NamedTuple):
    """Degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Distance:
    """`kind` says where the figure comes from: measured along a `road`, or `estimated` from the straight line."""

    km: float
    kind: Literal["road", "estimated"] = "estimated"


def normalise(name: str) -> str:
    """The form in which two spellings of a place meet: no accent, case, apostrophe or hyphen; « St » is « Saint ».

    « CEDEX » and what follows it fall away; « Lyon 7e Arrondissement », « LYON 07 » and « Lyon 7ème » meet too.
    """
    letters = unicodedata.normalize("NFKD", name.translate(_LIGATURES)).lower()
    words = _NOT_A_LETTER.sub(" ", "".join(one for one in letters if not unicodedata.combining(one))).strip()
    words = _SAINT.sub(r"saint\1", words)
    words = _CEDEX.sub("", words).strip() or words
    district = _ARRONDISSEMENT.match(words)
    return f"{district[1]} {int(district[2])}" if district else words


def department_of(code: str) -> str:
    """The département of an INSEE commune code or of a postcode: 38185 → 38, 97411 → 974, 2A004 → 2A.

    A Corsican postcode tells the island's half: 200 and 201 stand for 2A, 202 and 206 for 2B. A few
    villages are served by the next département's post office: ask `communes.commune` when it matters.
    """
    code = code.strip().upper()
    if code.startswith(("97", "98")):
        return code[:3]
    if code.startswith("20") and code[:3].isdigit():
        return "2A" if code[:3] in {"200", "201"} else "2B"
    return code[:2]


_TERRITORIES = {
    "2A": "corsica",
    "2B": "corsica",
    "971": "guadeloupe",
    "972": "martinique",
    "973": "guyane",
    "974": "reunion",
    "975": "saint_pierre_et_miquelon",
    "976": "mayotte",
    "977": "saint_barthelemy",
    "978": "saint_martin",
    "984": "taaf",
    "986": "wallis_et_futuna",
    "987": "polynesie",
    "988": "nouvelle_caledonie",
}


def territory_of(department: str) -> str:
    """The word that the law table uses for a département's territory: `metropole`, `corsica`, `guadeloupe`…"""
    return _TERRITORIES.get(department.upper(), "metropole")


def great_circle_km(a: Point, b: Point) -> float:
    """Kilometres as the crow flies (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def is_inside(point: Point, corners: Sequence[Point]) -> bool:
    """Whether a polygon holds a point, on the flat map that one drew it on; its last corner is joined to its first."""
    inside = False
    last = corners[-1] if corners else point
    for corner in corners:
        if (corner.lat > point.lat) != (last.lat > point.lat):
            share = (point.lat - corner.lat) / (last.lat - corner.lat)
            inside ^= point.lon < corner.lon + share * (last.lon - corner.lon)
        last = corner
    return inside


def distance_km(a: Point, b: Point, *, detour: float = DETOUR_FACTOR) -> Distance:
    """Kilometres by road, estimated: the straight line times `detour`."""
    return Distance(km=round(great_circle_km(a, b) * detour, 1))


# Average speed door to door, by length of trip: streets first, then main roads, then motorways. An
# assumption of ours, as the detour factor is; never shown without the word "estimated".
_SPEEDS_KMH = ((10.0, 30.0), (40.0, 55.0), (120.0, 75.0), (math.inf, 95.0))


def travel_minutes(distance: Distance) -> int:
    """Minutes by car: each stretch of the trip at its own speed, so that a longer trip never takes less time."""
    minutes, start = 0.0, 0.0
    for end, speed in _SPEEDS_KMH:
        if distance.km > start:
            minutes += (min(distance.km, end) - start) / speed * 60
        start = end
    return math.ceil(minutes)
