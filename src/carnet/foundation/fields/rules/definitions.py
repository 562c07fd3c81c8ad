"""A field as plain data, and a whole set of them. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from carnet.foundation.search.rules import fold


class Holder(StrEnum):
    """Whose field it is. As a table's name in short: the transfer of a workspace reads it so."""

    COMPANY = "company"
    PERSON = "person"
    OPPORTUNITY = "opportunity"


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    LINK = "link"
    PERSON = "person"


CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})
PREFIX = "c-"
"""Before a field's code where it stands among a record's own fields: in addresses, forms and provenances."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An archived choice stays readable where it was chosen; nobody can choose it any more."""

    code: str
    label: str
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """`roles` empty: everybody sees it. `required_at`: stages, as codes or as numbers of pipeline stages in text."""

    id: int
    holder: Holder
    code: str
    label: str
    kind: Kind
    choices: tuple[Choice, ...] = ()
    help: str = ""
    roles: frozenset[str] = frozenset()
    required_at: frozenset[str] = frozenset()
    purpose: str = ""
    basis: str = ""
    retention_months: int | None = None
    retention_from: str = ""
    sensitivity: str = ""
    source: str = ""

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.code}"

    @property
    def is_restricted(self) -> bool:
        return bool(self.roles)

    def is_visible_to(self, role: str, *, is_owner: bool) -> bool:
        """An owner sees all: they may at any time grant themselves the sight."""
        return is_owner or not self.roles or role in self.roles

    def label_of(self, code: str) -> str:
        """A choice's word; the bare code for one that the set no longer has."""
        return next((choice.label for choice in self.choices if choice.code == code), code)


@dataclass(frozen=True)
class FieldSet:
    """The fields in use of one holder, in their order."""

    definitions: tuple[Definition, ...] = ()
    by_code: Mapping[str, Definition] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {one.code: one for one in self.definitions})

    def __iter__(self) -> Iterator[Definition]:
        return iter(self.definitions)

    def __len__(self) -> int:
        return len(self.definitions)

    @cached_property
    def by_key(self) -> dict[str, Definition]:
        return {one.key: one for one in self.definitions}

    def visible_to(self, role: str, *, is_owner: bool) -> "FieldSet":
        if not any(one.roles for one in self.definitions):
            return self
        return FieldSet(tuple(one for one in self.definitions if one.is_visible_to(role, is_owner=is_owner)))

    def required_at(self, stage: str) -> list[Definition]:
        return [one for one in self.definitions if stage in one.required_at]

    def missing_at(self, stage: str, values: Mapping[str, object]) -> list[Definition]:
        """Required at `stage`, and empty in `values`."""
        return [one for one in self.required_at(stage) if is_empty(values.get(one.code))]


EMPTY_SET = FieldSet()


def is_empty(value: object) -> bool:
    """False, as « no », is an answer."""
    return value is None or value in ("", [])


def code_of(label: str, taken: Iterable[str] = ()) -> str:
    """A stable code for a new label: `Date de fin` becomes `date-de-fin`; never one of `taken`."""

    words = "".join(letter if letter.isalnum() and letter.isascii() else " " for letter in fold(label)).split()
    base = "-".join(words)[:LONGEST_CODE].strip("-") or "champ"
    if not base[0].isalpha():
        base = f"c-{base}"[:LONGEST_CODE]
    known, code, number = set(taken) | RESERVED, base, 2
    while code in known:
        tail = f"-{number}"
        code, number = f"{base[: LONGEST_CODE - len(tail)]}{tail}", number + 1
    return code


LONGEST_CODE = 36
RESERVED = frozenset({"id", "kind", "name"})
"""Names that mean a row's number where a workspace is carried elsewhere."""
