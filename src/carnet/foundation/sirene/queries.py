"""Ask the register. Every question is bounded in time and in rows; without a version, SireneAbsent."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from . import engine, store
from .cards import read
from .conditions import distance, parts_of, where_of
from .rules.scoring import Term, expression
from .rules.target import MOST, Box, Criteria
from .store import About, Version


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


Hit = tuple[str, int, float | None, float | None, float | None, float | None, int]
"""Part, place in it, point, kilometres, score; and how many there are in all."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whom to see, whatever engine answers: said once, in the SQL of DuckDB."""

    version: Version
    parts: list[str]
    where: str
    values: list[object]
    km: str
    score: str
    top: int

    @property
    def paths(self) -> list[Path]:
        return [self.version.near(part) for part in self.parts]

    def sql(self, near: str = "", once: str = "MATERIALIZED") -> str:
        """`near`: what an engine calls the rows of `paths`, with the number of each in its file. Marks for `values`."""
        near = near or f"read_parquet([{', '.join(map(engine.text, self.paths))}], file_row_number = true)"
        best = {"km": self.km, "score": self.score, "top": str(self.top), "nowhere": store.NOWHERE}
        return engine.statement("target", near=near, once=once, where=self.where, **best)


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
    ask: Callable[[Question], list[Hit]] | None = None,
) -> Found:
    """Count those that fit and bring the best: by score, else the nearest, else by SIRET. Raises TooLong.

    Ages are counted at `today`, else at the day of the stock. `box`: only those that a screen shows. `ask`: another
    engine that answers the same question, `cluster.ask`.
    """
    version = store.current()
    km = distance(criteria.near)
    score = expression(terms, km=km, today=today or version.about.day)
    hits: list[Hit] = []
    with engine.cursor() as cursor:
        if parts := parts_of(criteria, version.about.parts, box):
            where, values = where_of(criteria, box)
            question = Question(version, parts, where, values, km, score, max(1, min(top, MOST)))
            hits = ask(question) if ask else cursor.execute(question.sql(), values).fetchall()
        cards = _cards(cursor, version, [(hit[0], hit[1]) for hit in hits])
    rows = [
        Establishment(
            **read(cards[part, place]),
            department="" if part == store.NOWHERE else part,
            lat=lat,
            lon=lon,
            km=km_,
            score=of_100,
        )
        for part, place, lat, lon, km_, of_100, _count in hits
    ]
    return Found(hits[0][-1] if hits else 0, rows, version.about)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every question to the register says: its files and its condition, and the condition's values."""

    text: dict[str, str]
    values: list[object]


def _asked(criteria: Criteria, version: Version, box: Box | None = None) -> _Asked | None:
    """None where no part of the register can hold an answer."""
    parts = parts_of(criteria, version.about.parts, box)
    if not parts:
        return None
    where, values = where_of(criteria, box)
    return _Asked({"paths": ", ".join(engine.text(version.near(part)) for part in parts), "where": where}, values)


Place = tuple[str, int]
"""A part of the register, and the number of the row in it."""


def _cards(cursor: Any, version: Version, places: Iterable[Place]) -> dict[Place, str]:
    """All that is told of the rows at these places. One question, of the parts that have one."""
    by_part: dict[str, list[str]] = defaultdict(list)
    for part, place in places:
        by_part[part].append(str(place))
    asked = [
        engine.statement("cards_at", part=part, path=_quoted(version.cards(part)), places=", ".join(rows))
        for part, rows in by_part.items()
    ]
    if not asked:
        return {}
    rows = cursor.execute(" UNION ALL ".join(asked)).fetchall()
    return {(part, place): card for part, place, card in rows}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def count(criteria: Criteria) -> int:
    """How many fit."""
    asked = _asked(criteria, store.current())
    if asked is None:
        return 0
    with engine.cursor() as cursor:
        return int(cursor.execute(engine.statement("count", **asked.text), asked.values).fetchone()[0])


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
    asked = _asked(criteria, store.current(), box)
    if asked is None:
        return []
    shown = {"area": "department" if zoom < WIDE else "commune", "squares": str(4 * 2**zoom)}
    with engine.cursor() as cursor:
        rows = cursor.execute(engine.statement("heaps", **asked.text, **shown), asked.values).fetchall()
    return [Heap(*row) for row in rows]


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
    version = store.current()
    sql = engine.statement(
        "states", establishments=_quoted(version.known_establishments), units=_quoted(version.known_units)
    )
    with engine.cursor() as cursor:
        rows = cursor.execute(sql, [",".join(wanted)]).fetchall()
    return {
        f"{siret:014d}": Known(is_active, is_open, since, f"{head:014d}" if head_answers else "")
        for siret, is_active, is_open, since, head, head_answers in rows
    }
