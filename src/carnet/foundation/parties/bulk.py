"""Write many parties at once, each as a single one would be: same stored forms, provenance and search entry.

No event per row: whoever calls writes the one event of the act. Values come normalised (`rules.normalise`) and
short enough. Rows go to the database as tuples, without a model instance for each: on 100 000 rows the
instances cost more than the database.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import EMPTY_SET
from carnet.foundation.fields.rules.values import Stored
from carnet.foundation.fields.storing import NAMES, rows_of
from carnet.foundation.search.models import SearchEntry
from carnet.foundation.search.rules import fold

from .custom import holder_of
from .findable import COMPANY, PERSON
from .models import Affiliation, Company, CompanyValue, LegalBasis, Party, Person, PersonValue, Provenance
from .rules import name_key

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows come from, as their provenance tells it."""

    workspace_id: int
    source: str
    detail: str
    at: datetime
    basis: str = LegalBasis.INTEREST


@dataclass(slots=True)
class NewCompany:
    """`custom`: the workspace's own fields by code, in their stored form."""

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


def allocate(model: type[models.Model], count: int) -> range | list[int]:
    """Take `count` numbers that no other row will get; call it in the transaction that uses them."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = connection.ops.quote_name(f"{table}_id_seq")
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
            return [row[0] for row in cursor.fetchall()]
        # One writer at a time, and AUTOINCREMENT never gives a number twice.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return range(first, first + count)


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert plain tuples, in the order of `names` (attribute names of the model)."""
    if not rows:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in names)
    holes = ", ".join(["%s"] * len(names))
    # Only names of our own models are written into the statement.
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({holes})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def update(model: type[models.Model], names: Sequence[str], rows: Sequence[models.Model]) -> None:
    """Write these attributes of `rows`, one prepared statement for all."""
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in names]
    assigned = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    # As above: names of our own models only.
    statement = f"UPDATE {quote(model._meta.db_table)} SET {assigned} WHERE id = %s"  # noqa: S608
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def instant(value: datetime) -> Any:
    """A moment as the database of this process takes it in a plain statement."""
    return connection.ops.adapt_datetimefield_value(value)


def _day(value: date) -> Any:
    return connection.ops.adapt_datefield_value(value)


_TEXTS: dict[type[Party], list[str]] = {
    Company: (
        "stage notes name legal_name buyer_kind siren siret vat_number naf_code naf_version industry staff_band "
        "website phone email street postcode city country"
    ).split(),
    Person: "stage notes civility given_name family_name phone email".split(),
}
_REST = ["id", "workspace", "name_key", "created_at", "updated_at", "custom"]


def _insert_parties(
    model: type[Party], parties: Sequence[NewCompany | NewPerson], keys: Sequence[str], at: Any, workspace_id: int
) -> None:
    names = _TEXTS[model]
    defaults = [str(model._meta.get_field(name).get_default()) for name in names]
    pairs = list(zip(names, defaults, strict=True))
    rows = [
        (
            *[party.values.get(name) or default for name, default in pairs],
            *(party.id, workspace_id, key, at, at, json.dumps(party.custom) if party.custom else "{}"),
        )
        for party, key in zip(parties, keys, strict=True)
    ]
    insert(model, [*names, *_REST], rows)
    _insert_values(model, parties, workspace_id)


def _insert_values(model: type[Party], parties: Sequence[NewCompany | NewPerson], workspace_id: int) -> None:
    """The rows that find parties by their own fields. No statement when they have none."""
    fields = field_set(holder_of(model)) if any(party.custom for party in parties) else EMPTY_SET
    if not fields:
        return
    rows = [
        (*row[:5], _day(row[5]) if row[5] else None, row[6])
        for party in parties
        for row in rows_of(fields, party.custom, record_id=party.id, workspace_id=workspace_id)
    ]
    insert(CompanyValue if model is Company else PersonValue, NAMES, rows)


def reindex_values(model: type[Party], changed: Sequence[tuple[Party, Mapping[str, Stored]]]) -> None:
    """Replace the rows that find parties by the own fields that changed. Two statements."""
    fields = field_set(holder_of(model))
    table = CompanyValue if model is Company else PersonValue
    codes = {code for _, values in changed for code in values}
    numbers = [fields.by_code[code].id for code in codes]
    table._base_manager.filter(record_id__in=[party.pk for party, _ in changed], field_id__in=numbers).delete()
    rows = [
        (*row[:5], _day(row[5]) if row[5] else None, row[6])
        for party, _ in changed
        for row in rows_of(
            fields,
            {code: party.custom.get(code) for code in codes},
            record_id=party.pk,
            workspace_id=party.workspace_id,
        )
    ]
    insert(table, NAMES, rows)


def _insert_origins(field: str, parties: Sequence[NewCompany | NewPerson], origin: Origin) -> None:
    today = timezone.localtime(origin.at).date()
    rows = [
        (
            origin.workspace_id,
            party.id,
            "",
            origin.source,
            origin.detail[:200],
            origin.basis,
            _day(party.collected_on or today),
        )
        for party in parties
    ]
    insert(Provenance, ["workspace", field, "field", "source", "detail", "basis", "collected_on"], rows)


def _insert_entries(kind: str, rows: Iterable[tuple[int, str, str, str, str]], workspace_id: int) -> None:
    """`rows`: number, title, its folded form, subtitle, further text folded."""
    insert(
        SearchEntry,
        ["workspace", "kind", "object_id", "title", "subtitle", "title_key", "text"],
        [
            (workspace_id, kind, number, title[:200], subtitle[:200], key[:200], f"{key} {text}".strip())
            for number, title, key, subtitle, text in rows
        ],
    )


def _joined(values: Values, names: str) -> str:
    return " ".join(value for name in names.split() if (value := values.get(name)))


@transaction.atomic
def create_companies(companies: Sequence[NewCompany], origin: Origin) -> None:
    """Insert companies with their allocated numbers, provenance and search entries. Three statements."""
    keys = [name_key(company.values["name"]) for company in companies]
    _insert_parties(Company, companies, keys, instant(origin.at), origin.workspace_id)
    _insert_origins("company", companies, origin)
    _insert_entries(
        COMPANY,
        (
            (
                company.id,
                company.values["name"],
                key,
                _joined(company.values, "postcode city"),
                fold(_joined(company.values, "legal_name siren siret vat_number phone email city postcode")),
            )
            for company, key in zip(companies, keys, strict=True)
        ),
        origin.workspace_id,
    )


@transaction.atomic
def create_people(people: Sequence[NewPerson], origin: Origin) -> None:
    """Insert people with their allocated numbers, provenance and search entries. Three statements."""
    keys = [name_key(_joined(person.values, "family_name given_name")) for person in people]
    _insert_parties(Person, people, keys, instant(origin.at), origin.workspace_id)
    _insert_origins("person", people, origin)
    _insert_entries(
        PERSON,
        (
            (
                person.id,
                title := _joined(person.values, "given_name family_name"),
                fold(title),
                person.company_name,
                fold(f"{_joined(person.values, 'family_name given_name phone email')} {person.company_name}"),
            )
            for person in people
        ),
        origin.workspace_id,
    )


@transaction.atomic
def create_roles(roles: Sequence[NewRole], origin: Origin) -> list[int]:
    """Join people to companies; returns the numbers of the roles."""
    numbers = list(allocate(Affiliation, len(roles)))
    rows = [
        (number, origin.workspace_id, role.person_id, role.company_id, role.job_title, "", False)
        for number, role in zip(numbers, roles, strict=True)
    ]
    insert(Affiliation, ["id", "workspace", "person", "company", "job_title", "department", "is_main"], rows)
    return numbers


def limits(model: type[models.Model]) -> dict[str, int]:
    """The longest value of each text field."""
    return {field.name: field.max_length for field in model._meta.concrete_fields if field.max_length}
