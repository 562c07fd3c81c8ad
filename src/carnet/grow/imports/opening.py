"""From a stored file to records, whatever its format."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from .models import Import
from .rules.cards import cards, narrowed
from .rules.records import Block, FileUnreadable, Record, blocks
from .rules.sniffing import ENCODINGS, SEPARATORS
from .storage import StoredFile
from .workbooks import sheet_rows


def open_blocks(file: Import, size: int, *, skip: int = 0) -> Iterator[Block]:
    """The records below the header, after the first `skip`, `size` at a time at most. Raises FileUnreadable."""
    return all_blocks(file, size, skip=skip + (1 if file.has_header else 0))


def all_records(file: Import) -> Iterator[Record]:
    for block in all_blocks(file, 100):
        yield from map(Record, block.lines, block.rows)


def all_blocks(file: Import, size: int, *, skip: int = 0) -> Iterator[Block]:
    if file.file_format == Import.Format.XLSX:
        yield from _together(islice(sheet_rows(file), skip, None), size)
    elif file.file_format == Import.Format.VCARD:
        yield from _together(islice(narrowed(all_cards(file), file.card_columns), skip, None), size)
    else:
        if file.separator not in SEPARATORS:
            raise FileUnreadable("layout")
        with _text(file) as text:
            yield from blocks(_unmarked(text), file.separator, size, skip=skip)


def all_cards(file: Import) -> Iterator[Record]:
    """With every column that a card can have."""
    with _text(file) as text:
        yield from cards(_unmarked(text), file.encoding)


@contextmanager
def _text(file: Import) -> Iterator[io.TextIOWrapper]:
    if file.encoding not in ENCODINGS:
        raise FileUnreadable("layout")
    stream = io.BufferedReader(StoredFile(file), 256 * 1024)
    with io.TextIOWrapper(stream, file.encoding, errors="replace", newline="") as text:
        yield text


def _together(found: Iterator[Record], size: int) -> Iterator[Block]:
    while some := list(islice(found, size)):
        whole = "".join(cell for record in some for cell in record.cells)
        is_suspect = "\x00" in whole or "\ufffd" in whole
        yield Block([record.line for record in some], [record.cells for record in some], is_suspect)


def _unmarked(lines: Iterator[str]) -> Iterator[str]:
    """UTF-16 read with its byte order named keeps the mark as a first letter."""
    first = next(lines, "")
    yield first.removeprefix("\ufeff")
    yield from lines
