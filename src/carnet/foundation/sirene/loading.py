"""From Insee's files to a version of the register: typed, joined, sorted, then answering in one step."""

import math
import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from carnet.foundation.geo.queries import points_of_communes

from . import engine, macros, store
from .queries import BETWEEN, COLUMNS
from .reading import FileRefused, Input, as_plain_file, look
from .rules.headers import USED, Kind
from .store import NOWHERE, About, Part, Version

Tell = Callable[[str, dict[str, Any]], None]
"""Told of each step as it ends: its name and its figures."""
NO_POINTS = "(SELECT NULL::BIGINT siret, 0.0 lat, 0.0 lon, 0.0 east, 0.0 north WHERE false)"
FEWEST = 0.5
"""A file of which fewer rows than this can be read is another file than it says."""


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

    def staged(self, kind: Kind) -> Path:
        return self.folder / f"{kind}.stage.parquet"

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
        db = engine.connect(**options, threads=str(threads or os.cpu_count() or 1), preserve_insertion_order="false")
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
    for kind, given in inputs.items():
        _stage(work, given)
        if not on and kind is Kind.ESTABLISHMENTS:
            (last,) = _one(work.db, f"SELECT max(treated) FROM {engine.text(work.staged(kind))}")  # noqa: S608 (our path)
            on = last or None
    _communes(work)
    paths = {kind.value: str(work.staged(kind)).replace("'", "''") for kind in Kind}
    paths["places"] = engine.text(work.staged(Kind.PLACES)) if Kind.PLACES in inputs else NO_POINTS
    ready = work.folder / "ready"
    ready.mkdir()
    macros.define(work.db)
    offered = work.folder / "offered.stage.parquet"
    _write(work, "offered", offered, ("lz4_raw", 32_768), **paths)
    parts = _part(work, offered, ready)
    _write(work, "known", ready / "known.parquet", ("zstd", 61_440), **paths)
    day = on or timezone.localdate()
    about = About(
        id=store.new_id(day),
        stock_on=day.isoformat(),
        loaded_at=timezone.now().isoformat(timespec="seconds"),
        files=[{"kind": kind.value, "name": given.path.name} for kind, given in inputs.items()],
        counts=_counts(work, offered),
        nomenclatures=_nomenclatures(work.db, offered),
        parts=parts,
    )
    return store.publish(ready, about)


def _one(db: Any, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
    return tuple(db.execute(sql, values).fetchone())


def _stage(work: Load, given: Input) -> None:
    """Type a file into a Parquet of ours. The text is read once, through a pipe where it is packed."""
    kind = given.header.kind
    with as_plain_file(given, work.folder) as path:
        select = engine.statement(kind.value, source=_source(given, path))
        _copy(work, select, work.staged(kind), given.path, ("lz4_raw", 122_880))
    number = "siren" if kind is Kind.UNITS else "siret"
    rows, good = _one(
        work.db,
        f"SELECT count(*), count({number}) FROM {engine.text(work.staged(kind))}",  # noqa: S608 (our path)
    )
    if good < rows * FEWEST or not good:
        raise LoadRefused("nothing", kind=kind.value, path=given.path)
    work.step(kind.value, **{f"{kind.value}_rows": rows, f"{kind.value}_refused": rows - good})


def _source(given: Input, path: Path) -> str:
    """A SELECT of our columns by name, all as text; those that the file lacks are NULL."""
    columns = []
    for name in USED[given.header.kind]:
        spelt = given.header.used.get(name)
        columns.append(f"{engine.name(spelt)}::VARCHAR AS {engine.name(name)}" if spelt else f"NULL::VARCHAR AS {name}")
    if given.packing == "parquet":
        origin = f"read_parquet({engine.text(path)})"
    else:
        types = ", ".join(f"{engine.text(name)}: 'VARCHAR'" for name in given.header.columns)
        origin = (
            f"read_csv({engine.text(path)}, header=true, auto_detect=false, columns={{{types}}}, strict_mode=true,"
            f" delim={engine.text(given.delimiter)}, quote='\"', escape='\"', encoding={engine.text(given.encoding)})"
        )
    return f"SELECT {', '.join(columns)} FROM {origin}"  # noqa: S608 (names and paths are quoted)


def _part(work: Load, offered: Path, ready: Path) -> list[Part]:
    """The offered, a file of each kind for each département: a question opens those of its place and no other.

    The narrow file follows the cards row by row.
    """
    (ready / "near").mkdir()
    (ready / "cards").mkdir()
    source = engine.text(offered)
    work.db.execute("SET preserve_insertion_order = true")
    bounds = "count(*), min(lat), min(lon), max(lat), max(lon)"
    rows = work.db.execute(f"SELECT department, {bounds} FROM {source} GROUP BY 1 ORDER BY 1").fetchall()  # noqa: S608 (our path)
    parts: list[Part] = []
    for department, count, *box in rows:
        code = department or NOWHERE
        told = {"offered": str(offered).replace("'", "''"), "where": "department IS NULL"}
        if department:
            told["where"] = f"department = {engine.text(department)}"
        _copy(work, engine.statement("near", **told), ready / "near" / f"{code}.parquet", None, ("lz4_raw", 20_480))
        select = engine.statement("cards", **told, texts=", ".join(map(_as_text, COLUMNS)))
        _copy(work, select, ready / "cards" / f"{code}.parquet", None, ("zstd", 2_048))
        parts.append({"code": code, "rows": count, "box": [] if box[0] is None else _widened(*box)})
    work.db.execute("SET preserve_insertion_order = false")
    work.step("parts", parts=sum(part["rows"] for part in parts))
    return parts


def _as_text(column: str) -> str:
    """A column of a card, never NULL, without the sign that stands between two."""
    text = f"coalesce({column}::VARCHAR, '')"
    return f"replace({text}, chr({ord(BETWEEN)}), ' ')" if column in WRITTEN else text


WRITTEN = frozenset("name legal_name sign street further postcode city naf naf25".split())
"""What Insee's files hold as it was typed."""


def _widened(south: float, west: float, north: float, east: float) -> list[float]:
    """To the next ten thousandth of a degree: ten metres, so that no rounding leaves out who stands on the line."""
    return [
        *(math.floor(side * 10_000) / 10_000 for side in (south, west)),
        *(math.ceil(side * 10_000) / 10_000 for side in (north, east)),
    ]


def _write(work: Load, name: str, target: Path, how: tuple[str, int], **values: str) -> None:
    _copy(work, engine.statement(name, **values), target, None, how)
    (rows,) = _one(work.db, f"SELECT count(*) FROM {engine.text(target)}")  # noqa: S608 (our path)
    work.step(name, **{name: rows})


def _copy(work: Load, select: str, target: Path, origin: Path | None, how: tuple[str, int]) -> None:
    """`how`: the codec and the rows of a group.

    Raises FileRefused for what cannot be read, LoadRefused when the disk takes no more.
    """
    import duckdb

    codec, rows = how
    options = f"FORMAT parquet, COMPRESSION {codec}, ROW_GROUP_SIZE {rows}"
    try:
        work.db.execute(f"COPY ({select}) TO {engine.text(target)} ({options})")
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise LoadRefused("disk", detail=_short(error)) from error
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        line = re.search(r"Line: (\d+)", str(error))
        if origin is None:
            raise
        reason = "encoding" if "unicode" in str(error).lower() or "utf" in str(error).lower() else "damaged"
        raise FileRefused(reason, origin, detail=line[1] if line else "") from error


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:200]


def _communes(work: Load) -> None:
    """Where each commune is, for what has no point of its own. By a file: as values they take seconds."""
    path = work.folder / "communes.csv"
    path.write_text("".join(f"{code},{lat},{lon}\n" for code, lat, lon in points_of_communes()))
    columns = "{'commune': 'VARCHAR', 'lat': 'DOUBLE', 'lon': 'DOUBLE'}"
    source = f"read_csv({engine.text(path)}, header=false, auto_detect=false, columns={columns})"
    work.db.execute(f"CREATE TEMP TABLE communes AS SELECT * FROM {source}")  # noqa: S608 (our path)


def _counts(work: Load, offered: Path) -> dict[str, int]:
    """What the version holds, and how many have a point of their own."""
    (at_address,) = _one(
        work.db,
        f"SELECT count(*) FILTER (at_address) FROM {engine.text(offered)}",  # noqa: S608 (our path)
    )
    return {**work.counts, "at_address": at_address}


def _nomenclatures(db: Any, offered: Path) -> dict[str, int]:
    """How many of those that can be prospected carry a code of each nomenclature."""
    path = engine.text(offered)
    rows = db.execute(f"SELECT naf_version, count(*) FROM {path} GROUP BY 1 ORDER BY 2 DESC").fetchall()  # noqa: S608
    (naf25,) = _one(db, f"SELECT count(naf25) FROM {path}")  # noqa: S608 (our path)
    return {name or "": count for name, count in rows} | ({"NAF2025": naf25} if naf25 else {})


def free_space() -> int:
    """Bytes left where versions are written."""
    with suppress(FileNotFoundError):
        return shutil.disk_usage(store.root().parent).free
    return 0
