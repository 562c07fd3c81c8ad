"""Workbooks: their sheets, and the rows of one of them."""

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any

from .models import Import
from .rules.records import FileUnreadable, Record
from .storage import StoredFile

OLE = b"\xd0\xcf\x11\xe0"
"""How an old or a protected workbook begins."""
ZIP = b"PK\x03\x04"
MOST_UNPACKED = 1024**3
"""Bytes that a workbook may unfold to; a bomb unfolds to more."""
MOST_HELD = 256 * 1024**2
"""The same of a part that is held in memory whole: the texts that cells share, the styles. Sheets go by row by row."""
MOST_COLUMNS = 2000
LOOKED_AT = 20
"""Rows of each sheet that are read to guess which one is meant."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows`: as the workbook itself says, 0 where it does not; `first`: the cells of its first rows."""

    name: str
    rows: int
    first: list[list[str]]


def sheets(file: Import) -> list[Sheet]:
    """The sheets that are not hidden, all of them where every one is. Raises FileUnreadable."""
    with _opened(file) as book:
        shown = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
        found = []
        for one in shown:
            records = _rows(one.iter_rows(values_only=True, max_row=LOOKED_AT, max_col=MOST_COLUMNS), ",")
            found.append(Sheet(one.title, one.max_row or 0, [record.cells for record in records]))
        return found


def sheet_rows(file: Import) -> Iterator[Record]:
    """The rows of the chosen sheet, values only: formulas are read as what they last showed."""
    with _opened(file) as book:
        if file.sheet not in book.sheetnames:
            raise FileUnreadable("sheet")
        rows = book[file.sheet].iter_rows(values_only=True, max_col=MOST_COLUMNS)
        yield from _rows(rows, file.decimal_mark)


@contextmanager
def _opened(file: Import) -> Iterator[Any]:
    # It brings numpy where that is installed, 15 MB that a web process does without until a workbook comes.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with tempfile.TemporaryFile() as copy:
        stream = io.BufferedReader(StoredFile(file), 256 * 1024)
        while block := stream.read(1024 * 1024):
            copy.write(block)
        copy.seek(0)
        _check_zip(copy)
        try:
            yield load_workbook(copy, read_only=True, data_only=True, keep_links=False)
        except FileUnreadable:
            raise
        except (
            *(InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError),
            *(KeyError, IndexError, TypeError, ValueError, SyntaxError),
        ) as error:
            raise FileUnreadable("not_xlsx") from error


def _rows(rows: Iterable[tuple[Any, ...]], mark: str) -> Iterator[Record]:
    """A sheet has no ragged rows: each is as wide as the first, and wider only where something stands there."""
    width = 0
    for line, row in enumerate(rows, 1):
        cells = [_text(value, mark) for value in row]
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
            held = [one.file_size for one in archive.infolist() if not one.filename.startswith("xl/worksheets/")]
            locked = any(member.flag_bits & 1 for member in archive.infolist())
    except zipfile.BadZipFile as error:
        raise FileUnreadable("not_xlsx") from error
    if locked:
        raise FileUnreadable("encrypted")
    if sizes > MOST_UNPACKED or max(held, default=0) > MOST_HELD:
        raise FileUnreadable("bomb")
    copy.seek(0)


def _text(value: Any, mark: str) -> str:
    """A cell as one would have typed it: a whole number without `.0`, a figure with the file's decimal mark, a date
    as 2026-11-03."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", mark)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value).strip()
