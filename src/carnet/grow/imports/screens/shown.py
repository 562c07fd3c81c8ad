"""What the steps show of a file and of its check."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.foundation.fields.rules import values
from carnet.foundation.fields.rules.definitions import Definition
from carnet.foundation.parties.models import Person, Stage
from carnet.foundation.ui import formats
from carnet.grow.imports import words
from carnet.grow.imports.chunks import reading
from carnet.grow.imports.guessing import LOOKED_AT, first_records
from carnet.grow.imports.models import Import
from carnet.grow.imports.rules.formats import Formats
from carnet.grow.imports.rules.records import FileUnreadable
from carnet.grow.imports.rules.rows import RowReader
from carnet.grow.imports.rules.targets import COLLECTED_ON, IGNORED, KEPT_IN_NOTES
from carnet.grow.imports.rules.values import split_name

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """A cell, how it will be read where that differs, or why it cannot be."""

    raw: str
    read: str = ""
    why: str = ""


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


def samples(file: Import, mapping: Sequence[str], given: Formats) -> list[list[Sample]]:
    """For each column, three of its filled cells, different where it has them, and how each will be read."""
    try:
        rows = [record.cells for record in first_records(file, LOOKED_AT)]
    except FileUnreadable:
        rows = []
    rows = rows[1:] if file.has_header else rows
    reader = RowReader(reading(file, mapping, given))
    return [
        [_sample(reader, target, cell) for cell in _different(rows, place)]
        for place, target in enumerate(mapping[: len(file.headers)])
    ]


def _different(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    filled = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
    return list(dict.fromkeys(filled))[:SAMPLES]


def _sample(reader: RowReader, target: str, raw: str) -> Sample:
    if target in {IGNORED, KEPT_IN_NOTES}:
        return Sample(raw)
    read, why = reader.cell(target, raw)
    if why:
        return Sample(raw, why=words.reason(why, target.rpartition(".")[2]))
    said = _said(reader.reading.own.get(target), target, read)
    return Sample(raw, said if said.split() != raw.split() else "")


def _said(own: Definition | None, target: str, value: str) -> str:
    """A stored form as people read it."""
    language = get_language() or "fr"
    if own:
        return values.shown(own, json.loads(value), language) if value else ""
    writer = _WRITERS.get(target.rpartition(".")[2])
    return writer(value, language) if writer and value else value


def _name(value: str, _language: str) -> str:
    given, family = split_name(value)
    return _("first name %(given)s, last name %(family)s") % {"given": given, "family": family} if given else value


_WRITERS: Mapping[str, Callable[[str, str], str]] = {
    COLLECTED_ON: lambda value, language: formats.day(date.fromisoformat(value), language),
    "phone": lambda value, _: ", ".join(formats.phone(one) for one in value.split(", ")),
    "siren": lambda value, _: formats.siret(value),
    "siret": lambda value, _: formats.siret(value),
    "stage": lambda value, _: str(Stage(value).label),
    "civility": lambda value, _: str(Person.Civility(value).label),
    "country": lambda value, language: Locale(language).territories.get(value, value),
    "full_name": _name,
}


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
