"""Which rows of a frame may be the same as another, of the frame or of the base; all others are new without a doubt.

The rules of `rules.duplicates` compare only rows that have a key in common: a name, a SIREN, a phone, an e-mail. To
look for common keys costs a twentieth of comparing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.search.rules import fold_all

from .rules.frames import Frame

Known = Callable[[type[Company] | type[Person], str, Iterable[str]], set[str]]
"""Of these values of a field, those that the base holds."""


@dataclass(frozen=True, slots=True)
class Key:
    """A column that may betray a duplicate: the model's field, and its values row by row, "" for none."""

    model: type[Company] | type[Person]
    field: str
    values: Sequence[str]


def keys_of(frame: Frame) -> list[Key]:
    """Always the same six, in the same order, blank where the file has no such column."""
    blank = [""] * len(frame)
    company, person = frame.company, frame.person
    names = [name[:200] for name in fold_all(company["name"])] if company else blank
    whole = blank
    if person:
        pairs = zip(person["family_name"], person.get("given_name") or blank, strict=True)
        whole = [name[:200] for name in fold_all([f"{family} {given}" for family, given in pairs])]
    return [
        Key(Company, "name_key", names),
        *(Key(Company, name, company.get(name) or blank) for name in ("siren", "phone", "email")),
        Key(Person, "name_key", whole),
        Key(Person, "email", person.get("email") or blank),
    ]


def shared(frame: Frame, keys: Sequence[Key], known: Known) -> set[int]:
    """Places of the rows that have a key in common with another row or with the base. One query for each key."""
    places: set[int] = set()
    for key in keys:
        values = [value.lower() for value in key.values] if key.field == "email" else key.values
        common = _repeated(values)
        there = known(key.model, key.field, key.values)
        if common or there:
            places.update(
                place
                for place, (value, stored) in enumerate(zip(values, key.values, strict=True))
                if value in common or stored in there
            )
    return places - frame.refused


def _repeated(values: Sequence[str]) -> set[str]:
    different = set(values)
    different.discard("")
    if len(different) == len(values) - values.count(""):
        return set()
    seen: set[str] = set()
    repeated: set[str] = set()
    for value in values:
        if value in seen:
            repeated.add(value)
        elif value:
            seen.add(value)
    return repeated
