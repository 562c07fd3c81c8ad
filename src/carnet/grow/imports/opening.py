"""From a stored file to records, whatever its format."""

import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .models import Import
from .rules.records import Block, FileUnreadable, Record, blocks
from .rules.sniffing import ENCODINGS, SEPARATORS
from .storage import StoredFile

OLE = b"\xd0\xcf\x11\xe0"
"""How an old or a protected workbook begins."""
ZIP = b"PK\x03\x04"
MOST_UNPACKED = 1024**3
"""Bytes that a workbook may unfold to; a bomb unfolds to more."""
MOST_COLUMNS = 2000


def open_blocks(file: Import, size: int, *, skip: int = 0) -> Iterator[Block]:
    """The records below the header, after the first `skip`, `size` at a time at most. Raises FileUnreadable."""
    return all_blocks(file, size, skip=skip + (1 if file.has_header else 0))


def all_records(file: Import) -> Iterator[Record]:
    for block in all_blocks(file, 100):
        yield from map(Record, block.lines, block.rows)


def all_blocks(file: Import, size: int, *, skip: int = 0) -> Iterator[Block]:
    if file.file_format == Import.Format.XLSX:
        yield from _together(islice(_sheet(file), skip, None), size)
        return
    if file.encoding not in ENCODINGS or file.separator not in SEPARATORS:
        raise FileUnreadable("layout")
    stream = io.BufferedReader(StoredFile(file), 256 * 1024)
    with io.TextIOWrapper(stream, file.encoding, errors="replace", newline="") as text:
        yield from blocks(_unmarked(text), file.separator, size, skip=skip)


def _together(found: Iterator[Record], size: int) -> Iterator[Block]:
    while some := list(islice(found, size)):
        yield Block([record.line for record in some], [record.cells for record in some])


def _unmarked(lines: Iterator[str]) -> Iterator[str]:
    """UTF-16 read with its byte order named keeps the mark as a first letter."""
    first = next(lines, "")
    yield first.removeprefix("\ufeff")
    yield from lines


def _sheet(file: Import) -> Iterator[Record]:
    """The first sheet of a workbook, values only: formulas are read as what they last showed."""
    with tempfile.TemporaryFile() as copy:
        stream = io.BufferedReader(StoredFile(file), 256 * 1024)
        while block := stream.read(1024 * 1024):
            copy.write(block)
        copy.seek(0)
        _check_zip(copy)
        try:
            book = load_workbook(copy, read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            yield from _rows(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS))
        except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, SyntaxError) as error:
            raise FileUnreadable("not_xlsx") from error


def _rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[Record]:
    """A sheet has no ragged rows: each is as wide as the first, and wider only where something stands there."""
    width = 0
    for line, row in enumerate(rows, 1):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            width = width or len(cells)
            yield Record(line, [*cells, *[""] * (width - len(cells))])


def _check_zip(copy: IO[bytes]) -> None:
    head = copy.read(8)
    copy.seek(0)
    if head.startswith(OLE):
        raise FileUnreadable("encrypted")
    try:
        with zipfile.ZipFile(copy) as archive:
            sizes = sum(member.file_size for member in archive.infolist())
            locked = any(member.flag_bits & 1 for member in archive.infolist())
    except zipfile.BadZipFile as error:
        raise FileUnreadable("not_xlsx") from error
    if locked:
        raise FileUnreadable("encrypted")
    if sizes > MOST_UNPACKED:
        raise FileUnreadable("bomb")
    copy.seek(0)


def _text(value: Any) -> str:
    """A cell as one would have typed it: a whole number without `.0`, a date as 2026-11-03."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value).strip()
