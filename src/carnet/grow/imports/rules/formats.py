"""How the figures, amounts and days of a file are written: guessed from its cells, corrected by a person.

The decimal mark decides only what could be read twice (`1.250`), so that one odd cell does not spoil a column.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel import Locale
from babel.numbers import get_currency_symbol

from carnet.foundation.fields.rules import values as fields
from carnet.foundation.fields.rules.definitions import Definition, Kind

from . import values
from .sniffing import DATE_ORDERS, guess_date_order

EURO = "EUR"
DECIMAL_MARKS = (",", ".")
CURRENCIES = (EURO, "CHF", "GBP", "USD", "CAD", "MAD", "TND", "XOF", "XPF")
"""Those in which the neighbours of French sellers write their files; the rate is the person's to give."""
_SIGNS = {"€": EURO, "euro": EURO, "euros": EURO, "$": "USD", "us$": "USD", "£": "GBP", "fr": "CHF", "fs": "CHF"}
_SIGNS |= {"$ca": "CAD", "c$": "CAD", "fcfa": "XOF", "cfa": "XOF", "dh": "MAD", "dt": "TND"}
_BLANKS = re.compile(r"[\s\u00a0\u202f'’]")
_AMOUNT = re.compile(r"(?P<before>[^\d\s.,+\-(]{0,5})?(?P<figure>[+-]?\(?[\d.,]+\)?)(?P<after>[^\d.,]{0,6})")
_FIGURE = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:(?P<by>[.,])\d{3})(?:(?P=by)\d{3})*)?(?:[.,]\d*)?")
_DAY = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)?")
_TELLING = 0.8
"""Share of the filled cells of a column that must look like days, or like figures, for it to be one of them."""


@dataclass(frozen=True, slots=True)
class Formats:
    """`rate`: euros for one unit of `currency`, None for euros and while nobody has said it."""

    date_order: str = "dmy"
    decimal_mark: str = ","
    currency: str = EURO
    rate: Decimal | None = None

    def is_known(self) -> bool:
        return (
            self.date_order in DATE_ORDERS
            and self.decimal_mark in DECIMAL_MARKS
            and self.currency in CURRENCIES
            and (self.rate is None or (self.currency != EURO and 0 < self.rate < 10**8))
        )


PLAIN = Formats()


class FigureUnknown(ValueError):
    """`reason`: number, currency, rate, date."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def figure(text: str, mark: str) -> Decimal:
    """A number written in any of the ways of Europe and America. Raises FigureUnknown."""
    bare = _BLANKS.sub("", text).replace("\u2212", "-").removesuffix("%")
    if bare[:1] == "(" and bare[-1:] == ")":
        # Accountants write what is below zero so.
        bare = f"-{bare[1:-1]}"
    if not _FIGURE.fullmatch(bare) or not any(letter.isdigit() for letter in bare):
        raise FigureUnknown("number")
    decimal = _mark_of(bare) or mark
    other = "." if decimal == "," else ","
    return Decimal(bare.replace(other, "").replace(decimal, "."))


def _mark_of(bare: str) -> str | None:
    """The decimal mark that a number itself betrays, None where it could be read twice or has none."""
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        return "." if bare.rindex(".") > bare.rindex(",") else ","
    if not points and not commas:
        return None
    sign = "." if points else ","
    if points + commas > 1:
        return "," if points else "."
    whole, _, rest = bare.lstrip("+-").partition(sign)
    could_group = len(rest) == 3 and 0 < len(whole) <= 3 and whole != "0"
    return None if could_group else sign


def amount(text: str, formats: Formats) -> Decimal:
    """Euros and cents of an amount, its sign of currency before or after. Raises FigureUnknown."""
    found = _AMOUNT.fullmatch(_bare(text))
    if not found:
        raise FigureUnknown("number")
    signs = {_currency(found[name]) for name in ("before", "after") if found[name]}
    if not signs <= {formats.currency}:
        raise FigureUnknown("currency")
    if formats.currency != EURO and formats.rate is None:
        raise FigureUnknown("rate")
    value = figure(found["figure"], formats.decimal_mark)
    return (value * formats.rate).quantize(Decimal("0.01"), ROUND_HALF_UP) if formats.rate else value


def _bare(text: str) -> str:
    """Without blanks, and without the point of `Fr.`."""
    return re.sub(r"(?<=[^\W\d])\.", "", _BLANKS.sub("", text).replace("\u2212", "-"))


def _currency(sign: str) -> str:
    return _SIGNS.get(sign.lower(), sign.upper())


@cache
def currency_name(code: str, language: str) -> str:
    """`franc suisse (CHF)`."""
    name = Locale(language).currencies.get(code, code)
    sign = get_currency_symbol(code, language)
    return f"{name} ({sign})" if sign != code else f"{name} ({code})"


def day(text: str, order: str) -> date | None:
    """In figures in the order given, a month by its name, a year before or after; None for anything else."""
    try:
        return values.day(text, order)
    except values.ValueUnknown:
        return fields.day_of(text) if not text[:1].isdigit() or any(letter.isalpha() for letter in text) else None


def own_value(definition: Definition, text: str, formats: Formats) -> fields.Stored:
    """As `fields.values.normalise`, after the formats of the file. Raises ValueRefused, FigureUnknown."""
    text = fields.tidy(text)
    if not text:
        return None
    if definition.kind == Kind.NUMBER:
        return fields.normalise(definition, figure(text, formats.decimal_mark))
    if definition.kind == Kind.MONEY:
        return fields.normalise(definition, amount(text, formats))
    if definition.kind == Kind.DATE:
        found = day(text, formats.date_order)
        if found is None:
            raise FigureUnknown("date")
        return fields.normalise(definition, found)
    return fields.normalise(definition, text)


def guess(columns: Iterable[Sequence[str]], *, separator: str = "") -> Formats:
    """From the first cells of the columns that may hold days, figures or amounts."""
    days: list[str] = []
    marks: Counter[str] = Counter()
    currencies: Counter[str] = Counter()
    for column in columns:
        filled = [cell.strip() for cell in column if cell.strip()]
        if not filled:
            continue
        if sum(bool(_DAY.fullmatch(cell)) for cell in filled) >= _TELLING * len(filled):
            days += filled
            continue
        found = [_AMOUNT.fullmatch(_bare(cell)) for cell in filled]
        if sum(bool(one) for one in found) >= _TELLING * len(filled):
            marks.update(mark for one in found if one and (mark := _mark_of(one["figure"].strip("()"))))
            signs = [one["before"] or one["after"] for one in found if one]
            currencies.update(code for sign in signs if sign and (code := _currency(sign)) in CURRENCIES)
    # A file cut at its commas was written where the point is decimal, unless its figures say otherwise.
    mark = max(DECIMAL_MARKS, key=lambda one: (marks[one], one == ("." if separator == "," else ",")))
    currency = currencies.most_common(1)[0][0] if currencies else EURO
    return Formats(guess_date_order(days), mark, currency)
