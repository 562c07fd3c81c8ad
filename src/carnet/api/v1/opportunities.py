"""Opportunities (deals)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import FieldSet, Holder
from carnet.foundation.opportunities.models import Opportunity, Outcome, PipelineStage
from carnet.foundation.opportunities.services import (
    OpportunityClosed,
    edit_opportunity,
    move_opportunity,
    open_opportunity,
)
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.queries import owners_of
from carnet.sell.pipeline.deal_list import STATE, STATES, deal_list

from .auth import Key
from .errors import Refused
from .listing import Reading, in_order, read
from .values import Moment, Named, Strict, Text, named, seen_values, values_of

router = Router(tags=["opportunities"])
MOST_CENTS = 10**15 - 1
JOINED = ("company", "person", "owner__user", "stage")


class OpportunityOut(Schema):
    """`amount_cents`: net of VAT. `stage` is a step of the workspace's own pipeline."""

    id: int
    name: str
    company: Named
    person: Named | None
    owner: Named | None
    stage: Named
    stage_since: date
    amount_cents: int | None
    expected_on: date | None
    outcome: Outcome
    closed_on: date | None
    lost_reason: str
    created_at: Moment
    custom: dict[str, Any]


class OpportunityIn(Strict):
    """What a change leaves out stays as it is."""

    name: Text | None = Field(None, max_length=160)
    person_id: int | None = None
    owner_id: int | None = None
    amount_cents: int | None = Field(None, ge=0, le=MOST_CENTS)
    expected_on: date | None = None
    stage_id: int | None = Field(None, description="A step of the pipeline: see /stages.")
    custom: dict[str, Any] = {}


class OpportunityNew(OpportunityIn):
    name: Text = Field(min_length=1, max_length=160)
    company_id: int


class OpportunityPage(Schema):
    items: list[OpportunityOut]
    next: str | None
    count: int | None


class StageOut(Schema):
    id: int
    name: str
    position: int
    probability: int = Field(description="In percent.")


class DealReading(Reading):
    etat: str = Field("", description="Empty: those open; gagnees, perdues.")


@router.get("/stages", response=list[StageOut], auth=Key(Permission.OPPORTUNITY_READ), summary="The pipeline's steps")
def stages(request: HttpRequest) -> list[PipelineStage]:
    return list(PipelineStage.objects.order_by("position"))


@router.get("", response=OpportunityPage, auth=Key(Permission.OPPORTUNITY_READ), summary="List, filter, search")
def opportunities(request: HttpRequest, reading: Query[DealReading]) -> dict[str, Any]:
    if reading.etat not in STATES:
        sentence = _("Choose one of: %(known)s.") % {"known": ", ".join(filter(None, STATES))}
        raise Refused(422, "invalid", sentence, fields={STATE: sentence})
    own = visible_fields(Holder.OPPORTUNITY, request.member)
    steps = dict(PipelineStage.objects.values_list("pk", "name"))

    def load(numbers: Sequence[int]) -> list[dict[str, Any]]:
        return [told(one, own) for one in in_order(Opportunity, numbers, *JOINED)]

    spec = deal_list(request.member, owners_of(request.workspace), steps, reading.etat)
    return read(request, spec, reading.limit, load, also=(STATE,))


@router.get("/{int:pk}", response=OpportunityOut, auth=Key(Permission.OPPORTUNITY_READ), summary="Read one")
def opportunity(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _one(request, pk)


@router.post("", response={201: OpportunityOut}, auth=Key(Permission.OPPORTUNITY_EDIT, writes=True), summary="Open one")
def opportunity_new(request: HttpRequest, given: OpportunityNew) -> Status[dict[str, Any]]:
    values = values_of(request, given, Holder.OPPORTUNITY)
    made = open_opportunity(
        member=request.member,
        company=_row(Company, given.company_id, "company_id", _("There is no such company.")),
        person=_person(given),
        stage=_stage(given),
        name=given.name,
        amount_cents=given.amount_cents,
        expected_on=given.expected_on,
        owner=values.get("owner"),
        custom=values.get("custom"),
    )
    return Status(201, _one(request, made.pk))


@router.patch(
    "/{int:pk}",
    response=OpportunityOut,
    auth=Key(Permission.OPPORTUNITY_EDIT, writes=True),
    summary="Change some fields, or the stage of an open one",
)
def opportunity_change(request: HttpRequest, pk: int, given: OpportunityIn) -> dict[str, Any]:
    found = get_object_or_404(Opportunity.objects.select_related(*JOINED), pk=pk)
    sent, values = given.model_fields_set, values_of(request, given, Holder.OPPORTUNITY)
    changes = {name: getattr(given, name) for name in ("amount_cents", "expected_on") if name in sent}
    if given.name is not None:
        changes["name"] = given.name
    if "person_id" in sent:
        person = _person(given)
        changes["person_id"] = person.pk if person else None
    if "owner" in values:
        changes["owner_id"] = values["owner"].pk if values["owner"] else None
    stage = _stage(given)
    try:
        with transaction.atomic():
            if stage:
                move_opportunity(member=request.member, opportunity=found, stage=stage, custom=values.get("custom"))
            elif "custom" in values:
                changes["custom"] = values["custom"]
            if changes:
                edit_opportunity(member=request.member, opportunity=found, changes=changes)
    except OpportunityClosed as error:
        raise Refused(409, "closed", _("This deal is won or lost: its stage no longer changes.")) from error
    return _one(request, pk)


def told(one: Opportunity, own: FieldSet) -> dict[str, Any]:
    return {
        **{
            name: getattr(one, name)
            for name in "id name stage_since amount_cents expected_on outcome closed_on lost_reason created_at".split()
        },
        "company": named(one.company),
        "person": named(one.person),
        "owner": named(one.owner),
        "stage": named(one.stage),
        "custom": seen_values(one, own),
    }


def _one(request: HttpRequest, pk: int) -> dict[str, Any]:
    rows = Opportunity.objects.filter(company__deleted_at=None).select_related(*JOINED)
    return told(get_object_or_404(rows, pk=pk), visible_fields(Holder.OPPORTUNITY, request.member))


def _person(given: OpportunityIn) -> Person | None:
    if given.person_id is None:
        return None
    return _row(Person, given.person_id, "person_id", _("There is no such person."))


def _stage(given: OpportunityIn) -> PipelineStage | None:
    if given.stage_id is None:
        return None
    found = PipelineStage.objects.filter(pk=given.stage_id).first()
    if found is None:
        sentence = _("There is no such stage: see /opportunities/stages.")
        raise Refused(422, "invalid", sentence, fields={"stage_id": sentence})
    return found


def _row(model: Any, number: int, field: str, sentence: str) -> Any:
    found = model.objects.present().filter(pk=number).first()
    if found is None:
        raise Refused(422, "invalid", sentence, fields={field: sentence})
    return found
