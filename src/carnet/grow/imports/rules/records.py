"""Cut a text file into records, each with the line on which it stands."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

LONGEST_CELL = 100_000
"""Characters. A longer cell is nearly always a quotation mark that nothing closes."""


@dataclass(slots=True)
class Record:
    line: int
    cells: list[str]


class FileUnreadable(ValueError):
    """The file cannot be cut into rows. `reason`: quote, card, layout, encrypted, not_xlsx, bomb, sheet; `line` where
    known."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"{reason} at line {line}")
        self.reason = reason
        self.line = line


@dataclass(slots=True)
class Block:
    """Records side by side; `is_suspect` where a NUL byte or a sign that could not be read stands somewhere."""

    lines: list[int]
    rows: list[list[str]]
    is_suspect: bool = False


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """The rows that are not blank. Raises FileUnreadable where a quotation mark swallows the rest of the file."""
    for block in blocks(lines, separator, 100):
        yield from map(Record, block.lines, block.rows)


def blocks(lines: Iterable[str], separator: str, size: int, *, skip: int = 0) -> Iterator[Block]:
    """The records that are not blank, after the first `skip`, some `size` at a time. Raises FileUnreadable."""
    csv.field_size_limit(LONGEST_CELL)
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=separator)
    while True:
        starts, rows, is_over = _cut(reader, size + min(skip, 1))
        is_suspect = feed.is_suspect(reader.line_num)
        if starts:
            # The last record is kept in sight: it may turn out to have swallowed the end of the file.
            feed.forget_before(starts[-1])
        if is_over and _is_left_open(feed.waiting, separator):
            raise FileUnreadable("quote", feed.first)
        block = Block(*_filled(starts, rows), is_suspect)
        if skip:
            taken = min(skip, len(block.rows))
            skip -= taken
            block = Block(block.lines[taken:], block.rows[taken:], block.is_suspect)
        if block.rows:
            yield block
        if is_over:
            return


def _cut(reader: Any, size: int) -> tuple[list[int], list[list[str]], bool]:
    """The next `size` rows and the line on which each begins."""
    starts: list[int] = []
    rows: list[list[str]] = []
    line = reader.line_num + 1
    try:
        for row in islice(reader, size):
            starts.append(line)
            rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileUnreadable("quote", line) from error
    return starts, rows, len(rows) < size


def _filled(starts: list[int], rows: list[list[str]]) -> tuple[list[int], list[list[str]]]:
    """Without the rows in which nothing stands."""
    if all(row and row[0] and not row[0].isspace() for row in rows):
        return starts, rows
    kept = [place for place, row in enumerate(rows) if any(row) and any(cell.strip() for cell in row)]
    return [starts[place] for place in kept], [rows[place] for place in kept]


def _is_left_open(lines: Sequence[str], separator: str) -> bool:
    """Whether the last record of a file ends inside a quotation."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


class _Feed:
    """Hands lines over by thousands and remembers those of the last record."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.waiting: list[str] = []
        self.first = 1
        self._suspects: list[tuple[int, int]] = []

    def __iter__(self) -> Iterator[str]:
        while some := list(islice(self._lines, 2000)):
            whole = "".join(some)
            if "\x00" in whole or "\ufffd" in whole:
                first = self.first + len(self.waiting)
                self._suspects.append((first, first + len(some) - 1))
            self.waiting.extend(some)
            yield from some

    def is_suspect(self, last: int) -> bool:
        """Whether a bad sign stands somewhere near the lines from the first remembered to `last`."""
        return any(start <= last and end >= self.first for start, end in self._suspects)

    def forget_before(self, line: int) -> None:
        del self.waiting[: line - self.first]
        self.first = line
