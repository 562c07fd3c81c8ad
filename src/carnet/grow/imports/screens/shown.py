"""What the steps show of a file and of its check."""

from dataclasses import dataclass
from typing import Any

from carnet.grow.imports import words
from carnet.grow.imports.models import Import
from carnet.grow.imports.rules.records import FileUnreadable
from carnet.grow.imports.services import PREVIEW, first_records


@dataclass(frozen=True, slots=True)
class ShownProblem:
    line: int
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownDuplicate:
    """`title` is the record that is there; else `first_line` is the row of the file that this one repeats."""

    line: int
    name: str
    why: str
    title: str
    kind: str
    ref: int
    first_line: int


def preview(file: Import) -> list[list[str]]:
    """For each column, its filled cells of the first five rows."""
    try:
        rows = [record.cells for record in first_records(file, PREVIEW + 1)]
    except FileUnreadable:
        rows = []
    rows = rows[1:] if file.has_header else rows[:PREVIEW]
    return [
        [row[place] for row in rows if place < len(row) and row[place].strip()] for place in range(len(file.headers))
    ]


def shown_problems(file: Import) -> list[ShownProblem]:
    found: list[list[Any]] = file.report.get("problems", [])
    return [
        ShownProblem(line, words.column(file, place), value, words.reason(code, field))
        for line, place, field, code, value in found
    ]


def shown_duplicates(file: Import) -> list[ShownDuplicate]:
    found: list[list[Any]] = file.report.get("duplicates", [])
    return [
        ShownDuplicate(line, name, words.match(why), title, kind, max(ref, 0), max(-ref, 0))
        for line, name, kind, why, ref, title in found
    ]
