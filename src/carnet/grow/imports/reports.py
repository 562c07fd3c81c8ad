"""The refused rows as a file that one can mend and send again."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.utils.translation import pgettext

from . import words
from .chunks import refused_rows
from .models import Import, RefusedRow
from .rules.rows import neutral


def refused_lines(file: Import) -> Iterator[str]:
    """Lines of a CSV file: the columns of the original, then why. Formulas are made harmless."""
    separator = file.separator or ";"
    headers = list(file.headers)
    if file.has_named_columns():
        yield _line([*headers, pgettext("column", "Reason")], separator)
    for line, cells, problems in refused(file):
        padded = [*cells[: len(headers)], *[""] * (len(headers) - len(cells))]
        extra = " ".join(cells[len(headers) :])
        reason = f"{words.line(line)} {words.problems(file, problems)}"
        yield _line([*padded, f"{reason} [{extra}]" if extra.strip() else reason], separator)


def refused(file: Import) -> Iterator[tuple[int, list[str], list[list[Any]]]]:
    """Those of the import once it has run; before, those that the check finds."""
    if file.is_open():
        yield from refused_rows(file)
        return
    yield from RefusedRow.objects.filter(file=file).order_by("pk").values_list("line", "cells", "problems").iterator()


def _line(cells: list[str], separator: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerow([neutral(cell) for cell in cells])
    return out.getvalue()
