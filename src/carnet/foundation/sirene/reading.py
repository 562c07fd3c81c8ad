"""Open what people have: CSV, CSV in a zip or gzip, Parquet; say what it is before reading it through."""

import csv
import gzip
import io
import os
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from .rules import headers
from .rules.headers import Header, HeaderRefused
from .rules.projection import in_france

HEAD = 256 * 1024
BLOCK = 1024 * 1024


class FileRefused(Exception):
    """`reason`: absent, empty, zip, zip_members, damaged, encoding, parquet, swapped, or one of HeaderRefused."""

    def __init__(self, reason: str, path: Path, *, names: tuple[str, ...] = (), detail: str = "") -> None:
        super().__init__(f"{reason}: {path}")
        self.reason = reason
        self.path = path
        self.names = names
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Input:
    """A file that can be loaded. `member`: of a zip; `packing`: parquet, csv, gzip or zip."""

    path: Path
    header: Header
    packing: str
    delimiter: str = ","
    encoding: str = "utf-8"
    member: str = ""


def look(path: Path, engine: Any) -> Input:
    """What `path` is, from its first bytes. Raises FileRefused."""
    if not path.is_file():
        raise FileRefused("absent", path)
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
        if not magic:
            raise FileRefused("empty", path)
        if magic == b"PAR1":
            return _parquet(path, engine)
        packing = {b"PK": "zip", b"\x1f\x8b": "gzip"}.get(magic[:2], "csv")
        member = _member(path) if packing == "zip" else ""
        with opened(path, packing, member) as stream:
            head = stream.read(HEAD)
        return _text(path, packing, member, head)
    except HeaderRefused as error:
        raise FileRefused(error.reason, path, names=error.names) from error
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise FileRefused("zip", path) from error


def _parquet(path: Path, engine: Any) -> Input:
    try:
        rows = engine.execute("SELECT name FROM parquet_schema(?) WHERE num_children IS NULL", [str(path)]).fetchall()
    except Exception as error:
        # Whatever DuckDB calls it, the sentence is the same: the file cannot be read.
        raise FileRefused("parquet", path) from error
    return Input(path, headers.read([name for (name,) in rows]), "parquet")


def _member(path: Path) -> str:
    with zipfile.ZipFile(path) as packed:
        names = [one.filename for one in packed.infolist() if one.filename.lower().endswith((".csv", ".txt"))]
    if len(names) != 1:
        raise FileRefused("zip_members", path, names=tuple(names))
    return names[0]


def _text(path: Path, packing: str, member: str, head: bytes) -> Input:
    if not head.strip():
        raise FileRefused("empty", path)
    encoding = _encoding(head)
    first, _, rest = head.decode(encoding, "replace").partition("\n")
    delimiter, names = headers.split(first)
    header = headers.read(names)
    _refuse_swapped(path, header, rest, delimiter)
    return Input(path, Header(header.kind, tuple(names), header.used), packing, delimiter, encoding, member)


def _encoding(head: bytes) -> str:
    try:
        # The last character may be cut in two.
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.start > len(head) - 4 else "latin-1"
    return "utf-8"


def _refuse_swapped(path: Path, header: Header, text: str, delimiter: str) -> None:
    """A file whose points are in France only when latitude and longitude change places."""
    pairs = (("latitude", "longitude"), ("y_latitude", "x_longitude"))
    pair = next(((one, two) for one, two in pairs if one in header.used and two in header.used), None)
    if pair is None:
        return
    lat, lon = (header.columns.index(header.used[name]) for name in pair)
    straight = swapped = 0
    for row in csv.reader(io.StringIO(text.rpartition("\n")[0]), delimiter=delimiter):
        with suppress(ValueError, IndexError):
            first, second = float(row[lat].replace(",", ".")), float(row[lon].replace(",", "."))
            straight += in_france(first, second)
            swapped += in_france(second, first)
    if swapped > straight:
        raise FileRefused("swapped", path, names=pair)


@contextmanager
def opened(path: Path, packing: str, member: str) -> Iterator[BinaryIO]:
    if packing == "zip":
        with zipfile.ZipFile(path) as packed, packed.open(member) as stream:
            yield stream  # type: ignore[misc] # a zip's member reads as any binary file does
    elif packing == "gzip":
        with gzip.open(path) as stream:
            yield stream  # type: ignore[misc] # as above
    else:
        with path.open("rb") as stream:
            yield stream


@contextmanager
def as_plain_file(given: Input, folder: Path) -> Iterator[Path]:
    """A path under which DuckDB reads the file as plain text: packed ones come through a pipe, never on the disk.

    Raises FileRefused at the end when what was packed turned out to be damaged: nothing read from it counts.
    """
    if given.packing in {"csv", "parquet"}:
        yield given.path
        return
    pipe = folder / f"{given.header.kind}.pipe"
    os.mkfifo(pipe, 0o600)
    failure: list[Exception] = []
    worker = threading.Thread(target=_pour, args=(given, pipe, failure), daemon=True)
    worker.start()
    try:
        yield pipe
    finally:
        # Whoever still waits for a reader, or to write, is set free.
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
        worker.join()
        pipe.unlink()
        if failure:
            raise FileRefused("zip", given.path) from failure[0]


def _pour(given: Input, pipe: Path, failure: list[Exception]) -> None:
    with suppress(BrokenPipeError), pipe.open("wb") as out:
        try:
            with opened(given.path, given.packing, given.member) as stream:
                while block := stream.read(BLOCK):
                    out.write(block)
        except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile) as error:
            failure.append(error)
