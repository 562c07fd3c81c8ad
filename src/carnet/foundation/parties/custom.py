"""The workspace's own fields on companies and people: what was given, put in its stored form and checked."""

from collections.abc import Mapping
from typing import Any

from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import PREFIX, Definition, FieldSet, Holder, Kind, is_empty
from carnet.foundation.fields.rules.values import PERSON, Stored, ValueRefused, normalise
from carnet.foundation.fields.storing import reindex
from carnet.foundation.search.rules import fold

from .models import Company, CompanyValue, Party, Person, PersonValue
from .rules import PartyInvalid


class RequiredMissing(PartyInvalid):
    """A stage asks for fields that are empty; `missing` are they."""

    def __init__(self, stage: str, missing: list[Definition]) -> None:
        super().__init__(missing[0].key, "required", ", ".join(one.label for one in missing))
        self.stage = stage
        self.missing = missing


def holder_of(party: Party | type[Party]) -> Holder:
    kind = party if isinstance(party, type) else type(party)
    return Holder.COMPANY if issubclass(kind, Company) else Holder.PERSON


def stored(fields: FieldSet, given: Mapping[str, Any], current: Mapping[str, Stored]) -> dict[str, Stored]:
    """The given values in their stored forms, those alone that differ. Raises PartyInvalid naming the field."""
    found: dict[str, Stored] = {}
    for code, value in given.items():
        definition = fields.by_code.get(code)
        if definition is None:
            raise TypeError(f"unknown field: {code}")
        former = current.get(code)
        try:
            clean = normalise(definition, _looked_up(definition, value, former), former=former)
        except ValueRefused as refused:
            raise PartyInvalid(definition.key, refused.reason, refused.value) from refused
        if clean != former:
            found[code] = clean
    return found


def _looked_up(definition: Definition, value: Any, former: Stored) -> Any:
    """A person given by themself, by number or by their whole name; what is not one person is refused later."""
    if definition.kind != Kind.PERSON or is_empty(value):
        return value
    if isinstance(value, str) and former and fold(value) == fold(former["name"]):
        return former
    person = value if isinstance(value, Person) else find_person(value)
    return {"kind": PERSON, "id": person.pk, "name": str(person)} if person else value


def find_person(value: Any) -> Person | None:
    """The one person of this number, or of exactly this name, first name first or last. One query."""
    people = Person.objects.present()
    if isinstance(value, dict):
        return people.filter(pk=value.get("id") or 0).first()
    text = str(value).strip()
    if text.isascii() and text.isdigit():
        return people.filter(pk=int(text)).first()
    words = fold(text).split()
    turns = {" ".join(words[place:] + words[:place]) for place in range(len(words))}
    found = list(people.filter(name_key__in=turns)[:2])
    return found[0] if len(found) == 1 else None


def check_required(fields: FieldSet, stage: str, values: Mapping[str, Stored]) -> None:
    """Raises RequiredMissing."""
    if missing := fields.missing_at(stage, values):
        raise RequiredMissing(stage, missing)


def check_emptied(fields: FieldSet, stage: str, changed: Mapping[str, Stored]) -> None:
    """What the present stage asks for may not be emptied. Raises RequiredMissing."""
    if emptied := [one for one in fields.required_at(stage) if one.code in changed and is_empty(changed[one.code])]:
        raise RequiredMissing(stage, emptied)


def index_values(party: Party, changed: Mapping[str, Stored]) -> None:
    """Keep the rows that find `party` by its fields. No statement when none changed."""
    if not changed:
        return
    model = CompanyValue if isinstance(party, Company) else PersonValue
    reindex(model, party.pk, party.workspace_id, field_set(holder_of(party)), changed)


def is_custom(name: str) -> bool:
    return name.startswith(PREFIX)
