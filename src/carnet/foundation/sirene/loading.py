"""From Insee's files to a version of the register: typed, joined, sorted, then answering in one step."""

import math
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from carnet.foundation.geo.queries import points_of_communes

from . import engine, macros, store
from .cards import texts
from .reading import FileRefused, Input, as_plain_file, look
from .rules.headers import KEPT, STATES, USED, Kind
from .rules.target import department_of
from .store import NOWHERE, About, Part, Version

Tell = Callable[[str, dict[str, Any]], None]
"""Told of each step as it ends: its name and its figures."""
NO_POINTS = "(SELECT NULL::BIGINT siret, 0.0 lat, 0.0 lon, 0.0 east, 0.0 north WHERE false)"
FEWEST = 0.5
"""A file of which fewer rows than this can be read is another file than it says."""
QUICK = "COMPRESSION lz4_raw, ROW_GROUP_SIZE 122880, DICTIONARY_SIZE_LIMIT 1"
"""What is read once more and thrown away: to look for what repeats would cost more than it spares."""
KNOWN = "COMPRESSION lz4_raw, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE 61440"
"""Numbers that rise are told by their differences: a quarter of the room."""
NEAR = "COMPRESSION lz4_raw, ROW_GROUP_SIZE 20480"
CARDS = "COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE 2048"


class LoadRefused(Exception):
    """`reason`: missing (no file of `kind`), twice, disk (`detail`), nothing (no row can be read)."""

    def __init__(self, reason: str, *, kind: str = "", detail: str = "", path: Path | None = None) -> None:
        super().__init__(f"{reason} {kind} {detail}".strip())
        self.reason = reason
        self.kind = kind
        self.detail = detail
        self.path = path


@dataclass(slots=True)
class Load:
    """One load under way: its connection, its folder, what it has counted."""

    db: Any
    folder: Path
    tell: Tell
    counts: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def step(self, name: str, **figures: int) -> None:
        self.counts |= figures
        seconds = round(time.monotonic() - self.began, 1)
        self.began = time.monotonic()
        self.tell(name, {**figures, "seconds": seconds})


def load(
    paths: Sequence[Path], *, on: date | None = None, tell: Tell, memory: str = "4GB", threads: int = 0
) -> Version:
    """Read the files, whatever their order, and let them answer. `on`: the day they describe, else the last one told.

    Raises FileRefused, LoadRefused, store.LoadRunning; the version before then still answers.
    """
    with store.loading() as folder:
        options: dict[str, object] = {"memory_limit": memory, "temp_directory": str(folder / "spill")}
        db = engine.connect(**options, threads=str(threads or os.cpu_count() or 1))
        try:
            inputs = _inputs(paths, db)
            return _build(Load(db, folder, tell), inputs, on)
        except OSError as error:
            raise LoadRefused("disk", detail=error.strerror or "") from error
        finally:
            db.close()


def _inputs(paths: Sequence[Path], db: Any) -> dict[Kind, Input]:
    found: dict[Kind, Input] = {}
    for path in paths:
        given = look(path, db)
        if given.header.kind in found:
            raise LoadRefused("twice", kind=given.header.kind, path=path)
        found[given.header.kind] = given
    for kind in (Kind.ESTABLISHMENTS, Kind.UNITS):
        if kind not in found:
            raise LoadRefused("missing", kind=kind)
    return found


def _build(work: Load, inputs: dict[Kind, Input], on: date | None) -> Version:
    macros.define(work.db)
    _communes(work)
    ready = work.folder / "ready"
    for folder in ("known", "near", "cards"):
        (ready / folder).mkdir(parents=True)
    sources = {kind: _source(work, given) for kind, given in inputs.items()}
    for kind in (Kind.ESTABLISHMENTS, Kind.UNITS):
        with _refusals([inputs[kind]]):
            _known(work, inputs[kind], sources[kind], ready / "known" / f"{kind}.parquet")
    with _refusals([inputs[Kind.ESTABLISHMENTS]]):
        day = on or _last_day(work.db, sources[Kind.ESTABLISHMENTS]) or timezone.localdate()
    _offered(work, inputs, sources)
    about = About(
        id=store.new_id(day),
        stock_on=day.isoformat(),
        loaded_at=timezone.now().isoformat(timespec="seconds"),
        files=[{"kind": kind.value, "name": given.path.name} for kind, given in inputs.items()],
        parts=_part(work, ready),
        counts=work.counts | {"at_address": _one(work.db, "SELECT count(*) FILTER (at_address) FROM offered")[0]},
        nomenclatures=_nomenclatures(work.db),
    )
    return store.publish(ready, about)


def _one(db: Any, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
    return tuple(db.execute(sql, values).fetchone())


def _source(work: Load, given: Input) -> str:
    """A SELECT of our columns by name, all as text; those that the file lacks are NULL.

    A Parquet is read where it lies, each time only the columns that are needed. Of a text every column must be read to
    find the next: that is done once, through a pipe where it is packed, and what nobody will read is not kept.
    """
    kind = given.header.kind
    if given.packing == "parquet":
        columns = [
            f"{engine.name(spelt)}::VARCHAR AS {engine.name(name)}" if spelt else f"NULL::VARCHAR AS {name}"
            for name, spelt in ((name, given.header.used.get(name)) for name in USED[kind])
        ]
        return f"SELECT {', '.join(columns)} FROM read_parquet({engine.text(given.path)})"  # noqa: S608 (quoted)
    staged = work.folder / f"{kind}.stage.parquet"
    with as_plain_file(given, work.folder) as path:
        _copy(work, _of_text(given, path), staged, given, QUICK)
    return f"SELECT * FROM {engine.text(staged)}"  # noqa: S608 (our path)


def _of_text(given: Input, path: Path) -> str:
    """Only the states are kept of a row that cannot be prospected: its other texts need not be written."""
    used, kind = given.header.used, given.header.kind
    types = ", ".join(f"{engine.text(name)}: 'VARCHAR'" for name in given.header.columns)
    states = STATES.get(kind, {})
    open_ = " AND ".join(f"upper({engine.name(used[name])}) = {engine.text(value)}" for name, value in states.items())
    columns = []
    for name in USED[kind]:
        told = engine.name(used[name]) if name in used else "NULL::VARCHAR"
        if states and name in used and name not in KEPT[kind]:
            told = f"CASE WHEN {open_} THEN {told} END"
        columns.append(f"{told} AS {engine.name(name)}")
    return (
        f"SELECT {', '.join(columns)} FROM read_csv({engine.text(path)}, header=true, auto_detect=false,"  # noqa: S608 (quoted)
        f" columns={{{types}}}, strict_mode=true, delim={engine.text(given.delimiter)}, quote='\"', escape='\"',"
        f" encoding={engine.text(given.encoding)})"
    )


def _known(work: Load, given: Input, source: str, target: Path) -> None:
    """The state of every number, in their order: that of Insee's files. Raises LoadRefused when few can be read."""
    kind = given.header.kind
    _copy(work, engine.statement(f"known_{kind}", source=source), target, given, KNOWN)
    (rows,) = _one(work.db, f"SELECT count(*) FROM ({source})")  # noqa: S608 (quoted)
    good, is_in_order = _one(work.db, engine.statement("in_order", path=engine.text(target)))
    if not good or good < rows * FEWEST:
        raise LoadRefused("nothing", kind=kind.value, path=given.path)
    if not is_in_order:
        beside = target.with_suffix(".unordered.parquet")
        target.rename(beside)
        _copy(work, f"SELECT * FROM {engine.text(beside)} ORDER BY number", target, None, KNOWN)  # noqa: S608 (our path)
        beside.unlink()
    if kind is Kind.ESTABLISHMENTS:
        work.counts["known"] = good
    work.step(kind.value, **{f"{kind.value}_rows": rows, f"{kind.value}_refused": rows - good})


def _last_day(db: Any, source: str) -> date | None:
    """The last day of treatment that is told: of the last text, unless that is none; then each is read."""
    column = '"dateDernierTraitementEtablissement"'
    (last,) = _one(db, f"SELECT try_cast(max({column}) AS TIMESTAMP)::DATE FROM ({source})")  # noqa: S608 (quoted)
    if last is None:
        (last,) = _one(db, f"SELECT max(day_of({column})) FROM ({source})")  # noqa: S608 (quoted)
    return last or None


def _offered(work: Load, inputs: dict[Kind, Input], sources: dict[Kind, str]) -> None:
    """A table of those who can be prospected, in the order of their parts; what does not fit in memory goes to disk."""
    told = {kind.value: sources.get(kind, NO_POINTS) for kind in Kind}
    if Kind.PLACES in sources:
        told["places"] = f"({engine.statement('places', source=sources[Kind.PLACES])})"
    select = engine.statement("offered", **told, **texts())
    with _refusals(list(inputs.values())):
        work.db.execute(f"CREATE TEMP TABLE offered AS {select}")
    (rows,) = _one(work.db, "SELECT count(*) FROM offered")
    work.step("offered", offered=rows)


def _part(work: Load, ready: Path) -> list[Part]:
    """The offered, a file of each kind for each département: a question opens those of its place and no other.

    The narrow file follows the cards row by row.
    """
    bounds = "count(*), min(lat), min(lon), max(lat), max(lon)"
    rows = work.db.execute(f"SELECT department, {bounds} FROM offered GROUP BY 1 ORDER BY 1").fetchall()  # noqa: S608 (ours)
    parts: list[Part] = []
    for department, count, *box in rows:
        code = department or NOWHERE
        where = f"department = {engine.text(department)}" if department else "department IS NULL"
        near = f"SELECT * EXCLUDE (card, naf_version) FROM offered WHERE {where}"  # noqa: S608 (quoted)
        _copy(work, near, ready / "near" / f"{code}.parquet", None, NEAR)
        card = f"SELECT card FROM offered WHERE {where}"  # noqa: S608 (quoted)
        _copy(work, card, ready / "cards" / f"{code}.parquet", None, CARDS)
        parts.append({"code": code, "rows": count, "box": [] if box[0] is None else _widened(*box)})
    work.step("parts", parts=sum(part["rows"] for part in parts))
    return parts


def _widened(south: float, west: float, north: float, east: float) -> list[float]:
    """To the next ten thousandth of a degree: ten metres, so that no rounding leaves out who stands on the line."""
    return [
        *(math.floor(side * 10_000) / 10_000 for side in (south, west)),
        *(math.ceil(side * 10_000) / 10_000 for side in (north, east)),
    ]


def _copy(work: Load, select: str, target: Path, origin: Input | None, how: str) -> None:
    """Write rows to a Parquet. `origin`: the file of theirs that is read. Raises as `_refusals`."""
    with _refusals([origin] if origin else []):
        work.db.execute(f"COPY ({select}) TO {engine.text(target)} (FORMAT parquet, {how})")


@contextmanager
def _refusals(origins: Sequence[Input]) -> Iterator[None]:
    """Raises FileRefused for what cannot be read of `origins`, LoadRefused when the disk takes no more."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise LoadRefused("disk", detail=_short(error)) from error
    except duckdb.Error as error:
        # Damaged bytes are told in many kinds, some in none of their own; a statement of ours that is wrong, in these.
        if not origins or isinstance(error, (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)):
            raise
        given = next((one for one in origins if str(one.path) in str(error)), origins[0])
        line = re.search(r"Line: (\d+)", str(error))
        if given.packing == "parquet" or not line:
            raise FileRefused("zip", given.path) from error
        reason = "encoding" if "unicode" in str(error).lower() or "utf" in str(error).lower() else "damaged"
        raise FileRefused(reason, given.path, detail=line[1]) from error


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:200]


def _communes(work: Load) -> None:
    """Where each commune is, for what has no point of its own. By a file: as values they take seconds."""
    path = work.folder / "communes.csv"
    path.write_text("".join(f"{code},{department_of(code)},{lat},{lon}\n" for code, lat, lon in points_of_communes()))
    columns = "{'commune': 'VARCHAR', 'department': 'VARCHAR', 'lat': 'DOUBLE', 'lon': 'DOUBLE'}"
    source = f"read_csv({engine.text(path)}, header=false, auto_detect=false, columns={columns})"
    work.db.execute(f"CREATE TEMP TABLE communes AS SELECT * FROM {source}")  # noqa: S608 (our path)


def _nomenclatures(db: Any) -> dict[str, int]:
    """How many of those that can be prospected carry a code of each nomenclature."""
    rows = db.execute("SELECT naf_version, count(*) FROM offered GROUP BY 1 ORDER BY 2 DESC").fetchall()
    (naf25,) = _one(db, "SELECT count(naf25) FROM offered")
    return {name or "": count for name, count in rows} | ({"NAF2025": naf25} if naf25 else {})


def free_space() -> int:
    """Bytes left where versions are written."""
    with suppress(FileNotFoundError):
        return shutil.disk_usage(store.root().parent).free
    return 0
