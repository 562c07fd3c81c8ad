"""Criteria as the WHERE clause of a question, what a group of rows can be left out by first."""

import math
from collections.abc import Iterable, Sequence

from .rules.projection import Degrees
from .rules.target import NAF_2025, Box, Criteria, box_of, box_round, department_of, naf_span, starts
from .store import Part

EARTH_KM = 6371.0088
LISTED = "SELECT unnest(string_split(?, ','))::INTEGER"
"""Numbers told as one text, the last value of a condition."""


class Where:
    """Conditions that must all hold, and their values in order."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.values: list[object] = []

    def add(self, part: str, *values: object) -> None:
        self.parts.append(part)
        self.values.extend(values)

    def among(self, column: str, values: Sequence[str]) -> None:
        if values:
            self.add(f"{column} IN ({marks(values)})", *values)

    def prefixes(self, column: str, starts_with: Iterable[str], whole_length: int) -> None:
        """Whole codes as a list, beginnings as ranges: both are compared with what a group of rows holds."""
        codes = sorted(set(starts_with))
        whole = [code for code in codes if len(code) == whole_length]
        parts = [f"{column} IN ({marks(whole)})"] if whole else []
        values: list[object] = list(whole)
        for code in codes:
            if code not in whole:
                parts.append(f"({column} >= ? AND {column} < ?)")
                values += [code, code + "~"]
        if parts:
            self.add(f"({' OR '.join(parts)})", *values)

    def spans(self, column: str, spans: Iterable[tuple[int, int]]) -> None:
        """Numbers within one of these spans, the second end left out."""
        found = sorted(set(spans))
        whole = [first for first, last in found if last == first + 1]
        parts = [f"{column} IN ({', '.join(map(str, whole))})"] if whole else []
        parts += [f"{column} BETWEEN {first} AND {last - 1}" for first, last in found if last > first + 1]
        if parts:
            self.add(f"({' OR '.join(parts)})")

    @property
    def text(self) -> str:
        return " AND ".join(self.parts) or "true"


def marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def where_of(criteria: Criteria, box: Box | None = None) -> tuple[str, list[object]]:
    """`box`: only those that a screen shows."""
    where = Where()
    if box is not None:
        _within(box, where)
    _place(criteria, where)
    if criteria.nomenclature == NAF_2025:
        where.prefixes("naf25", starts(criteria.naf), 6)
    else:
        where.spans("naf_key", [naf_span(code) for code in starts(criteria.naf)])
    _staff(criteria, where)
    where.among("size", criteria.sizes)
    where.prefixes("legal_form", criteria.legal_forms, 4)
    _rest(criteria, where)
    return where.text, where.values


def distance(centre: Degrees | None) -> str:
    """Kilometres from the centre (haversine), its figures written out, of one type in every engine."""
    if centre is None:
        return "NULL::DOUBLE"
    lat, lon = centre
    return (
        f"({2 * EARTH_KM!r}::DOUBLE * asin(least(1::DOUBLE,"
        f" sqrt(pow(sin(radians(lat::DOUBLE - {lat!r}::DOUBLE) / 2), 2)"
        f" + {math.cos(math.radians(lat))!r}::DOUBLE * cos(radians(lat::DOUBLE))"
        f" * pow(sin(radians(lon::DOUBLE - {lon!r}::DOUBLE) / 2), 2)))))"
    )


def inside(corners: Sequence[Degrees]) -> str:
    """Whether a polygon holds the point, on the flat map that one drew it on: as `geo.rules.is_inside`."""
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    crossed = [
        f"(({a.lat!r}::DOUBLE > lat) <> ({b.lat!r}::DOUBLE > lat)"
        f" AND lon < {a.lon!r}::DOUBLE"
        f" + (lat - {a.lat!r}::DOUBLE) * {(b.lon - a.lon) / (b.lat - a.lat)!r}::DOUBLE)::INTEGER"
        for a, b in sides
        if a.lat != b.lat
    ]
    return f"({' + '.join(crossed) or '0'}) % 2 = 1"


def parts_of(criteria: Criteria, parts: Iterable[Part], box: Box | None = None) -> list[str]:
    """The parts of the register in which an answer can be: each that is left out need not even be opened."""
    boxes = [box] if box else []
    boxes += [box_round(criteria.near, criteria.km)] if criteria.near else []
    boxes += [box_of(criteria.area)] if criteria.area else []
    wanted = {*criteria.departments, *map(department_of, criteria.communes)}
    return [
        part["code"]
        for part in parts
        if (not wanted or part["code"] in wanted) and all(_meet(part["box"], one) for one in boxes)
    ]


def _meet(sides: Sequence[float], box: Box) -> bool:
    if not sides:
        return False
    south, west, north, east = sides
    return south <= box.north and north >= box.south and west <= box.east and east >= box.west


def _within(box: Box, where: Where) -> None:
    """As the file holds them, so that whole groups of rows are passed over."""
    where.add(f"lat BETWEEN {box.south!r}::FLOAT AND {box.north!r}::FLOAT")
    where.add(f"lon BETWEEN {box.west!r}::FLOAT AND {box.east!r}::FLOAT")


def _place(criteria: Criteria, where: Where) -> None:
    """Départements are files: `parts_of` chooses them."""
    if criteria.near is not None:
        _within(box_round(criteria.near, criteria.km), where)
        where.add(f"{distance(criteria.near)} <= {float(criteria.km)!r}::DOUBLE")
    if criteria.area:
        _within(box_of(criteria.area), where)
        where.add(inside(criteria.area))
    if criteria.communes and criteria.departments:
        either = f"commune IN ({marks(criteria.communes)}) OR department IN ({marks(criteria.departments)})"
        where.add(f"({either})", *criteria.communes, *criteria.departments)
    else:
        where.among("commune", criteria.communes)


def _staff(criteria: Criteria, where: Where) -> None:
    if not criteria.staff:
        return
    known = [band for band in criteria.staff if band != "NN"]
    parts = [f"staff_key IN ({', '.join(str(int(band)) for band in known)})"] if known else []
    if "NN" in criteria.staff:
        parts.append("staff_key IS NULL")
    where.add(f"({' OR '.join(parts)})")


def _rest(criteria: Criteria, where: Where) -> None:
    if criteria.created_from:
        where.add("created >= ?", criteria.created_from)
    if criteria.created_to:
        where.add("created <= ?", criteria.created_to)
    asked = (
        (criteria.heads_only, "is_head"),
        (criteria.employers_only, "is_employer"),
        (criteria.exact_only, "at_address"),
    )
    for is_asked, column in asked:
        if is_asked:
            where.add(column)
    if criteria.without:
        # As one text: a list of 100 000 numbers takes the binding a second.
        known = ",".join(map(str, criteria.without))
        where.add(f"siren NOT IN ({LISTED})", known)
