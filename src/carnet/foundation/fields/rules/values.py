"""A field's value: from what people type to what is kept, and back to what they read. Pure.

Kept as JSON: text; a number; whole cents; an ISO day; a choice's code; a list of codes; true or false; an address; a
person as `{"kind": "parties.person", "id": 12, "name": "Anne Vial"}`, written so that a transfer renumbers it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from carnet.foundation.search.rules import fold
from carnet.foundation.ui import formats

from .definitions import Definition, Kind, is_empty

Stored = Any
LONGEST_TEXT = 500
LONGEST_INDEX = 100
MOST_DIGITS = 15
"""What a number keeps exactly on every database and in every reader of JSON."""
MOST_CENTS = 10**15 - 1
PERSON = "parties.person"
YES = frozenset("oui yes vrai true o y 1 x".split())
NO = frozenset("non no faux false n 0".split())


class ValueRefused(ValueError):
    """`reason`: too_long, number, decimals, money, range, date, choice, archived, yes_no, link, person."""

    def __init__(self, definition: Definition, reason: str, value: str = "") -> None:
        super().__init__(f"{definition.code}: {reason}")
        self.definition = definition
        self.reason = reason
        self.value = value


def normalise(definition: Definition, value: object, *, former: Stored = None) -> Stored:
    """The stored form of a value, typed or already plain; None for none. Raises ValueRefused.

    `former` is what stands there now: an archived choice may stay, it may not be chosen anew.
    """
    if isinstance(value, str):
        value = tidy(value)
    if is_empty(value):
        return None
    return _READERS[definition.kind](definition, value, former)


def tidy(text: str) -> str:
    """One line without control characters, white space folded."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _text(definition: Definition, value: object, _former: Stored) -> Stored:
    text = str(value)
    if len(text) > LONGEST_TEXT:
        raise ValueRefused(definition, "too_long", text)
    return text


def _decimal(definition: Definition, value: object, reason: str) -> Decimal:
    if isinstance(value, bool):
        raise ValueRefused(definition, reason, str(value))
    if isinstance(value, int | float | Decimal):
        value = str(value)
    try:
        number = formats.number_of(str(value)[:60])
    except ValueError as error:
        raise ValueRefused(definition, reason, str(value)) from error
    if len(number.normalize().as_tuple().digits) > MOST_DIGITS or abs(number) >= 10**MOST_DIGITS:
        raise ValueRefused(definition, "range", str(value))
    return number


def _number(definition: Definition, value: object, _former: Stored) -> Stored:
    number = _decimal(definition, value, "number")
    if number != round(number, 6):
        raise ValueRefused(definition, "decimals", str(value))
    return int(number) if number == int(number) else float(number)


def _money(definition: Definition, value: object, _former: Stored) -> Stored:
    """Whole cents are given as int, euros as typed."""
    if isinstance(value, int) and not isinstance(value, bool):
        cents = Decimal(value)
    else:
        cents = _decimal(definition, value, "money") * 100
    if cents != int(cents):
        raise ValueRefused(definition, "money", str(value))
    if abs(cents) > MOST_CENTS:
        raise ValueRefused(definition, "range", str(value))
    return int(cents)


_MONTHS = {name: number for number, name in enumerate(map(fold, formats.FRENCH_MONTHS), 1)}


def _date(definition: Definition, value: object, _former: Stored) -> Stored:
    day = value if isinstance(value, date) else day_of(str(value))
    if day is None or not 1800 <= day.year <= 2299:
        raise ValueRefused(definition, "date", str(value))
    return date(day.year, day.month, day.day).isoformat()


def day_of(text: str) -> date | None:
    """`23/11/2026`, `23.11.26`, `2026-11-23`, `23 novembre 2026`: a day; None for anything else."""
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T.*)?", text, re.ASCII):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", text, re.ASCII):
        day, month, year = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})", fold(text), re.ASCII):
        day, month, year = int(found[1]), _MONTHS.get(found[2], 0), int(found[3])
    else:
        return None
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _choice(definition: Definition, value: object, former: Stored) -> Stored:
    return _one_choice(definition, str(value), [former] if isinstance(former, str) else [])


def _choices(definition: Definition, value: object, former: Stored) -> Stored:
    given = value if isinstance(value, list | tuple | set | frozenset) else re.split(r"[;,|]", str(value))
    kept = former if isinstance(former, list) else []
    found = {_one_choice(definition, str(one).strip(), kept) for one in given if str(one).strip()}
    return [choice.code for choice in definition.choices if choice.code in found] or None


def _one_choice(definition: Definition, text: str, former: list[str]) -> str:
    key = fold(text)
    for choice in definition.choices:
        if text == choice.code or key == fold(choice.label):
            if choice.is_archived and choice.code not in former:
                raise ValueRefused(definition, "archived", text)
            return choice.code
    raise ValueRefused(definition, "choice", text)


def _yes_no(definition: Definition, value: object, _former: Stored) -> Stored:
    if isinstance(value, bool):
        return value
    word = fold(str(value))
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueRefused(definition, "yes_no", str(value))


def _link(definition: Definition, value: object, _former: Stored) -> Stored:
    bare = str(value)
    address = bare if re.match(r"[a-z][a-z0-9+.-]*:", bare, re.IGNORECASE) and "://" in bare else f"https://{bare}"
    if not re.fullmatch(r"https?://[^\s/.@:?#]+(\.[^\s/.@:?#]+)+(:\d{1,5})?([/?#]\S*)?", address, re.IGNORECASE):
        raise ValueRefused(definition, "link", bare)
    return _text(definition, address, None)


def _person(definition: Definition, value: object, _former: Stored) -> Stored:
    """Only what a service has looked up."""
    if isinstance(value, Mapping) and value.get("kind") == PERSON and isinstance(value.get("id"), int):
        return {"kind": PERSON, "id": value["id"], "name": str(value.get("name", ""))[:200]}
    raise ValueRefused(definition, "person", str(value))


_READERS: Mapping[Kind, Callable[[Definition, object, Stored], Stored]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.LINK: _link,
    Kind.PERSON: _person,
}


def shown(definition: Definition, value: Stored, language: str = "fr") -> str:
    """As people read it; empty for none, and for what another kind left there."""
    if is_empty(value):
        return ""
    writer = _WRITERS.get(definition.kind)
    return writer(definition, value, language) if writer else str(value)


def _said_yes_no(_definition: Definition, value: Stored, language: str) -> str:
    yes, no = ("Oui", "Non") if language == "fr" else ("Yes", "No")
    return {True: yes, False: no}[value] if isinstance(value, bool) else ""


def _said_choices(definition: Definition, value: Stored, _language: str) -> str:
    codes = value if isinstance(value, list) else [value]
    return ", ".join(definition.label_of(str(code)) for code in codes)


def _said_person(_definition: Definition, value: Stored, _language: str) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else ""


def _said_day(_definition: Definition, value: Stored, language: str) -> str:
    day = _iso(value)
    return formats.day(day, language) if day else ""


def _said_figure(definition: Definition, value: Stored, language: str) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    if definition.kind == Kind.MONEY:
        return formats.money(int(value), language, 0 if value % 100 == 0 else 2)
    if isinstance(value, int):
        return formats.number(value, language)
    exact = Decimal(str(value))
    return formats.number(exact, language, max(0, -int(exact.normalize().as_tuple().exponent)))


_WRITERS: Mapping[Kind, Callable[[Definition, Stored, str], str]] = {
    Kind.YES_NO: _said_yes_no,
    Kind.CHOICE: _said_choices,
    Kind.CHOICES: _said_choices,
    Kind.PERSON: _said_person,
    Kind.DATE: _said_day,
    Kind.NUMBER: _said_figure,
    Kind.MONEY: _said_figure,
}


def typed(definition: Definition, value: Stored, language: str = "fr") -> str:
    """As one types it in a field: no mark between thousands, no unit, an ISO day, codes for choices."""
    if is_empty(value):
        return ""
    kind = definition.kind
    if kind == Kind.YES_NO:
        return "oui" if value else "non"
    if kind == Kind.CHOICES:
        return ",".join(value)
    if kind == Kind.PERSON:
        return shown(definition, value)
    return _typed_figure(kind, value, language) if kind in {Kind.NUMBER, Kind.MONEY} else str(value)


def _typed_figure(kind: Kind, value: Any, language: str) -> str:
    unit = 100 if kind == Kind.MONEY else 1
    if isinstance(value, int) and value % unit == 0:
        return str(value // unit)
    exact = Decimal(value).scaleb(-2) if kind == Kind.MONEY else Decimal(str(value))
    text = f"{exact:.2f}" if kind == Kind.MONEY else f"{exact.normalize():f}"
    return text if language == "en" else text.replace(".", ",")


def exported(definition: Definition, value: Stored, language: str = "fr") -> str:
    """As a spreadsheet takes it: a figure that it can add up, a day that it knows, words for choices."""
    plain = {Kind.NUMBER, Kind.MONEY}
    return typed(definition, value, language) if definition.kind in plain else shown(definition, value, language)


Indexed = tuple[str | None, float | None, date | None]
"""Text folded, number, day: one of them is filled."""


def indexed(definition: Definition, value: Stored) -> list[Indexed]:
    """The rows by which a value is found and sorted; a yes is 1, a choice its code, a person their name."""
    if is_empty(value):
        return []
    kind = definition.kind
    if kind == Kind.CHOICES:
        return [(code, None, None) for code in value]
    if kind == Kind.DATE:
        return [(None, None, _iso(value))]
    if kind in {Kind.NUMBER, Kind.MONEY, Kind.YES_NO}:
        return [(None, float(value), None)]
    if kind == Kind.PERSON:
        return [(index_key(value["name"]), None, None)]
    return [((value if kind == Kind.CHOICE else index_key(value)), None, None)]


def index_key(text: str) -> str:
    return fold(text)[:LONGEST_INDEX]


def _iso(value: Stored) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
