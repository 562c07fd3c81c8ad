"""Ask the register. Every question is bounded in time and in rows; without a version, SireneAbsent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import engine, store
from .conditions import distance, where_of
from .rules.scoring import Term, expression
from .rules.target import MOST, Box, Criteria
from .store import About, Version

COLUMNS = (
    "siret lat lon at_address department commune naf naf_version naf25 staff staff_year size size_year legal_form "
    "created is_head is_employer is_social is_mission unit_staff unit_staff_year name legal_name sign street further "
    "postcode city since treated"
).split()


@dataclass(frozen=True, slots=True)
class Establishment:
    """One of those that can be prospected, as the register tells it. `km`: as the crow flies, None without a centre.

    `at_address` is false when the point is only the middle of the commune. `score` is of 100, None unless asked for.
    """

    siret: str
    lat: float | None
    lon: float | None
    at_address: bool
    department: str
    commune: str
    naf: str
    naf_version: str
    naf25: str
    staff: str
    staff_year: int | None
    size: str
    size_year: int | None
    legal_form: str
    created: date | None
    is_head: bool
    is_employer: bool
    is_social: bool
    is_mission: bool
    unit_staff: str
    unit_staff_year: int | None
    name: str
    legal_name: str
    sign: str
    street: str
    further: str
    postcode: str
    city: str
    since: date | None
    treated: date | None
    km: float | None = None
    score: float | None = None

    @property
    def siren(self) -> str:
        return self.siret[:9]

    @property
    def is_sole_trader(self) -> bool:
        return self.legal_form == "1000"


@dataclass(frozen=True, slots=True)
class Found:
    """`count` of all that fit, of which `rows` are the first; `about` says of which version."""

    count: int
    rows: list[Establishment]
    about: About


def target(
    criteria: Criteria,
    *,
    top: int = 500,
    terms: Sequence[Term] = (),
    today: date | None = None,
    box: Box | None = None,
) -> Found:
    """Count those that fit and bring the best: by score, else the nearest, else by SIRET. Raises TooLong.

    Ages are counted at `today`, else at the day of the stock. `box`: only those that a screen shows.
    """
    version = store.current()
    where, values = where_of(criteria, box)
    km = distance(criteria.near)
    score = expression(terms, km=km, today=today or version.about.day)
    sql = engine.statement(
        "target",
        path=str(version.near).replace("'", "''"),
        where=where,
        km=km,
        score=score,
        top=str(max(1, min(top, MOST))),
    )
    with engine.cursor() as cursor:
        hits = cursor.execute(sql, values).fetchall()
        cards = _cards(cursor, version, [hit[0] for hit in hits])
    rows = [_establishment((*cards[place], km_, score_)) for place, km_, score_, _count in hits]
    return Found(hits[0][3] if hits else 0, rows, version.about)


def _cards(cursor: Any, version: Version, places: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """All that is told of the rows at these places of the file."""
    if not places:
        return {}
    path = str(version.cards).replace("'", "''")
    told = {"columns": ", ".join(COLUMNS), "places": ", ".join(map(str, places))}
    rows = cursor.execute(engine.statement("cards_at", path=path, **told)).fetchall()
    return {place: tuple(card) for place, *card in rows}


def count(criteria: Criteria) -> int:
    """How many fit."""
    version = store.current()
    where, values = where_of(criteria)
    sql = engine.statement("count", path=str(version.near).replace("'", "''"), where=where)
    with engine.cursor() as cursor:
        return int(cursor.execute(sql, values).fetchone()[0])


@dataclass(frozen=True, slots=True)
class Heap:
    """`count` of those that fit, around one point. `commune`: the code of one of theirs."""

    lat: float
    lon: float
    count: int
    commune: str


WIDE = 7
"""Below this zoom a screen is gathered by départements, from it on by communes."""


def heaps(criteria: Criteria, box: Box, zoom: int) -> list[Heap]:
    """Where those that fit stand, for a screen that shows `box` at `zoom`: never two of a place in one square of it."""
    where, values = where_of(criteria, box)
    sql = engine.statement(
        "heaps",
        path=str(store.current().near).replace("'", "''"),
        where=where,
        area="department" if zoom < WIDE else "commune",
        squares=str(4 * 2**zoom),
    )
    with engine.cursor() as cursor:
        return [Heap(*row) for row in cursor.execute(sql, values).fetchall()]


@dataclass(frozen=True, slots=True)
class Known:
    """The state of a SIRET. `head`: the head office of a closed one that has another, open; empty otherwise."""

    is_active: bool
    is_open: bool
    since: date | None
    head: str = ""


def states(sirets: Sequence[str]) -> dict[str, Known]:
    """The state of each of these SIRETs; those that the register does not know are left out. At most `MOST` at once."""
    wanted = [siret for siret in sirets if siret.isdigit()][:MOST]
    if not wanted:
        return {}
    sql = engine.statement("states", path=str(store.current().known).replace("'", "''"))
    with engine.cursor() as cursor:
        rows = cursor.execute(sql, [",".join(wanted)]).fetchall()
    return {
        f"{siret:014d}": Known(is_active, is_open, since, f"{head:014d}" if head_answers else "")
        for siret, is_active, is_open, since, head, head_answers in rows
    }


def _establishment(row: Sequence[Any]) -> Establishment:
    values = dict(zip((*COLUMNS, "km", "score"), row, strict=True))
    texts = {name: "" for name in TEXTS if values[name] is None}
    flags = {name: bool(values[name]) for name in FLAGS}
    values["siret"] = f"{values['siret']:014d}"
    return Establishment(**{**values, **texts, **flags})


FLAGS = "at_address is_head is_employer is_social is_mission".split()
TEXTS = (
    "department commune naf naf_version naf25 staff size legal_form unit_staff name legal_name sign street further "
    "postcode city"
).split()
