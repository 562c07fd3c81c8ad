"""Create, edit, join, trash and restore companies and people: one act, one transaction, one event."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.fields.models import LegalBasis, Source
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import FieldSet
from carnet.foundation.fields.rules.retention import kept_until
from carnet.foundation.fields.rules.values import Stored
from carnet.foundation.fields.storing import merged, only
from carnet.foundation.search.services import forget
from carnet.foundation.workspaces.models import Membership
from carnet.prepared import insert

from .custom import check_emptied, check_required, holder_of, index_values, rename_in_values, seen_by, stored
from .findable import COMPANY, PERSON, index_companies, index_person
from .identifiers import french_vat_number
from .models import Affiliation, Company, Party, Person, Provenance
from .rules import PartyInvalid, name_key, normalise, tidy

COMPANY_FIELDS = (
    "name legal_name buyer_kind siren siret vat_number naf_code industry staff_band staff_year website phone email "
    "street postcode city country stage owner notes"
).split()
PERSON_FIELDS = "civility given_name family_name phone email stage owner notes".split()

_PartyT = TypeVar("_PartyT", Company, Person)


class PartyChanged(Exception):
    """Someone else saved the record meanwhile; `current` is the row as it stands now."""

    def __init__(self, current: Party) -> None:
        super().__init__("changed")
        self.reason = "changed"
        self.current = current


@transaction.atomic
def create_company(
    *,
    member: Membership,
    name: str,
    source: str = Source.ENTERED,
    detail: str = "",
    at: datetime | None = None,
    custom: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Company:
    """Add a company and say where its data comes from. Raises PartyInvalid. Five statements.

    The SIREN is read from a SIRET. `at` is given for facts told later. `custom`: the workspace's own fields, by code;
    RequiredMissing when the stage asks for one that is not given.
    """
    values = _clean({"name": name, **fields}, COMPANY_FIELDS)
    if siret := values.get("siret"):
        values["siren"] = siret[:9]
    company = Company(**values, created_at=at or timezone.now())
    _check_lengths(company)
    _fill_custom(company, custom, member)
    company.name_key = name_key(company.name)
    insert(company)
    index_values(company, company.custom)
    _source(company, source=source, detail=detail, at=company.created_at)
    index_companies([company], workspace_id=company.workspace_id)
    company.event = record(
        member=member,
        code="parties.company_created",
        subjects=[company],
        after={"name": company.name, "source": source, "detail": detail, "id": company.pk},
        is_undoable=True,
        at=at,
    )
    return company


@transaction.atomic
def create_person(
    *,
    member: Membership,
    family_name: str,
    company: Company | None = None,
    job_title: str = "",
    is_main: bool = False,
    since: date | None = None,
    source: str = Source.ENTERED,
    detail: str = "",
    at: datetime | None = None,
    custom: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Person:
    """Add a person, at a company if one is given. Raises PartyInvalid. `custom` as in create_company."""
    values = _clean({"family_name": family_name, **fields}, PERSON_FIELDS)
    person = Person(**values, created_at=at or timezone.now())
    _check_lengths(person)
    _fill_custom(person, custom, member)
    person.name_key = _person_key(person)
    insert(person)
    index_values(person, person.custom)
    _source(person, source=source, detail=detail, at=person.created_at)
    if company is not None:
        Affiliation.objects.create(
            person=person,
            company=company,
            job_title=tidy(job_title),
            is_main=is_main,
            started_on=since,
        )
    index_person(person, company_name=company.name if company else "")
    person.event = record(
        member=member,
        code="parties.person_created",
        subjects=[person, company] if company else [person],
        after={"name": str(person), "id": person.pk, "company": company.name if company else "", "job": job_title},
        is_undoable=True,
        at=at,
    )
    return person


def edit_company(
    *, member: Membership, company: Company, changes: Mapping[str, Any], seen_at: datetime | None = None, **origin: str
) -> Event | None:
    """Change fields; None when nothing differs. Raises PartyInvalid, PartyChanged when saved after `seen_at`.

    `changes["custom"]` holds the workspace's own fields by code, typed or plain; RequiredMissing when the stage asks
    for one that stays empty. `origin` may name the `source` and `detail` of the new values.
    """
    return _edit(Company, company, COMPANY_FIELDS, changes, member=member, seen_at=seen_at, **origin)


def edit_person(
    *, member: Membership, person: Person, changes: Mapping[str, Any], seen_at: datetime | None = None, **origin: str
) -> Event | None:
    """As edit_company."""
    return _edit(Person, person, PERSON_FIELDS, changes, member=member, seen_at=seen_at, **origin)


@transaction.atomic
def _edit(
    model: type[_PartyT],
    row: _PartyT,
    allowed: list[str],
    changes: Mapping[str, Any],
    *,
    member: Membership,
    seen_at: datetime | None = None,
    source: str = Source.ENTERED,
    detail: str = "",
) -> Event | None:
    current = model.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if seen_at is not None and current.updated_at > seen_at:
        raise PartyChanged(current)
    given = dict(changes)
    custom = _change_custom(current, given.pop("custom", None) or {}, given, member)
    values = _clean(given, allowed)
    before = {name: plain(current, name) for name in values}
    former_owner = str(current.owner or "") if "owner" in values else ""
    for name, value in values.items():
        setattr(current, name, value)
    after = {name: plain(current, name) for name in values}
    changed: list[str] = [name for name in values if before[name] != after[name]]
    if not changed and not custom:
        return None
    told = _told(current, custom)
    save_party(current)
    index_values(current, custom)
    _trace(current, [name for name in changed if name not in UNTRACED], custom, source=source, detail=detail)
    for name in [*changed, "custom", "updated_at", "name_key"]:
        setattr(row, name, getattr(current, name))
    return record(
        member=member,
        code=f"parties.{model._meta.model_name}_edited",
        subjects=[current],
        before={name: before[name] for name in changed} | {"id": current.pk} | told[0],
        after={name: after[name] for name in changed} | _owners(current, former_owner, changed) | told[1],
        is_undoable=True,
    )


UNTRACED = frozenset({"stage", "owner", "notes"})
"""Our own decisions and words: they come from nobody else."""


def _fill_custom(party: Company | Person, given: Mapping[str, Any] | None, member: Membership) -> None:
    """The own fields of a new party. No query. Raises PartyInvalid, RequiredMissing."""
    fields = field_set(holder_of(party))
    if not fields and not given:
        return
    party.custom = merged({}, stored(fields, given or {}, {}, member))
    check_required(seen_by(member, fields), party.stage, party.custom)


def _change_custom(
    party: Company | Person, given: Mapping[str, Any], others: Mapping[str, Any], member: Membership
) -> dict[str, Stored]:
    """The own fields that change, by code, in their stored form. Raises PartyInvalid, RequiredMissing."""
    fields = field_set(holder_of(party))
    if not fields and not given:
        return {}
    changed = stored(fields, given, party.custom, member)
    stage, seen = str(others.get("stage", party.stage)), seen_by(member, fields)
    if stage != party.stage:
        check_required(seen, stage, merged(party.custom, changed))
    else:
        check_emptied(seen, stage, changed)
    return changed


def _told(party: Company | Person, custom: dict[str, Stored]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the event says of the own fields before and after; they are set on the way."""
    if not custom:
        return {}, {}
    before = only(party.custom, custom)
    party.custom = merged(party.custom, custom)
    return {"custom": before}, {"custom": custom}


def _trace(party: Company | Person, names: Iterable[str], custom: Iterable[str], *, source: str, detail: str) -> None:
    """One provenance for each changed field; an own field brings its legal basis and its term."""
    today = timezone.localdate()
    fields: FieldSet = field_set(holder_of(party))
    common: dict[str, Any] = {**of(party), "source": source, "detail": detail, "collected_on": today}
    own = [fields.by_code[code] for code in custom]
    Provenance.objects.bulk_create(
        [
            *(Provenance(**common, field=name) for name in names),
            *(Provenance(**common, field=one.key, basis=one.basis, keep_until=kept_until(one, today)) for one in own),
        ]
    )


def _owners(party: Party, former: str, changed: list[str]) -> dict[str, list[str]]:
    """The names behind a changed owner, so that a timeline need not look them up."""
    return {"owners": [former, str(party.owner or "")]} if "owner" in changed else {}


def save_party(party: Party) -> None:
    """Save a changed party with what derives from its fields: sort key and search entry."""
    _check_lengths(party)
    if isinstance(party, Company):
        party.name_key = name_key(party.name)
        party.save()
        index_companies([party], workspace_id=party.workspace_id)
    elif isinstance(party, Person):
        party.name_key = _person_key(party)
        party.save()
        rename_in_values(party)
        index_person(party, company_name=current_company_name(party))


@transaction.atomic
def attach(
    *,
    member: Membership,
    person: Person,
    company: Company,
    job_title: str = "",
    department: str = "",
    is_main: bool = False,
    since: date | None = None,
) -> Affiliation:
    """Give a person a role at a company; roles held elsewhere stay as they are."""
    role = Affiliation.objects.create(
        person=person,
        company=company,
        job_title=tidy(job_title),
        department=tidy(department),
        is_main=is_main,
        started_on=since,
    )
    index_person(person, company_name=company.name)
    record(
        member=member,
        code="parties.attached",
        subjects=[person, company],
        after={"person": str(person), "company": company.name, "job": role.job_title, "affiliation_id": role.pk},
        is_undoable=True,
    )
    return role


@transaction.atomic
def detach(*, member: Membership, affiliation: Affiliation, until: date | None = None) -> Event:
    """End a role on a day, today by default; its history stays."""
    affiliation.ended_on = until or timezone.localdate()
    affiliation.save(update_fields=["ended_on"])
    person, company = affiliation.person, affiliation.company
    index_person(person, company_name=current_company_name(person))
    return record(
        member=member,
        code="parties.detached",
        subjects=[person, company],
        after={"person": str(person), "company": company.name, "affiliation_id": affiliation.pk},
        is_undoable=True,
    )


@transaction.atomic
def trash(*, member: Membership, party: Party) -> Event:
    """Put a company or person in the trash: out of lists and search, all kept, taken back by undo."""
    party.deleted_at = timezone.now()
    party.save(update_fields=["deleted_at", "updated_at"])
    forget(COMPANY if isinstance(party, Company) else PERSON, [party.pk])
    return record(
        member=member,
        code=f"parties.{party._meta.model_name}_trashed",
        subjects=[party],
        before={"id": party.pk, "name": str(party)},
        is_undoable=True,
    )


@transaction.atomic
def restore(*, member: Membership, party: Party) -> Event:
    """Take a party out of the trash."""
    before = {"id": party.pk, "deleted_at": party.deleted_at.isoformat() if party.deleted_at else ""}
    party.deleted_at = None
    save_party(party)
    return record(
        member=member,
        code=f"parties.{party._meta.model_name}_restored",
        subjects=[party],
        before=before,
        after={"name": str(party)},
        is_undoable=True,
    )


def vat_number_of(company: Company) -> str:
    """The VAT number, computed from the SIREN of a French company that has given none."""
    if company.vat_number or not company.siren or company.country != "FR":
        return company.vat_number
    return french_vat_number(company.siren)


def current_company_name(person: Person) -> str:
    roles = Affiliation.objects.current().filter(person=person).select_related("company")
    role = roles.order_by("-is_main", "-pk").first()
    return role.company.name if role else ""


def of(party: Party) -> dict[str, Party]:
    """The keyword that says whose row it is."""
    return {"company": party} if isinstance(party, Company) else {"person": party}


def plain(party: Party, field: str) -> Any:
    """A field's value as JSON keeps it: a foreign key as its number."""
    return getattr(party, str(getattr(party._meta.get_field(field), "attname", field)))


def _clean(values: Mapping[str, Any], allowed: list[str]) -> dict[str, Any]:
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    clean = {name: normalise(name, value) for name, value in values.items()}
    for name in ("name", "family_name"):
        if name in clean and not clean[name]:
            raise PartyInvalid(name, "empty")
    return clean


def _check_lengths(party: Party) -> None:
    for field in party._meta.concrete_fields:
        value = getattr(party, field.attname)
        if field.max_length and isinstance(value, str) and len(value) > field.max_length:
            raise PartyInvalid(field.name, "too_long", value)


def _person_key(person: Person) -> str:
    return name_key(f"{person.family_name} {person.given_name}")


def _source(party: Party, *, source: str, detail: str, at: datetime) -> None:
    basis = LegalBasis.INTEREST
    collected_on = timezone.localtime(at).date()
    insert(Provenance(**of(party), source=source, detail=detail[:200], basis=basis, collected_on=collected_on))
