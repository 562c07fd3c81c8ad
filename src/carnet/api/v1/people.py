"""People, and where they work."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from carnet.foundation.audit.consultations import consulted
from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import FieldSet, Holder
from carnet.foundation.parties.models import Affiliation, Company, Person, Source, Stage
from carnet.foundation.parties.rules import Match
from carnet.foundation.parties.services import PartyChanged, create_person, edit_person, trash
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.people_list import people_list
from carnet.grow.customer_file.queries import owners_of
from carnet.grow.duplicates.alike import possible_people

from .auth import Key
from .errors import Refused
from .listing import Reading, in_order, read
from .values import Moment, Named, Strict, Text, changed, detail_of, named, refuse_known, seen_values, values_of

router = Router(tags=["people"])
PLAIN = "civility given_name family_name phone email stage notes".split()


class RoleOut(Schema):
    company: Named
    job_title: str
    is_main: bool
    started_on: date | None


class PersonOut(Schema):
    """`roles`: those held today. `may_be_prospected`: false after an objection or a freeze."""

    id: int
    civility: str
    given_name: str
    family_name: str
    phone: str
    email: str
    stage: Stage
    owner: Named | None
    notes: str
    roles: list[RoleOut]
    may_be_prospected: bool
    last_contact_at: Moment | None
    created_at: Moment
    updated_at: Moment
    custom: dict[str, Any]


class PersonIn(Strict):
    """What a change leaves out stays as it is."""

    civility: Person.Civility | None = None
    given_name: Text | None = None
    family_name: Text | None = None
    phone: Text | None = None
    email: Text | None = None
    stage: Stage | None = None
    owner_id: int | None = Field(None, description="A member's number; null: followed by nobody.")
    notes: Text | None = None
    custom: dict[str, Any] = {}
    source: Source = Field(Source.ENTERED, description="Where these data come from.")
    detail: str = Field("", max_length=200, description="Where exactly.")


class PersonNew(PersonIn):
    family_name: Text
    company_id: int | None = Field(None, description="Where the person works.")
    job_title: Text = Field("", max_length=120)
    is_main: bool = False


class PersonChange(PersonIn):
    seen_at: datetime | None = Field(
        None, description="The `updated_at` that was read: a record saved since is not overwritten (409)."
    )


class PersonPage(Schema):
    items: list[PersonOut]
    next: str | None
    count: int | None


@router.get("", response=PersonPage, auth=Key(Permission.COMPANY_READ), summary="List, filter, search")
def people(request: HttpRequest, reading: Query[Reading]) -> dict[str, Any]:
    own = visible_fields(Holder.PERSON, request.member)

    def load(numbers: Sequence[int]) -> list[dict[str, Any]]:
        roles = _roles(numbers)
        return [told(one, own, roles.get(one.pk, [])) for one in in_order(Person, numbers, "owner__user")]

    return read(request, people_list(request.member, owners_of(request.workspace)), reading.limit, load)


@router.get("/{int:pk}", response=PersonOut, auth=Key(Permission.COMPANY_READ), summary="Read one")
def person(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = get_object_or_404(Person.objects.present().select_related("owner__user"), pk=pk)
    consulted(request.member, found)
    return _one(request, found)


@router.post(
    "", response={201: PersonOut}, auth=Key(Permission.COMPANY_EDIT, writes=True), summary="Add; 409 when known"
)
def person_new(request: HttpRequest, given: PersonNew, *, anyway: bool = False) -> Status[dict[str, Any]]:
    values = values_of(request, given, Holder.PERSON)
    if not anyway:
        refuse_known(_known(values))
    made = create_person(
        member=request.member,
        company=_company(given.company_id),
        job_title=given.job_title,
        is_main=given.is_main,
        source=given.source,
        detail=detail_of(request, given.detail),
        **values,
    )
    return Status(201, _one(request, made))


@router.patch(
    "/{int:pk}", response=PersonOut, auth=Key(Permission.COMPANY_EDIT, writes=True), summary="Change some fields"
)
def person_change(request: HttpRequest, pk: int, given: PersonChange) -> dict[str, Any]:
    found = get_object_or_404(Person.objects.present(), pk=pk)
    origin = {"source": given.source, "detail": detail_of(request, given.detail)}
    try:
        edit_person(
            member=request.member,
            person=found,
            changes=values_of(request, given, Holder.PERSON),
            seen_at=given.seen_at,
            **origin,
        )
    except PartyChanged as error:
        raise changed(error.current) from error
    return _one(request, Person.objects.select_related("owner__user").get(pk=pk))


@router.delete(
    "/{int:pk}", response={204: None}, auth=Key(Permission.COMPANY_EDIT, writes=True), summary="Put into the trash"
)
def person_trash(request: HttpRequest, pk: int) -> Status[None]:
    trash(member=request.member, party=get_object_or_404(Person.objects.present(), pk=pk))
    return Status(204, None)


def told(one: Person, own: FieldSet, roles: list[Affiliation]) -> dict[str, Any]:
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in PLAIN},
        "owner": named(one.owner),
        "roles": [
            {
                "company": named(role.company),
                "job_title": role.job_title,
                "is_main": role.is_main,
                "started_on": role.started_on,
            }
            for role in roles
        ],
        "may_be_prospected": one.objected_at is None and one.restricted_at is None,
        "last_contact_at": one.last_contact_at,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "custom": seen_values(one, own),
    }


def _one(request: HttpRequest, person: Person) -> dict[str, Any]:
    roles = _roles([person.pk]).get(person.pk, [])
    return told(person, visible_fields(Holder.PERSON, request.member), roles)


def _roles(numbers: Sequence[int]) -> dict[int, list[Affiliation]]:
    """Held today, by person. One query."""
    found: dict[int, list[Affiliation]] = {}
    rows = Affiliation.objects.current().filter(person__in=list(numbers), company__deleted_at=None)
    for role in rows.select_related("company").order_by("-is_main", "pk"):
        found.setdefault(role.person_id, []).append(role)
    return found


def _known(values: dict[str, Any]) -> list[Match]:
    return possible_people(
        given=values.get("given_name", ""),
        family=values["family_name"],
        phone_number=values.get("phone", ""),
        email_address=values.get("email", ""),
    )


def _company(number: int | None) -> Company | None:
    if number is None:
        return None
    found = Company.objects.present().filter(pk=number).first()
    if found is None:
        sentence = _("There is no such company.")
        raise Refused(422, "invalid", sentence, fields={"company_id": sentence})
    return found
