"""Open, move, win and lose an opportunity."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.fields.storing import merged, only
from carnet.foundation.parties.models import Company, Person, Stage
from carnet.foundation.search.services import Findable, index
from carnet.foundation.workspaces.models import Membership

from . import own_fields
from .models import LostReason, Opportunity, Outcome, PipelineStage

OPPORTUNITY = "opportunities.opportunity"
EDITABLE = ("name", "person_id", "owner_id", "amount_cents", "expected_on", "custom")


class OpportunityClosed(Exception):
    """It is already won or lost. `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LostReasonMissing(ValueError):
    reason = "lost_reason"


@transaction.atomic
def open_opportunity(
    *,
    member: Membership,
    company: Company,
    name: str,
    amount_cents: int | None = None,
    expected_on: date | None = None,
    person: Person | None = None,
    stage: PipelineStage | None = None,
    owner: Membership | None = None,
    at: datetime | None = None,
    custom: Mapping[str, Any] | None = None,
) -> Opportunity:
    """Open a possible sale at the first stage of the pipeline. Company and name are enough, unless that stage asks for
    own fields, given by code in `custom`. Raises PartyInvalid, RequiredMissing."""
    moment = at or timezone.now()
    stage = stage or first_stage()
    own = merged({}, own_fields.changed(custom or {}, {}, stage=str(stage.pk), former="", member=member))
    opportunity = Opportunity.objects.create(
        workspace_id=member.workspace_id,
        company=company,
        name=name.strip()[:160],
        amount_cents=amount_cents,
        expected_on=expected_on,
        person=person,
        owner=owner or member,
        stage=stage,
        stage_since=timezone.localtime(moment).date(),
        created_at=moment,
        custom=own,
    )
    own_fields.index(opportunity, own)
    index_opportunity(opportunity)
    opportunity.event = record(
        member=member,
        code="opportunities.opened",
        subjects=_about(opportunity),
        after={"id": opportunity.pk, "name": opportunity.name, "amount_cents": amount_cents},
        is_undoable=True,
        at=at,
    )
    return opportunity


@transaction.atomic
def edit_opportunity(
    *, member: Membership, opportunity: Opportunity, changes: Mapping[str, Any], at: datetime | None = None
) -> Event | None:
    """Change name, contact, owner, amount, expected day or own fields (`custom`, by code); None when nothing differs.

    Raises PartyInvalid, RequiredMissing.
    """
    current = Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity.pk)
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    given = dict(changes)
    stage = str(current.stage_id)
    own = own_fields.changed(given.pop("custom", {}), current.custom, stage=stage, former=stage, member=member)
    changed = {name: value for name, value in given.items() if getattr(current, name) != value}
    if not changed and not own:
        return None
    before = {name: getattr(current, name) for name in changed} | own_fields.told(only(current.custom, own))
    current.custom = merged(current.custom, own)
    for name, value in changed.items():
        setattr(current, name, value)
        setattr(opportunity, name, value)
    opportunity.custom = current.custom
    current.save(update_fields=[*changed, "custom"])
    own_fields.index(current, own)
    index_opportunity(current)
    return record(
        member=member,
        code="opportunities.edited",
        subjects=_about(current),
        before=before,
        after={**changed, "id": current.pk, **own_fields.told(own)},
        is_undoable=True,
        at=at,
    )


@transaction.atomic
def move_opportunity(
    *,
    member: Membership,
    opportunity: Opportunity,
    stage: PipelineStage,
    at: datetime | None = None,
    custom: Mapping[str, Any] | None = None,
) -> Event | None:
    """Move it along the pipeline; the days in the stage start again. Raises OpportunityClosed.

    RequiredMissing when the stage asks for own fields that are empty: they may come with the move, in `custom`.
    """
    current = _open(opportunity.pk)
    if current.stage_id == stage.pk:
        return None
    former = str(current.stage_id)
    own = own_fields.changed(custom or {}, current.custom, stage=str(stage.pk), former=former, member=member)
    before = {"stage_id": current.stage_id, "stage": str(current.stage), "stage_since": current.stage_since}
    before |= own_fields.told(only(current.custom, own))
    current.stage, current.stage_since = stage, timezone.localtime(at).date() if at else timezone.localdate()
    current.custom = merged(current.custom, own)
    current.save(update_fields=["stage", "stage_since", "custom"])
    own_fields.index(current, own)
    return record(
        member=member,
        code="opportunities.moved",
        subjects=_about(current),
        before=before,
        after={
            "id": current.pk,
            "name": current.name,
            "stage_id": stage.pk,
            "stage": stage.name,
            **own_fields.told(own),
        },
        is_undoable=True,
        at=at,
    )


@transaction.atomic
def win_opportunity(
    *,
    member: Membership,
    opportunity: Opportunity,
    on: date | None = None,
    at: datetime | None = None,
    custom: Mapping[str, Any] | None = None,
) -> Event:
    """Mark it won; the company becomes a customer. Raises OpportunityClosed, and RequiredMissing as a move does.

    The company is asked for nothing: that it bought is a fact, what its file lacks can follow.
    """
    current = _open(opportunity.pk)
    company = current.company
    won = Outcome.WON.value
    own = own_fields.changed(custom or {}, current.custom, stage=won, former=str(current.stage_id), member=member)
    before = {"company_stage": company.stage, **own_fields.told(only(current.custom, own))}
    current.outcome, current.closed_on = Outcome.WON, on or timezone.localdate()
    current.custom = merged(current.custom, own)
    current.save(update_fields=["outcome", "closed_on", "custom"])
    own_fields.index(current, own)
    if company.stage != Stage.CUSTOMER:
        company.stage = Stage.CUSTOMER
        company.save(update_fields=["stage", "updated_at"])
    return record(
        member=member,
        code="opportunities.won",
        subjects=_about(current),
        before=before,
        after={"id": current.pk, "name": current.name, "amount_cents": current.amount_cents, **own_fields.told(own)},
        is_undoable=True,
        at=at,
    )


@transaction.atomic
def lose_opportunity(
    *,
    member: Membership,
    opportunity: Opportunity,
    reason: str,
    detail: str = "",
    on: date | None = None,
    at: datetime | None = None,
) -> Event:
    """Mark it lost, with the reason. Raises OpportunityClosed, LostReasonMissing."""
    if reason not in LostReason.values:
        raise LostReasonMissing(reason)
    current = _open(opportunity.pk)
    current.outcome, current.closed_on = Outcome.LOST, on or timezone.localdate()
    current.lost_reason, current.lost_detail = reason, detail.strip()[:300]
    current.save(update_fields=["outcome", "closed_on", "lost_reason", "lost_detail"])
    return record(
        member=member,
        code="opportunities.lost",
        subjects=_about(current),
        after={"id": current.pk, "name": current.name, "reason": reason, "detail": current.lost_detail},
        is_undoable=True,
        at=at,
    )


def first_stage() -> PipelineStage:
    """The first stage; a workspace without a pipeline gets the usual one."""
    return PipelineStage.objects.order_by("position").first() or make_pipeline()[0]


USUAL_PIPELINE = (("Découverte", 10), ("Besoin validé", 30), ("Proposition", 50), ("Négociation", 75))
"""The names are the workspace's own data; the probabilities are a start, to be corrected by experience."""


def make_pipeline() -> list[PipelineStage]:
    return PipelineStage.objects.bulk_create(
        PipelineStage(name=name, position=position, probability=probability)
        for position, (name, probability) in enumerate(USUAL_PIPELINE, start=1)
    )


def index_opportunity(opportunity: Opportunity) -> None:
    thing = Findable(
        kind=OPPORTUNITY,
        object_id=opportunity.pk,
        title=opportunity.name,
        subtitle=opportunity.company.name,
        text=opportunity.company.name,
    )
    index([thing], workspace_id=opportunity.workspace_id)


def _open(pk: int) -> Opportunity:
    rows = Opportunity.objects.select_for_update(of=("self",)).select_related("company", "person", "stage")
    current = rows.get(pk=pk)
    if current.outcome != Outcome.OPEN:
        raise OpportunityClosed(current.outcome)
    return current


def _about(opportunity: Opportunity) -> list[Any]:
    return [row for row in (opportunity, opportunity.company, opportunity.person) if row]
