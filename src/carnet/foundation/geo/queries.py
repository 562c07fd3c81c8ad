"""Ask the file of communes, read-only. Without the file every answer is empty: ask `is_available` to say why.

`make assets` builds the file (`scripts/build_geo.py`); nothing of it is in the workspace's database.
"""

import math
import re
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from rapidfuzz import fuzz

from . import rules
from .cells import Frame, frame_of
from .rules import Distance, Point

_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_local = threading.local()
CLOSE_SPELLING = 84.0


@dataclass(frozen=True, slots=True)
class Commune:
    """`kind` is commune or district (of Paris, Lyon or Marseille; `parent` is then the city's code).

    `quality` says what the point stands for: commune, postcode (middle of those that share its postcode)
    or department; empty without a point. `alias` is the former name under which it was found.
    """

    insee: str
    name: str
    key: str
    kind: str
    parent: str
    postcodes: tuple[str, ...]
    department: str
    department_name: str
    region: str
    region_name: str
    epci: str
    epci_name: str
    population: int
    point: Point | None
    quality: str
    alias: str = ""

    @property
    def territory(self) -> str:
        return rules.territory_of(self.department)

    @property
    def postcode(self) -> str:
        """Its postcode when it has only one, else empty: nobody should guess."""
        return self.postcodes[0] if len(self.postcodes) == 1 else ""


class Fit(StrEnum):
    """How a postcode and a city go together; `UNKNOWN` when nothing can be said."""

    MATCH = "match"
    CLOSE = "close"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Coherence:
    """`communes` holds what to propose instead, best first, or the one commune that matches."""

    fit: Fit
    communes: tuple[Commune, ...] = ()


def path() -> Path:
    return Path(settings.BASE_DIR) / "assets/geo/communes.sqlite"


def is_available() -> bool:
    return path().is_file()


def _rows(sql: str, *values: object) -> list[sqlite3.Row]:
    file = path()
    if not file.is_file():
        return []
    stamp = (file, file.stat().st_mtime_ns)
    if getattr(_local, "stamp", None) != stamp:
        _local.connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        _local.connection.row_factory = sqlite3.Row
        _local.stamp = stamp
    return list(_local.connection.execute(sql, values))


def _commune(row: sqlite3.Row, alias: str = "") -> Commune:
    fields = {name: row[name] for name in row.keys() if name not in {"lat", "lon", "postcodes", "label"}}  # noqa: SIM118
    point = None if row["lat"] is None else Point(row["lat"], row["lon"])
    return Commune(**fields, postcodes=tuple(row["postcodes"].split()), point=point, alias=alias)


def commune(insee: str) -> Commune | None:
    """The commune of an INSEE code; a code that a merger has closed leads to the commune of today."""
    rows = _rows("SELECT * FROM commune WHERE insee = ?", insee) or _rows(
        "SELECT commune.* FROM former JOIN commune USING (insee) WHERE former.code = ?", insee
    )
    return _commune(rows[0]) if rows else None


def communes_of(postcode: str) -> list[Commune]:
    """Every commune that a postcode serves, the largest first; a CEDEX gives the commune of its post office."""
    found = _rows(
        "SELECT commune.* FROM postcode JOIN commune USING (insee) WHERE postcode.code = ?"
        " ORDER BY commune.kind DESC, commune.population DESC, commune.insee",
        postcode.strip(),
    )
    return [_commune(row) for row in found]


def find_communes(text: str, limit: int = 10) -> list[Commune]:
    """Communes that `text` may mean while it is being typed, best first.

    Takes a name or any word of it, a former name, the beginning of a postcode, or both (« 69007 Lyon »).
    Blind to accents, case, hyphens and « St ». Two characters at least.
    """
    postcode = _POSTCODE.search(text)
    name = rules.normalise(_POSTCODE.sub(" ", text))
    if postcode:
        found = communes_of(postcode[0])
        return [one for one in found if _starts_like(one, name)][:limit] if name else found[:limit]
    if name.isdigit():
        return _by_postcode(name, limit)
    return _by_name(name, limit)


def _starts_like(one: Commune, name: str) -> bool:
    return f" {one.key}".find(f" {name}") >= 0 or any(
        row["start"].startswith(name) for row in _rows("SELECT start FROM word WHERE insee = ?", one.insee)
    )


def _by_postcode(start: str, limit: int) -> list[Commune]:
    if len(start) < 2:
        return []
    found = _rows(
        "SELECT commune.* FROM postcode JOIN commune USING (insee)"
        " WHERE postcode.code >= ? AND postcode.code < ? AND postcode.is_cedex = 0"
        " GROUP BY insee ORDER BY commune.population DESC, insee LIMIT ?",
        start,
        start + ":",
        limit,
    )
    return [_commune(row) for row in found]


def _by_name(name: str, limit: int) -> list[Commune]:
    if len(name) < 2:
        return []
    # A row per word that begins so: the same commune may come back, hence twice the limit.
    found = _rows(
        "SELECT commune.*, word.label FROM word JOIN commune USING (insee)"
        " WHERE word.start >= ? AND word.start < ?"
        " ORDER BY commune.key <> ?, word.rank, commune.population DESC, insee LIMIT ?",
        name,
        name + "{",
        name,
        limit * 2,
    )
    once: dict[str, Commune] = {}
    for row in found:
        once.setdefault(row["insee"], _commune(row, row["label"]))
    return list(once.values())[:limit]


def coherence(postcode: str, city: str) -> Coherence:
    """Whether this French postcode serves this city, and if not, which communes may have been meant."""
    served = communes_of(postcode)
    name = rules.normalise(city)
    if not served or not name:
        return Coherence(Fit.UNKNOWN)
    for one in served:
        if label := _named(one, name):
            return Coherence(Fit.MATCH, (one if label == one.name else replace(one, alias=label),))
    likely = sorted(served, key=lambda one: -fuzz.ratio(one.key, name))
    if fuzz.ratio(likely[0].key, name) >= CLOSE_SPELLING:
        return Coherence(Fit.CLOSE, (likely[0],))
    elsewhere = [one for one in _by_name(name, 3) if one.key == name]
    return Coherence(Fit.MISMATCH, (*likely[:3], *elsewhere))


def _named(one: Commune, name: str) -> str:
    """The name that fits, today's or a former one; empty when none does."""
    if one.key == name:
        return one.name
    rows = _rows("SELECT label FROM word WHERE insee = ? AND start = ? AND rank = 2", one.insee, name)
    return str(rows[0]["label"]) if rows else ""


def distance(a: Commune, b: Commune) -> Distance | None:
    """Estimated kilometres by road between two communes; None when one has no known place."""
    if a.point is None or b.point is None:
        return None
    return rules.distance_km(a.point, b.point)


def postcodes_within(centre: Point, km: float) -> list[str]:
    """The postcodes of the communes whose point lies within `km` of another as the crow flies, in order.

    One reading of the 35 000 communes, a few milliseconds: keep the answer.
    """
    north = km / 111.0
    east = north / max(0.1, math.cos(math.radians(centre.lat)))
    rows = _rows(
        "SELECT lat, lon, postcodes FROM commune WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
        centre.lat - north,
        centre.lat + north,
        centre.lon - east,
        centre.lon + east,
    )
    near = (row for row in rows if rules.great_circle_km(centre, Point(row["lat"], row["lon"])) <= km)
    return sorted({code for row in near for code in row["postcodes"].split()})


def postcodes_in(frame: Frame) -> list[str]:
    """The postcodes of the communes whose point lies in a frame, in order. One reading of the 35 000 communes."""
    rows = _rows(
        "SELECT postcodes FROM commune WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
        frame.south,
        frame.north,
        frame.west,
        frame.east,
    )
    return sorted({code for row in rows for code in row["postcodes"].split()})


def postcodes_inside(corners: list[Point]) -> list[str]:
    """The postcodes of the communes whose point lies in a polygon, in order. One reading of the 35 000 communes."""
    frame = frame_of(corners)
    if frame is None:
        return []
    rows = _rows(
        "SELECT lat, lon, postcodes FROM commune WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
        frame.south,
        frame.north,
        frame.west,
        frame.east,
    )
    found = (row for row in rows if rules.is_inside(Point(row["lat"], row["lon"]), corners))
    return sorted({code for row in found for code in row["postcodes"].split()})


def towns_within(frame: Frame, limit: int) -> list[tuple[str, Point, int]]:
    """Name, point and population of the largest communes of a frame. One reading of the 35 000 communes."""
    rows = _rows(
        "SELECT name, lat, lon, population FROM commune"
        " WHERE kind = 'commune' AND population > 0 AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
        " ORDER BY population DESC, insee LIMIT ?",
        frame.south,
        frame.north,
        frame.west,
        frame.east,
        limit,
    )
    return [(row["name"], Point(row["lat"], row["lon"]), row["population"]) for row in rows]


def sources() -> Iterable[tuple[str, str, str]]:
    """Name, version and licence of what the file was made from."""
    return [tuple(row) for row in _rows("SELECT name, version, licence FROM source ORDER BY name")]


def points_of_communes() -> Iterable[tuple[str, float, float]]:
    """The code, latitude and longitude of every commune that has a point."""
    return [tuple(row) for row in _rows("SELECT insee, lat, lon FROM commune WHERE lat IS NOT NULL")]
