"""The table of law, read from `data/*.yaml` once and checked while it is read. No Django.

`data/README.md` describes the files.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from . import rules
from .rules import (
    PROFESSIONALS,
    Buyer,
    Confidence,
    Document,
    Fact,
    LegalForm,
    LegalValue,
    Mention,
    Must,
    Nature,
    Territory,
    Unit,
    Value,
)

# The same safe loader in C where PyYAML was built with it: seven times faster.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATA = Path(__file__).parent / "data"
MENTIONS, FORMS = "mentions", "legal_forms"

_BUYER_GROUPS = {"all": frozenset(Buyer), "professionals": PROFESSIONALS}
# Where national law is the common one; the Pacific and the southern lands have much of their own.
_COMMON = frozenset(Territory) - {
    Territory.POLYNESIE,
    Territory.NOUVELLE_CALEDONIE,
    Territory.WALLIS_ET_FUTUNA,
    Territory.TAAF,
}
_TERRITORY_GROUPS = {"all": frozenset(Territory), "common": _COMMON}
_INTEGERS = {Unit.CENTS, Unit.COUNT, Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS}

Kind = TypeVar("Kind", bound=StrEnum)


class BadTable(ValueError):
    """A file of the table cannot be read; the message names the file, the rule and the value."""


@dataclass(frozen=True, slots=True)
class Theme:
    code: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Table:
    themes: tuple[Theme, ...]
    values: tuple[LegalValue, ...]
    mentions: tuple[Mention, ...]
    forms: tuple[LegalForm, ...]


@cache
def table() -> Table:
    """The table shipped with Carnet. Raises BadTable, at start, rather than answer from half of it."""
    return load(DATA)


def load(folder: Path) -> Table:
    themes: list[Theme] = []
    values: list[LegalValue] = []
    mentions: list[Mention] = []
    forms: list[LegalForm] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 (it is the safe one)
            if path.stem == MENTIONS:
                mentions += map(_mention, content["mentions"])
            elif path.stem == FORMS:
                forms += map(_form, content["forms"])
            else:
                values += (value for rule in content["rules"] for value in _values(path.stem, rule))
            themes.append(Theme(path.stem, content["label"], content["label_en"]))
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
            raise BadTable(f"{path.name}: {problem}") from problem
    return Table(tuple(themes), tuple(values), tuple(mentions), tuple(forms))


def _values(theme: str, rule: dict[str, Any]) -> Iterator[LegalValue]:
    unit = Unit(rule["unit"])
    for period in rule["periods"]:
        given = {**rule, **period}
        yield LegalValue(
            code=rule["code"],
            theme=theme,
            label=rule["label"],
            label_en=rule["label_en"],
            value=_value(rule["code"], unit, period["value"]),
            unit=unit,
            buyers=_buyers(given.get("buyers", "all")),
            territories=_group(Territory, given.get("territories", "common"), _TERRITORY_GROUPS),
            **_dates_and_source(given),
        )


def _mention(row: dict[str, Any]) -> Mention:
    return Mention(
        code=row["code"],
        label=row["label"],
        label_en=row["label_en"],
        must=Must(row.get("must", "print")),
        documents=frozenset(Document(one) for one in row["documents"]),
        buyers=_buyers(row.get("buyers", "all")),
        needs=frozenset(Fact(one) for one in row.get("needs", ())),
        **_dates_and_source(row),
    )


def _form(row: dict[str, Any]) -> LegalForm:
    return LegalForm(
        code=row["code"],
        label=row["label"],
        label_en=row["label_en"],
        has_capital=row["has_capital"],
        register=row["register"],
        printed=tuple(row["printed"]),
        source=row["source"],
        read_on=row.get("read_on"),
        confidence=Confidence(row["confidence"]),
        note=row.get("note", ""),
    )


def _dates_and_source(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "in_force_from": _day(row["in_force_from"]),
        "in_force_to": _day(row["in_force_to"]) if row.get("in_force_to") else None,
        "source": row["source"],
        "read_on": _day(row["read_on"]) if row.get("read_on") else None,
        "confidence": Confidence(row["confidence"]),
        "nature": Nature(row.get("nature", "law")),
        "note": row.get("note", ""),
    }


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    raise ValueError(f"{value!r} is not a date (write 2026-11-23)")


def _value(code: str, unit: Unit, value: object) -> Value:
    if value is None:
        return None
    if unit in _INTEGERS and isinstance(value, int) and not isinstance(value, bool):
        return value
    if unit in rules.DECIMALS and isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if unit == Unit.TEXT and isinstance(value, str):
        return value
    if unit == Unit.FLAG and isinstance(value, bool):
        return value
    if unit == Unit.LIST and isinstance(value, list):
        return tuple(map(str, value))
    raise ValueError(f"{code}: {value!r} is no {unit}")


def _buyers(given: object) -> frozenset[Buyer]:
    return _group(Buyer, given, _BUYER_GROUPS)


def _group(kind: type[Kind], given: object, groups: dict[str, frozenset[Kind]]) -> frozenset[Kind]:
    names: Iterable[object] = given if isinstance(given, list) else [given]
    found: set[Kind] = set()
    for name in names:
        found |= groups.get(str(name)) or {kind(str(name))}
    return frozenset(found)


def rule(
    code: str, *, on: date, buyer: Buyer | str | None = None, territory: Territory | str = Territory.METROPOLE
) -> LegalValue:
    """The value of `code` in force on a day, for a buyer, in a territory. Raises NoRuleInForce."""
    return rules.pick(_by_code().get(code, ()), code, on=on, buyer=buyer, territory=territory)


@cache
def _by_code() -> dict[str, list[LegalValue]]:
    found: dict[str, list[LegalValue]] = {}
    for value in table().values:
        found.setdefault(value.code, []).append(value)
    return found


def mentions(
    document: Document | str, *, on: date, buyer: Buyer | str, facts: Collection[Fact | str] = ()
) -> list[Mention]:
    """What this document must carry for this buyer, in printing order."""
    return rules.due(table().mentions, document, on=on, buyer=buyer, facts=facts)


def forbidden_mentions(document: Document | str, *, on: date, buyer: Buyer | str) -> list[Mention]:
    """What must not stand on this document for this buyer."""
    every_fact = list(Fact)
    return rules.due(table().mentions, document, on=on, buyer=buyer, facts=every_fact, must=Must.NEVER)


def legal_forms() -> tuple[LegalForm, ...]:
    return table().forms


def legal_form(code: str) -> LegalForm | None:
    """The form of a code such as SARL; None for one that the table does not know."""
    wanted = code.strip().upper()
    return next((form for form in table().forms if form.code == wanted), None)
