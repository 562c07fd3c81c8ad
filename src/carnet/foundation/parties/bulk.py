"""Write many parties at once, each as a single one would be: same stored forms, provenance and search entry.

No event per row: whoever calls writes the one event of the act. Values come normalised (`rules.normalise`) and
short enough. They stand in columns, not in a model instance for each row: on 100 000 rows the instances cost more
than the database.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import FieldSet
from carnet.foundation.fields.rules.values import Stored
from carnet.foundation.fields.storing import NAMES, Row, rows_of
from carnet.foundation.search.bulk import Entries, pour_entries
from carnet.foundation.search.pouring import Columns, allocate, plain, pour
from carnet.foundation.search.rules import fold_all

from .custom import holder_of
from .findable import COMPANY, PERSON
from .models import (
    Address,
    Affiliation,
    Company,
    CompanyValue,
    ContactPoint,
    LegalBasis,
    Party,
    Person,
    PersonValue,
    Provenance,
)

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows come from, as their provenance tells it. `collected_on`: of those that have no day of their own,
    else the day of `at`; `keep_until`: the last day on which the rows may be used, such as the end of a rented list."""

    workspace_id: int
    source: str
    detail: str
    at: datetime
    basis: str = LegalBasis.INTEREST
    collected_on: date | None = None
    keep_until: date | None = None

    @property
    def day(self) -> date:
        return self.collected_on or timezone.localtime(self.at).date()

    def told(self) -> dict[str, Any]:
        """What each row of provenance says, by attribute name."""
        return {
            "source": self.source,
            "detail": self.detail[:200],
            "basis": self.basis,
            "collected_on": self.day,
            "keep_until": self.keep_until,
        }


@dataclass(slots=True)
class NewCompany:
    """`custom`: the workspace’s own fields by code, in their stored form."""

    id: int
    values: Values
    collected_on: date | None = None
    custom: Mapping[str, Stored] = field(default_factory=dict)


@dataclass(slots=True)
class NewPerson:
    id: int
    values: Values
    collected_on: date | None = None
    company_name: str = ""
    custom: Mapping[str, Stored] = field(default_factory=dict)


@dataclass(slots=True)
class NewRole:
    person_id: int
    company_id: int
    job_title: str = ""


@dataclass(slots=True)
class NewReach:
    """A further phone, e-mail, page or address of a company or of a person; `values` by attribute name."""

    model: type[ContactPoint] | type[Address]
    values: Values
    company_id: int | None = None
    person_id: int | None = None


@dataclass(slots=True)
class Parties:
    """New rows side by side: `columns` by attribute name, "" where nothing is known. `names` are the folded names,
    made when they are not given. `collected` is empty when all were collected on the day of their origin."""

    ids: Sequence[int]
    columns: dict[str, Sequence[str]]
    names: Sequence[str] = ()
    collected: Sequence[date | None] = ()
    company_names: Sequence[str] = ()
    """Of people: where they work, as the search shows it."""
    custom: Sequence[Mapping[str, Stored]] = ()
    """Values of the workspace's own fields by code, empty when no row has any."""


_COMPANY_TEXTS = (
    "stage notes name legal_name buyer_kind siren siret vat_number naf_code naf_version industry staff_band website "
    "phone email street postcode city country"
)
_PERSON_TEXTS = "stage notes civility given_name family_name phone email"
_DEFAULTS: dict[type[Party], dict[str, str]] = {
    model: {name: str(model._meta.get_field(name).get_default()) for name in names.split()}
    for model, names in ((Company, _COMPANY_TEXTS), (Person, _PERSON_TEXTS))
}
_NEVER_BLANK = ("stage", "country")


def _pour_parties(model: type[Party], parties: Parties, origin: Origin) -> None:
    """Written in the order of their names: four indexes then grow from one end to the other."""
    order = sorted(range(len(parties.ids)), key=parties.names.__getitem__)
    columns: dict[str, Sequence[Any]] = {"id": parties.ids, "name_key": parties.names, **parties.columns}
    for name in _NEVER_BLANK:
        if name in columns:
            default = _DEFAULTS[model][name]
            columns[name] = [value or default for value in columns[name]]
    sorted_columns = {name: [column[place] for place in order] for name, column in columns.items()}
    constants = {name: value for name, value in _DEFAULTS[model].items() if name not in columns}
    at = plain(origin.at)
    constants |= {"workspace": origin.workspace_id, "created_at": at, "updated_at": at}
    if parties.custom:
        sorted_columns["custom"] = [json.dumps(parties.custom[place]) for place in order]
    else:
        constants["custom"] = "{}"
    pour(model, sorted_columns, constants)
    _pour_values(model, parties, origin.workspace_id)


def _pour_values(model: type[Party], parties: Parties, workspace_id: int) -> None:
    """The rows that find parties by their own fields. No statement when they have none."""
    if parties.custom and (fields := field_set(holder_of(model))):
        pairs = zip(parties.ids, parties.custom, strict=True)
        _pour_rows(model, (row for pk, values in pairs for row in _rows(fields, values, pk, workspace_id)))


def _rows(fields: FieldSet, values: Mapping[str, Stored], record_id: int, workspace_id: int) -> Iterable[Row]:
    return rows_of(fields, values, record_id=record_id, workspace_id=workspace_id)


def _pour_rows(model: type[Party], rows: Iterable[Row]) -> None:
    columns = dict(zip(NAMES, zip(*rows, strict=True), strict=False))
    if columns:
        columns["day"] = tuple(plain(day) for day in columns["day"])
        pour(CompanyValue if model is Company else PersonValue, columns, {})


def reindex_values(model: type[Party], changed: Sequence[tuple[Party, Mapping[str, Stored]]]) -> None:
    """Replace the rows that find parties by the own fields that changed. Two statements."""
    fields = field_set(holder_of(model))
    table = CompanyValue if model is Company else PersonValue
    codes = {code for _, values in changed for code in values}
    numbers = [fields.by_code[code].id for code in codes]
    table._base_manager.filter(record_id__in=[party.pk for party, _ in changed], field_id__in=numbers).delete()
    _pour_rows(
        model,
        (
            row
            for party, _ in changed
            for row in _rows(fields, {code: party.custom.get(code) for code in codes}, party.pk, party.workspace_id)
        ),
    )


def _plain_told(origin: Origin) -> dict[str, Any]:
    return {name: plain(value) for name, value in origin.told().items()}


def _pour_origins(field_name: str, parties: Parties, origin: Origin) -> None:
    constants = {"workspace": origin.workspace_id, "field": "", **_plain_told(origin)}
    columns: dict[str, Sequence[Any]] = {field_name: parties.ids}
    if parties.collected:
        del constants["collected_on"]
        columns["collected_on"] = [plain(day or origin.day) for day in parties.collected]
    pour(Provenance, columns, constants)


def _joined(columns: Columns, names: str, separator: str = " ") -> list[str] | None:
    """The columns of these names that are there, row by row; None where none is."""
    there = [columns[name] for name in names.split() if name in columns]
    return [separator.join(filter(None, row)) for row in zip(*there, strict=True)] if there else None


@transaction.atomic(savepoint=False)
def pour_companies(companies: Parties, origin: Origin) -> None:
    """Insert companies with their allocated numbers, provenance and search entries. Three statements."""
    if not companies.ids:
        return
    titles = companies.columns["name"]
    folded = companies.names or fold_all(titles)
    companies.names = [name[:200] for name in folded]
    _pour_parties(Company, companies, origin)
    _pour_origins("company", companies, origin)
    blank = [""] * len(titles)
    texts = _joined(companies.columns, "legal_name siren siret vat_number phone email city postcode")
    subtitles = _joined(companies.columns, "postcode city") or blank
    pour_entries(
        COMPANY, Entries(companies.ids, titles, subtitles, folded, fold_all(texts or blank)), origin.workspace_id
    )


@transaction.atomic(savepoint=False)
def pour_people(people: Parties, origin: Origin) -> None:
    """Insert people with their allocated numbers, provenance and search entries. Three statements."""
    if not people.ids:
        return
    if not people.names:
        people.names = fold_all(_joined(people.columns, "family_name given_name") or [])
    people.names = [name[:200] for name in people.names]
    _pour_parties(Person, people, origin)
    _pour_origins("person", people, origin)
    titles = _joined(people.columns, "given_name family_name") or []
    blank = [""] * len(titles)
    places = people.company_names or blank
    rest = _joined(people.columns, "family_name given_name phone email") or blank
    texts = fold_all([f"{text} {place}" for text, place in zip(rest, places, strict=True)])
    pour_entries(PERSON, Entries(people.ids, titles, places, fold_all(titles), texts), origin.workspace_id)


def beside(parties: Sequence[NewCompany | NewPerson]) -> Parties:
    """The same parties as columns; a field that none of them has is left out."""
    names = dict.fromkeys(name for party in parties for name, value in party.values.items() if value)
    return Parties(
        [party.id for party in parties],
        {name: [party.values.get(name) or "" for party in parties] for name in names},
        collected=[party.collected_on for party in parties],
        custom=[party.custom for party in parties] if any(party.custom for party in parties) else (),
    )


def create_companies(companies: Sequence[NewCompany], origin: Origin) -> None:
    """As `pour_companies`, from one object for each."""
    if companies:
        pour_companies(beside(companies), origin)


def create_people(people: Sequence[NewPerson], origin: Origin) -> None:
    """As `pour_people`, from one object for each."""
    if people:
        parties = beside(people)
        parties.company_names = [person.company_name for person in people]
        pour_people(parties, origin)


@transaction.atomic(savepoint=False)
def create_roles(roles: Sequence[NewRole], origin: Origin) -> Sequence[int]:
    """Join people to companies; returns the numbers of the roles."""
    if not roles:
        return []
    numbers = allocate(Affiliation, len(roles))
    columns: dict[str, Sequence[Any]] = {
        "id": numbers,
        "person": [role.person_id for role in roles],
        "company": [role.company_id for role in roles],
        "job_title": [role.job_title for role in roles],
    }
    pour(Affiliation, columns, {"workspace": origin.workspace_id, "department": "", "is_main": False})
    return numbers


_REACH: dict[type[models.Model], tuple[str, ...]] = {
    ContactPoint: ("channel", "use", "value"),
    Address: ("use", "street", "postcode", "city", "country"),
}


@transaction.atomic(savepoint=False)
def create_reach(rows: Sequence[NewReach], origin: Origin) -> dict[type[models.Model], Sequence[int]]:
    """Insert further phones, addresses and the like, each with where it comes from; returns their numbers."""
    numbers: dict[type[models.Model], Sequence[int]] = {}
    for model, names in _REACH.items():
        some = [row for row in rows if row.model is model]
        if not some:
            continue
        numbers[model] = ids = allocate(model, len(some))
        columns: dict[str, Sequence[Any]] = {"id": ids}
        columns |= {name: [getattr(row, f"{name}_id") for row in some] for name in ("company", "person")}
        columns |= {name: [row.values.get(name) or _blank(model, name) for row in some] for name in names}
        pour(
            model,
            columns,
            {"workspace": origin.workspace_id} | ({"is_preferred": False} if model is ContactPoint else {}),
        )
        _pour_reach_origins(model, some, ids, origin)
    return numbers


def _blank(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).get_default())


def _pour_reach_origins(
    model: type[models.Model], rows: Sequence[NewReach], ids: Sequence[int], origin: Origin
) -> None:
    """Named as the record's screen names them: `contactpoint.12`."""
    columns: dict[str, Sequence[Any]] = {"field": [f"{model._meta.model_name}.{number}" for number in ids]}
    columns |= {name: [getattr(row, f"{name}_id") for row in rows] for name in ("company", "person")}
    pour(Provenance, columns, {"workspace": origin.workspace_id, **_plain_told(origin)})


def update(model: type[models.Model], names: Sequence[str], rows: Sequence[models.Model]) -> None:
    """Write these attributes of `rows`, one prepared statement for all."""
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    assigned = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    # Only names of our own models are written into the statement.
    statement = f"UPDATE {quote(model._meta.db_table)} SET {assigned} WHERE id = %s"  # noqa: S608
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def limits(model: type[models.Model]) -> dict[str, int]:
    """The longest value of each text field."""
    return {field.name: field.max_length for field in model._meta.concrete_fields if field.max_length}
