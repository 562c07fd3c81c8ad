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
    """The file cannot be cut into rows. `reason`: quote, empty, encrypted, not_xlsx, bomb, too_big, binary; `line` if any."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"{reason} at line {line}")
        self.reason = reason
        self.line = line


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """The rows that are not blank. Raises FileUnreadable where a quotation mark swallows the rest of the file."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=separator)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileUnreadable("quote", line) from error
        if any(cells) and any(cell.strip() for cell in cells):
            yield Record(line, cells)
        line = reader.line_num + 1
