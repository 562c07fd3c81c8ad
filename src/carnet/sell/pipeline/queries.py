"""The board of what is open, and one opportunity whole."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from carnet.foundation.opportunities.models import Opportunity, PipelineStage
from carnet.foundation.opportunities.rules import days_in_stage, weighted_cents
from carnet.foundation.workspaces.models import Membership

PER_STAGE = 100
"""Cards shown in one column; the sum counts them all."""


@dataclass(frozen=True, slots=True)
class Card:
    deal: Opportunity
    days: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its deals, soonest expected first; sums in cents before VAT over all of them."""

    stage: PipelineStage
    cards: list[Card]
    count: int
    amount: int
    weighted: int


def board(member: Membership | None = None) -> list[Column]:
    """The open deals by stage, of one member or of all. Two queries."""
    deals = (
        Opportunity.objects.open()
        .select_related("company", "person", "owner__user")
        .order_by(F("expected_on").asc(nulls_last=True), "pk")
    )
    if member is not None:
        deals = deals.filter(owner=member)
    by_stage: dict[int, list[Opportunity]] = {}
    for deal in deals:
        by_stage.setdefault(deal.stage_id, []).append(deal)
    today = timezone.localdate()
    return [_column(stage, by_stage.get(stage.pk, []), today) for stage in PipelineStage.objects.order_by("position")]


def _column(stage: PipelineStage, deals: list[Opportunity], today: date) -> Column:
    amounts = [deal.amount_cents or 0 for deal in deals]
    return Column(
        stage=stage,
        cards=[card(deal, today) for deal in deals[:PER_STAGE]],
        count=len(deals),
        amount=sum(amounts),
        weighted=weighted_cents((amount, stage.probability) for amount in amounts),
    )


def card(deal: Opportunity, today: date) -> Card:
    is_late = deal.expected_on is not None and deal.expected_on < today
    return Card(deal, days_in_stage(deal.stage_since, today), is_late)


def opportunity(pk: int) -> Opportunity | None:
    """One query."""
    rows = Opportunity.objects.select_related("company", "person", "owner__user", "stage")
    return rows.filter(pk=pk).first()
