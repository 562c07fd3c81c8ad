"""The workspace's own fields on companies and people: what was given, put in its stored form and checked."""

from collections.abc import Mapping
from typing import Any

from carnet.foundation.fields.holders import WithoutKey, table_of
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import PREFIX, Definition, FieldSet, Holder, Kind, is_empty
from carnet.foundation.fields.rules.values import PERSON, Stored, ValueRefused, index_key, normalise
from carnet.foundation.fields.storing import reindex
from carnet.foundation.search.rules import fold
from carnet.foundation.workspaces.models import Membership

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


def stored(
    fields: FieldSet, given: Mapping[str, Any], current: Mapping[str, Stored], member: Membership
) -> dict[str, Stored]:
    """The given values in their stored forms, those alone that differ. Raises PartyInvalid naming the field."""
    found: dict[str, Stored] = {}
    for code, value in given.items():
        definition = fields.by_code.get(code)
        if definition is None:
            raise TypeError(f"unknown field: {code}")
        if not definition.is_visible_to(member.role, is_owner=member.is_owner):
            raise PartyInvalid(definition.key, "hidden")
        former = current.get(code)
        clean = clean_value(definition, value, former)
        if clean != former:
            found[code] = clean
    return found


def clean_value(definition: Definition, value: Any, former: Stored = None) -> Stored:
    """The stored form of one value; a query for a person. Raises PartyInvalid."""
    try:
        return normalise(definition, _looked_up(definition, value, former), former=former)
    except ValueRefused as refused:
        raise PartyInvalid(definition.key, refused.reason, refused.value) from refused


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
    """Raises RequiredMissing. `fields`: those that the member sees; nobody is asked for what they may not see."""
    if missing := fields.missing_at(stage, values):
        raise RequiredMissing(stage, missing)


def check_emptied(fields: FieldSet, stage: str, changed: Mapping[str, Stored]) -> None:
    """What the present stage asks for may not be emptied. Raises RequiredMissing."""
    if emptied := [one for one in fields.required_at(stage) if one.code in changed and is_empty(changed[one.code])]:
        raise RequiredMissing(stage, emptied)


def seen_by(member: Membership, fields: FieldSet) -> FieldSet:
    return fields.visible_to(member.role, is_owner=member.is_owner)


def rename_in_values(person: Person) -> None:
    """Records that name a person in a field of theirs say the new name. No query where no field names people."""
    name = str(person)
    for holder in Holder:
        fields = {one.id: one for one in field_set(holder) if one.kind == Kind.PERSON}
        if not fields:
            continue
        table = table_of(holder)
        rows = table.values._base_manager.filter(person_id=person.pk, field_id__in=list(fields))
        for record_id, field_id in list(rows.values_list("record_id", "field_id")):
            record = table.model._base_manager.only("custom").get(pk=record_id)
            code = fields[field_id].code
            custom = {**record.custom, code: {**record.custom.get(code, {}), "name": name}}
            table.model._base_manager.filter(pk=record_id).update(custom=custom)
        rows.update(text=index_key(name))


def erase_values(party: Party) -> None:
    """Nothing that found the party by its own fields stays, nor any record that names this person in one of its own."""
    model = CompanyValue if isinstance(party, Company) else PersonValue
    model._base_manager.filter(record=party).delete()
    if not isinstance(party, Person):
        return
    for holder in Holder:
        table = table_of(holder)
        rows = table.values._base_manager.filter(person=party)
        for record_id, code in list(rows.values_list("record_id", "field__code")):
            table.model._base_manager.filter(pk=record_id).update(custom=WithoutKey("custom", code))
        rows.delete()


def index_values(party: Party, changed: Mapping[str, Stored]) -> None:
    """Keep the rows that find `party` by its fields. No statement when none changed."""
    if not changed:
        return
    model = CompanyValue if isinstance(party, Company) else PersonValue
    reindex(model, party.pk, party.workspace_id, field_set(holder_of(party)), changed)


def is_custom(name: str) -> bool:
    return name.startswith(PREFIX)


def label_of(key: str) -> str:
    """The label of an own field, by the name that it has in a form."""
    for holder in Holder:
        if definition := field_set(holder).by_key.get(key):
            return definition.label
    return key.removeprefix(PREFIX)
