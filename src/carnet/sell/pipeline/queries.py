"""The board of what is open, and one opportunity whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from carnet.foundation.fields.rules.definitions import Definition
from carnet.foundation.fields.rules.values import shown
from carnet.foundation.opportunities.models import Opportunity, PipelineStage
from carnet.foundation.opportunities.rules import days_in_stage, weighted_cents
from carnet.foundation.ui.templatetags.carnet import language
from carnet.foundation.workspaces.models import Membership, Workspace

PER_STAGE = 100
"""Cards shown in one column; the sum counts them all."""


@dataclass(frozen=True, slots=True)
class Card:
    deal: Opportunity
    days: int
    is_late: bool
    own: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its deals, soonest expected first; sums in cents before VAT over all of them."""

    stage: PipelineStage
    cards: list[Card]
    count: int
    amount: int
    weighted: int


def owners_of(workspace: Workspace) -> dict[int, str]:
    """The names of the active members by number, in alphabetical order. One query."""
    rows = Membership.objects.filter(workspace=workspace, is_active=True)
    named = ((pk, name or email) for pk, name, email in rows.values_list("pk", "user__name", "user__email"))
    return dict(sorted(named, key=lambda pair: pair[1].casefold()))


def stage_names() -> dict[int, str]:
    """The steps of the pipeline by number, in their order. One query."""
    return dict(PipelineStage.objects.order_by("position").values_list("pk", "name"))


def board(
    member: Membership | None = None, rows: QuerySet[Opportunity] | None = None, *, own: Sequence[Definition] = ()
) -> list[Column]:
    """The open deals by stage, of one member or of all, of `rows` where a list has narrowed them; each card says what
    it holds of `own` fields. Two queries."""
    deals = Opportunity.objects.open() if rows is None else rows
    deals = deals.select_related("company", "person", "owner__user").order_by(
        F("expected_on").asc(nulls_last=True), "pk"
    )
    if member is not None:
        deals = deals.filter(owner=member)
    by_stage: dict[int, list[Opportunity]] = {}
    for deal in deals:
        by_stage.setdefault(deal.stage_id, []).append(deal)
    today = timezone.localdate()
    return [
        _column(stage, by_stage.get(stage.pk, []), today, own) for stage in PipelineStage.objects.order_by("position")
    ]


def _column(stage: PipelineStage, deals: list[Opportunity], today: date, own: Sequence[Definition]) -> Column:
    amounts = [deal.amount_cents or 0 for deal in deals]
    return Column(
        stage=stage,
        cards=[card(deal, today, own) for deal in deals[:PER_STAGE]],
        count=len(deals),
        amount=sum(amounts),
        weighted=weighted_cents((amount, stage.probability) for amount in amounts),
    )


def card(deal: Opportunity, today: date, own: Sequence[Definition] = ()) -> Card:
    is_late = deal.expected_on is not None and deal.expected_on < today
    said = ((one.label, shown(one, deal.custom.get(one.code), language())) for one in own)
    return Card(deal, days_in_stage(deal.stage_since, today), is_late, [pair for pair in said if pair[1]])


def opportunity(pk: int) -> Opportunity | None:
    """One query."""
    rows = Opportunity.objects.select_related("company", "person", "owner__user", "stage")
    return rows.filter(pk=pk).first()
