"""What one may ask of a field, and how a short text asks it: `> 1000`, `10-20`, `2026`, `03/2026`. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .definitions import Definition, Kind
from .values import Stored, ValueRefused, day_of, normalise


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    BEGINS = "begins"
    CONTAINS = "contains"
    LACKS = "lacks"
    ANY_OF = "any_of"
    ALL_OF = "all_of"
    NONE_OF = "none_of"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    BETWEEN = "between"
    PAST_DAYS = "past_days"
    OLDER = "older"
    NEXT_DAYS = "next_days"
    EMPTY = "empty"
    FILLED = "filled"
    NEAR = "near"
    WITHIN = "within"


O = Operator  # noqa: E741 - as in a table
_ENDS = (O.FILLED, O.EMPTY)
_SIDES = (O.IS, O.AT_LEAST, O.AT_MOST, O.MORE, O.LESS, O.BETWEEN)
OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: (O.BEGINS, O.CONTAINS, O.IS, O.IS_NOT, O.LACKS, *_ENDS),
    Kind.LINK: (O.CONTAINS, O.LACKS, *_ENDS),
    Kind.NUMBER: (*_SIDES, *_ENDS),
    Kind.MONEY: (*_SIDES, *_ENDS),
    Kind.DATE: (*_SIDES, O.NEXT_DAYS, O.PAST_DAYS, O.OLDER, *_ENDS),
    Kind.CHOICE: (O.ANY_OF, O.NONE_OF, *_ENDS),
    Kind.CHOICES: (O.ANY_OF, O.ALL_OF, O.NONE_OF, *_ENDS),
    Kind.YES_NO: (O.IS, *_ENDS),
    Kind.PERSON: (O.IS, *_ENDS),
}
"""For each kind, the usual one first. NEAR and WITHIN are for places alone, which no workspace's own field is."""
NEGATIONS = {O.IS_NOT: O.IS, O.LACKS: O.CONTAINS, O.NONE_OF: O.ANY_OF, O.EMPTY: O.FILLED}
"""Records that do not answer the other operator, those without a value included."""


@dataclass(frozen=True, slots=True)
class Question:
    """`values` in their stored forms: one, two for BETWEEN, any number for choices, none for EMPTY and FILLED."""

    definition: Definition
    operator: Operator
    values: tuple[Stored, ...] = ()


def question(definition: Definition, operator: str, given: list[str], *, today: date) -> Question:
    """A question as a form or an address asks it. Raises ValueRefused, whose reason `operator` is one not offered."""
    try:
        asked = Operator(operator)
    except ValueError as error:
        raise ValueRefused(definition, "operator", operator) from error
    if asked not in OPERATORS[definition.kind]:
        raise ValueRefused(definition, "operator", operator)
    if asked in _ENDS:
        return Question(definition, asked)
    texts = [text for text in given if text.strip()]
    if len(texts) < (2 if asked == O.BETWEEN else 1):
        raise ValueRefused(definition, "missing")
    if asked in {O.NEXT_DAYS, O.PAST_DAYS, O.OLDER}:
        ends = _days(definition, asked, texts[0], today)
        return Question(definition, O.LESS, ends[:1]) if asked == O.OLDER else Question(definition, O.BETWEEN, ends)
    if definition.kind == Kind.CHOICES or asked in {O.ANY_OF, O.NONE_OF}:
        return Question(definition, asked, tuple(_codes(definition, texts)))
    if asked in {O.BEGINS, O.CONTAINS, O.LACKS}:
        return Question(definition, asked, (texts[0].strip(),))
    if definition.kind == Kind.PERSON:
        return Question(definition, asked, (_number(definition, texts[0]),))
    count = 2 if asked == O.BETWEEN else 1
    return Question(definition, asked, tuple(sorted(normalise(definition, text) for text in texts[:count])))


def _days(definition: Definition, asked: Operator, text: str, today: date) -> tuple[str, str]:
    count = _number(definition, text)
    if count > 36_500:
        raise ValueRefused(definition, "range", text)
    other = today + timedelta(days=count) if asked == O.NEXT_DAYS else today - timedelta(days=count)
    first, last = sorted((today, other))
    return first.isoformat(), last.isoformat()


def _number(definition: Definition, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueRefused(definition, "number", text)
    return int(text)


def _codes(definition: Definition, texts: list[str]) -> list[str]:
    """Archived choices can be asked for: records still hold them."""
    known = {choice.code for choice in definition.choices}
    for text in texts:
        if text not in known:
            raise ValueRefused(definition, "choice", text)
    return texts


_SIGNS = {">": O.MORE, ">=": O.AT_LEAST, "≥": O.AT_LEAST, "<": O.LESS, "<=": O.AT_MOST, "≤": O.AT_MOST, "=": O.IS}
_SIGNED = re.compile(r"(>=|<=|[<>=≥≤])\s*(.+)")
_RANGE = re.compile(r"(.+?)\s*(?:\.\.|…|\bà\b|\bto\b)\s*(.+)|(\d[\d\s.,]*)\s*-\s*(\d[\d\s.,]*)")


def short_question(definition: Definition, text: str, *, today: date) -> Question | None:
    """What the one box of a list's filter asks; None where it says nothing that the field can answer."""
    text = text.strip()
    operator, given = _short(definition.kind, text) if definition.kind in _ORDERED else (None, [text])
    try:
        return question(definition, operator or OPERATORS[definition.kind][0], given, today=today)
    except ValueRefused:
        return None


_ORDERED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.DATE})


def _short(kind: Kind, text: str) -> tuple[Operator, list[str]]:
    if found := _SIGNED.fullmatch(text):
        return _SIGNS[found[1]], [found[2]]
    if kind == Kind.DATE and (span := _span(text)):
        return O.BETWEEN, list(span)
    if found := _RANGE.fullmatch(text):
        return O.BETWEEN, [part for part in found.groups() if part]
    return O.IS, [text]


def _span(text: str) -> tuple[str, str] | None:
    """A year or a month as its first and last day; None for a single day."""
    if day_of(text):
        return None
    if re.fullmatch(r"(1[89]|2[0-2])\d\d", text, re.ASCII):
        return f"{text}-01-01", f"{text}-12-31"
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text, re.ASCII):
        month, year = int(found[1]), int(found[2])
        if 1 <= month <= 12 and 1800 <= year <= 2299:
            return f"{year}-{month:02d}-01", f"{year}-{month:02d}-{monthrange(year, month)[1]}"
    return None
