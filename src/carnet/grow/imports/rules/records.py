"""Cut a text file into records, each with the line on which it stands."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_CELL = 100_000
"""Characters. A longer cell is nearly always a quotation mark that nothing closes."""


@dataclass(slots=True)
class Record:
    line: int
    cells: list[str]


class FileUnreadable(ValueError):
    """The file cannot be cut into rows. `reason`: quote, layout, encrypted, not_xlsx, bomb; `line` where known."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"{reason} at line {line}")
        self.reason = reason
        self.line = line


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """The rows that are not blank. Raises FileUnreadable where a quotation mark swallows the rest of the file."""
    csv.field_size_limit(LONGEST_CELL)
    counted = _Quotes(lines)
    reader = csv.reader(counted, delimiter=separator)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileUnreadable("quote", line) from error
        if counted.count % 2 and counted.is_over():
            raise FileUnreadable("quote", line)
        counted.count = 0
        if any(cells) and any(cell.strip() for cell in cells):
            yield Record(line, cells)
        line = reader.line_num + 1


class _Quotes:
    """Counts the quotation marks of the record being read: an odd number at the end of the file is one left open."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._next = next(self._lines, None)
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._next
        if line is None:
            raise StopIteration
        self._next = next(self._lines, None)
        self.count += line.count('"')
        return line

    def is_over(self) -> bool:
        return self._next is None
