"""A CSV file of records and one of the truth about them, as the command reads both."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from .rules.fields import columns, comparable, group_column, header_key, id_column
from .rules.groups import by_group, pairs_within

Rows = list[dict[str, str]]
_FEBRL = re.compile(r"rec-(\d+)-(?:org|dup-\d+)")


_SIDES = ((" l", " r"), (" 1", " 2"), (" a", " b"), (" left", " right"))


class FileUnusable(ValueError):
    """Neither the records nor the truth can be taken from the file. `reason`: empty, no_fields, no_ids, no_truth."""

    def __init__(self, reason: str, path: Path) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason


def rows_of(path: Path) -> tuple[list[str], Rows]:
    """Headers and rows, in UTF-8 or Windows-1252; the header line has most of the separator."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    lines = text.splitlines()
    if not lines:
        raise FileUnusable("empty", path)
    separator = max(",;\t|", key=lines[0].count)
    reader = csv.DictReader(lines, delimiter=separator, skipinitialspace=True)
    headers = [header.strip() for header in reader.fieldnames or []]
    reader.fieldnames = headers
    rows = [{name: (row.get(name) or "").strip() for name in headers} for row in reader]
    if not rows:
        raise FileUnusable("empty", path)
    return headers, rows


def records_of(path: Path) -> tuple[list[str], list[dict[str, str | None]]]:
    """The id of each record (its line where no column holds one) and its values as they are compared."""
    headers, rows = rows_of(path)
    held = columns(headers)
    if not held:
        raise FileUnusable("no_fields", path)
    column = id_column(headers)
    ids = [row[column] if column else str(line) for line, row in enumerate(rows, start=2)]
    values = ({field: " ".join(filter(None, map(row.get, names))) for field, names in held.items()} for row in rows)
    return ids, [comparable(value) for value in values]


def truth_of(path: Path) -> set[frozenset[str]]:
    """The pairs that are one party: listed two by two, or gathered by a column of groups, or told by Febrl's own ids.

    Where a list of pairs has a score, 0.5 and more is a yes.
    """
    headers, rows = rows_of(path)
    pair = _pair_columns(headers)
    if pair:
        one, other, score = pair
        kept = [row for row in rows if not score or float(row[score] or 0) >= 0.5]
        return {frozenset((row[one], row[other])) for row in kept if row[one] != row[other]}
    column = id_column(headers)
    if column is None:
        raise FileUnusable("no_ids", path)
    group = group_column(headers)
    if group:
        return pairs_within(by_group({row[column]: row[group] for row in rows}))
    labels = {row[column]: found.group(1) for row in rows if (found := _FEBRL.fullmatch(row[column]))}
    if len(labels) < len(rows):
        raise FileUnusable("no_truth", path)
    return pairs_within(by_group(labels))


def _pair_columns(headers: Sequence[str]) -> tuple[str, str, str | None] | None:
    """Two columns whose names differ by their end (_l and _r, _1 and _2), and a score if there is one."""
    ends = (key.split()[-1:] for key in map(header_key, headers))
    scores = (["score"], ["match"], ["probability"])
    score = next((one for one, end in zip(headers, ends, strict=True) if end in scores), None)
    names = [one for one in headers if one != score]
    keys = {header_key(name): name for name in names}
    for first, second in _SIDES:
        for key, one in keys.items():
            other = keys.get(f"{key[: len(key) - len(first)]}{second}")
            if other and key.endswith(first) and "id" in key.split():
                return one, other, score
    if len(names) == 2 and not group_column(names):
        return names[0], names[1], score
    return None
