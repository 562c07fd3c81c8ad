"""Companies."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from carnet.foundation.audit.consultations import consulted
from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import FieldSet, Holder
from carnet.foundation.parties.models import BuyerKind, Company, Source, Stage
from carnet.foundation.parties.queries import possible_duplicates
from carnet.foundation.parties.rules import Match
from carnet.foundation.parties.services import PartyChanged, create_company, edit_company, trash
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.company_list import company_list
from carnet.grow.customer_file.queries import owners_of

from .auth import Key
from .listing import Reading, in_order, read
from .values import Moment, Named, Strict, Text, changed, detail_of, named, refuse_known, seen_values, values_of

router = Router(tags=["companies"])
PLAIN = (
    "name legal_name buyer_kind siren siret vat_number naf_code industry staff_band staff_year website phone email "
    "street postcode city country stage notes"
).split()


class CompanyOut(Schema):
    """Phone numbers begin with + and the country's code. `may_be_prospected`: false after an objection or a freeze."""

    id: int
    name: str
    legal_name: str
    buyer_kind: BuyerKind
    siren: str
    siret: str
    vat_number: str
    naf_code: str
    industry: str
    staff_band: str
    staff_year: int | None
    website: str
    phone: str
    email: str
    street: str
    postcode: str
    city: str
    country: str
    stage: Stage
    owner: Named | None
    notes: str
    may_be_prospected: bool
    last_contact_at: Moment | None
    created_at: Moment
    updated_at: Moment
    custom: dict[str, Any]


class CompanyIn(Strict):
    """What a change leaves out stays as it is."""

    name: Text | None = None
    legal_name: Text | None = None
    buyer_kind: BuyerKind | None = None
    siren: Text | None = None
    siret: Text | None = None
    vat_number: Text | None = None
    naf_code: Text | None = None
    industry: Text | None = None
    website: Text | None = None
    phone: Text | None = None
    email: Text | None = None
    street: Text | None = None
    postcode: Text | None = None
    city: Text | None = None
    stage: Stage | None = None
    owner_id: int | None = Field(None, description="A member's number; null: followed by nobody.")
    notes: Text | None = None
    custom: dict[str, Any] = {}
    source: Source = Field(Source.ENTERED, description="Where these data come from.")
    detail: str = Field("", max_length=200, description="Where exactly.")


class CompanyNew(CompanyIn):
    name: Text


class CompanyChange(CompanyIn):
    seen_at: datetime | None = Field(
        None, description="The `updated_at` that was read: a record saved since is not overwritten (409)."
    )


class CompanyPage(Schema):
    items: list[CompanyOut]
    next: str | None
    count: int | None


@router.get("", response=CompanyPage, auth=Key(Permission.COMPANY_READ), summary="List, filter, search")
def companies(request: HttpRequest, reading: Query[Reading]) -> dict[str, Any]:
    own = visible_fields(Holder.COMPANY, request.member)

    def load(numbers: Sequence[int]) -> list[dict[str, Any]]:
        return [told(one, own) for one in in_order(Company, numbers, "owner__user")]

    return read(request, company_list(request.member, owners_of(request.workspace)), reading.limit, load)


@router.get("/{int:pk}", response=CompanyOut, auth=Key(Permission.COMPANY_READ), summary="Read one")
def company(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = get_object_or_404(Company.objects.present().select_related("owner__user"), pk=pk)
    consulted(request.member, found)
    return told(found, visible_fields(Holder.COMPANY, request.member))


@router.post(
    "", response={201: CompanyOut}, auth=Key(Permission.COMPANY_EDIT, writes=True), summary="Add; 409 when known"
)
def company_new(request: HttpRequest, given: CompanyNew, *, anyway: bool = False) -> Status[dict[str, Any]]:
    values = values_of(request, given, Holder.COMPANY)
    if not anyway:
        refuse_known(_known(values))
    made = create_company(member=request.member, source=given.source, detail=detail_of(request, given.detail), **values)
    return Status(201, told(made, visible_fields(Holder.COMPANY, request.member)))


@router.patch(
    "/{int:pk}", response=CompanyOut, auth=Key(Permission.COMPANY_EDIT, writes=True), summary="Change some fields"
)
def company_change(request: HttpRequest, pk: int, given: CompanyChange) -> dict[str, Any]:
    found = get_object_or_404(Company.objects.present(), pk=pk)
    origin = {"source": given.source, "detail": detail_of(request, given.detail)}
    try:
        edit_company(
            member=request.member,
            company=found,
            changes=values_of(request, given, Holder.COMPANY),
            seen_at=given.seen_at,
            **origin,
        )
    except PartyChanged as error:
        raise changed(error.current) from error
    saved = Company.objects.select_related("owner__user").get(pk=pk)
    return told(saved, visible_fields(Holder.COMPANY, request.member))


@router.delete(
    "/{int:pk}", response={204: None}, auth=Key(Permission.COMPANY_EDIT, writes=True), summary="Put into the trash"
)
def company_trash(request: HttpRequest, pk: int) -> Status[None]:
    trash(member=request.member, party=get_object_or_404(Company.objects.present(), pk=pk))
    return Status(204, None)


def told(one: Company, own: FieldSet) -> dict[str, Any]:
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in PLAIN},
        "owner": named(one.owner),
        "may_be_prospected": one.objected_at is None and one.restricted_at is None,
        "last_contact_at": one.last_contact_at,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "custom": seen_values(one, own),
    }


def _known(values: dict[str, Any]) -> list[Match]:
    return possible_duplicates(
        name=values["name"],
        city=values.get("city", ""),
        siren=values.get("siren") or values.get("siret", "")[:9],
        phone_number=values.get("phone", ""),
        email_address=values.get("email", ""),
    )
