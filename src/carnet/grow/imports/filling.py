"""Fill the blanks of rows that were there before, and remember which, so that it can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from carnet.foundation.fields.rules.definitions import PREFIX
from carnet.foundation.fields.storing import merged
from carnet.foundation.parties import bulk
from carnet.foundation.parties.findable import index_companies, index_person
from carnet.foundation.parties.models import Company, Party, Person, Provenance
from carnet.foundation.parties.services import current_company_name

from .models import Import, Touched
from .own import split
from .pointing import add_points

Wanted = list[tuple[int, int, Mapping[str, str]]]
"""Line, number of the row, values."""
DEFAULTED = frozenset({"stage", "country"})
"""Never blank: what stands there may be a choice."""


@dataclass(slots=True)
class Fills:
    companies: Wanted = field(default_factory=list)
    people: Wanted = field(default_factory=list)
    reach: list[tuple[int, bulk.NewReach]] = field(default_factory=list)
    """Line, and a further number or address of someone who is there."""

    def write(self, file: Import, origin: bulk.Origin) -> set[int]:
        """Returns the lines of the file that had something to add."""
        filled = _fill(Company, Touched.Kind.COMPANY, self.companies, file, origin)
        filled |= _fill(Person, Touched.Kind.PERSON, self.people, file, origin)
        return filled | add_points(self.reach, file, origin)


def _fill(
    model: type[Company] | type[Person], kind: str, wanted: Wanted, file: Import, origin: bulk.Origin
) -> set[int]:
    if not wanted:
        return set()
    rows: dict[int, Any] = model.objects.select_for_update(of=("self",)).in_bulk({ref for _, ref, _ in wanted})
    changed: dict[int, dict[str, str]] = {}
    lines: dict[int, int] = {}
    told: set[int] = set()
    for line, ref, values in wanted:
        row = rows.get(ref)
        blanks = _blanks(row, values) if row else {}
        plain, own = split(blanks)
        for name, value in plain.items():
            setattr(row, name, value)
        if own:
            row.custom = merged(row.custom, own)
        if blanks:
            told.add(line)
            lines.setdefault(ref, line)
            changed.setdefault(ref, {}).update(dict.fromkeys(blanks, ""))
    _save(model, kind, [(lines[ref], rows[ref], fields) for ref, fields in changed.items()], file, origin)
    return told


def _blanks(row: Party, values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in DEFAULTED and is_blank(row, name)}


def is_blank(row: Party, name: str) -> bool:
    """Of an own field, `no` is an answer."""
    return row.custom.get(name[len(PREFIX) :]) is None if name.startswith(PREFIX) else not getattr(row, name)


def write(
    model: type[Company] | type[Person], parties: Sequence[Company | Person], names: Mapping[int, Sequence[str]]
) -> None:
    """Write the fields of each party that `names` gives, own ones with the rows that find them."""
    every = {name for some in names.values() for name in some}
    columns = sorted({"custom" if name.startswith(PREFIX) else name for name in every})
    bulk.update(model, [*columns, "updated_at"], parties)
    own = [
        (
            party,
            {name[len(PREFIX) :]: party.custom.get(name[len(PREFIX) :]) for name in names[party.pk] if is_own(name)},
        )
        for party in parties
        if any(is_own(name) for name in names[party.pk])
    ]
    if own:
        bulk.reindex_values(model, own)


def is_own(name: str) -> bool:
    return name.startswith(PREFIX)


def _save(
    model: type[Company] | type[Person],
    kind: str,
    changed: Sequence[tuple[int, Any, dict[str, str]]],
    file: Import,
    origin: bulk.Origin,
) -> None:
    """`changed`: the line that filled it first, the row, what stood there in each field."""
    if not changed:
        return
    parties = [party for _, party, _ in changed]
    for party in parties:
        party.updated_at = origin.at
    write(model, parties, {party.pk: list(fields) for _, party, fields in changed})
    if model is Company:
        index_companies(parties, workspace_id=file.workspace_id)
    else:
        for person in parties:
            index_person(person, company_name=current_company_name(person))
    owner = str(model._meta.model_name)
    Provenance.objects.bulk_create(
        [
            Provenance(**{owner: party}, field=name, **origin.told())
            for _, party, fields in changed
            for name in fields
            if name != "notes"
        ],
        batch_size=100,
    )
    Touched.objects.bulk_create(
        [
            Touched(file=file, kind=kind, object_id=party.pk, is_created=False, filled=fields, at=origin.at)
            for _, party, fields in changed
        ],
        batch_size=100,
    )
