"""Whole columns of cells put in their stored forms at once.

Each function takes a column and answers with the stored forms, None where a cell has to go the long way
(`rows.RowReader`), which alone decides what is odd or wrong. A property test holds both ways equal.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import Literal

from carnet.foundation.fields.rules.definitions import Definition
from carnet.foundation.fields.rules.values import ValueRefused
from carnet.foundation.parties import identifiers
from carnet.foundation.parties.rules import tidy, website

from . import quick, values
from .formats import FigureUnknown, Formats, own_value

Column = Sequence[str]
Stored = list[str | None]
_APART = "\x1f"


def unquoted(raw: str) -> str:
    """Take back the apostrophe that `neutral` (or a spreadsheet) put before a sign."""
    return raw[1:] if len(raw) > 1 and raw[0] == "'" and raw[1] in "=+-@" else raw


def texts(column: Column) -> Stored:
    """One line without control characters. A look at the whole column spares a look at each cell."""
    whole = _APART.join(column)
    if (
        "".join(column).isprintable()
        and "  " not in whole
        and f" {_APART}" not in whole
        and f"{_APART} " not in whole
        and f"{_APART}'" not in whole
        and whole[:1] not in {" ", "'"}
        and whole[-1:] != " "
    ):
        return list(column)
    return [tidy(unquoted(cell)) for cell in column]


def notes(column: Column) -> Stored:
    return [unquoted(cell).strip() for cell in column]


class _Starts(dict[str, str | None]):
    """The stored beginning of the numbers that begin so, asked of the slow library once."""

    def __missing__(self, start: str) -> str | None:
        zeros = "0" * quick.TAIL
        try:
            found = identifiers.phone(start + zeros)
        except identifiers.IdentifierInvalid:
            found = ""
        if len(self) > 100_000:
            self.clear()
        self[start] = found[: -quick.TAIL] if found.endswith(zeros) else None
        return self[start]


_STARTS = _Starts()


def phones(column: Column) -> Stored:
    """French numbers, as one dials them or with +33: `Starts` knows the ranges that were given out."""
    found: Stored = []
    starts = _STARTS
    for cell in column:
        bare = cell if cell.isdigit() else cell.translate(quick.SEPARATORS)
        size = len(bare)
        if size == 10 and bare[0] == "0" and bare.isdigit() and bare.isascii():
            start = starts[bare[:6]]
            found.append(start + bare[6:] if start else None)
        elif size == 12 and bare[:3] == "+33" and bare[3:].isdigit() and bare.isascii():
            start = starts[bare[:8]]
            found.append(start + bare[8:] if start else None)
        else:
            found.append(None if cell and not cell.isspace() else "")
    return found


def emails(column: Column) -> Stored:
    return [quick.plain_email(cell) if cell else "" for cell in column]


def sirens(column: Column) -> Stored:
    return [quick.plain_siren(cell) if cell else "" for cell in column]


def sirets(column: Column) -> Stored:
    return [quick.plain_siret(cell) if cell else "" for cell in column]


def vat_numbers(column: Column) -> Stored:
    return [quick.plain_vat_number(cell) if cell else "" for cell in column]


def websites(column: Column) -> Stored:
    found: Stored = []
    for cell in column:
        try:
            found.append(website(tidy(unquoted(cell))))
        except identifiers.IdentifierInvalid:
            found.append(None)
    return found


def _words(special: Callable[[str], str]) -> Callable[[Column], Stored]:
    """Few different words stand in such a column: each is looked up once."""

    def function(column: Column) -> Stored:
        known: dict[str, str | None] = {}
        for cell in set(column):
            try:
                known[cell] = special(unquoted(cell)) if cell and not cell.isspace() else ""
            except values.ValueUnknown:
                known[cell] = None
        return list(map(known.__getitem__, column))

    return function


def days(column: Column, order: str) -> list[date | Literal[False] | None]:
    """Days; None for a blank, False for what is none."""
    known: dict[str, date | Literal[False] | None] = {}
    for cell in set(column):
        try:
            known[cell] = values.day(unquoted(cell), order) if cell and not cell.isspace() else None
        except values.ValueUnknown:
            known[cell] = False
    return list(map(known.__getitem__, column))


def own(definition: Definition, formats: Formats) -> Callable[[Column], Stored]:
    """Values of a workspace's own field, in JSON; each different cell is read once."""

    def function(column: Column) -> Stored:
        known: dict[str, str | None] = {}
        for cell in set(column):
            try:
                value = own_value(definition, unquoted(cell), formats)
                known[cell] = "" if value is None else json.dumps(value)
            except (ValueRefused, FigureUnknown):
                known[cell] = None
        return list(map(known.__getitem__, column))

    return function


CLEANERS: Mapping[str, Callable[[Column], Stored]] = {
    "phone": phones,
    "email": emails,
    "siren": sirens,
    "siret": sirets,
    "vat_number": vat_numbers,
    "website": websites,
    "notes": notes,
    "stage": _words(values.stage),
    "country": _words(values.country),
    "civility": _words(values.civility),
}


def odd(stored: Sequence[object], *, sign: object = None) -> list[int]:
    """Places of the cells that go the long way."""
    if sign not in stored:
        return []
    return list(compress(range(len(stored)), [one is sign for one in stored]))
