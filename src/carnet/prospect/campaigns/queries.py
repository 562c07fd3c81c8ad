"""Campaigns and their contacts, read."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from carnet.foundation.parties.models import Company
from carnet.foundation.search.rules import fold
from carnet.prospect.mix.models import Group

from .models import Campaign, Stage, Touch

PARTY = Coalesce(F("company_id"), -F("person_id"))
"""One number for whom a contact was with: contacts with several people of a company are with that company."""


def campaigns() -> QuerySet[Campaign]:
    """The latest first, with how many contacts and how many meetings and sales each made. One query."""
    rows: QuerySet[Campaign] = Campaign.objects.present().select_related("member__user", "plan", "group", "document")
    counted = rows.annotate(
        touches_count=Count("touches"),
        meetings_count=Count("touches", filter=Q(touches__stage__gte=Stage.MEETING)),
        sales_count=Count("touches", filter=Q(touches__stage=Stage.SALE)),
    )
    return counted.order_by("-first_on", "-pk")


@dataclass(frozen=True, slots=True)
class Totals:
    """`touches` contacts with `parties` companies or people, each counted once at its farthest stage; cost in cents.

    `uncosted`: contacts whose channel has no known cost.
    """

    touches: int
    parties: int
    reached: int
    argued: int
    meetings: int
    sales: int
    cost_cents: int
    uncosted: int


def totals_of(campaign: Campaign) -> Totals:
    """Two queries."""
    whole = campaign.touches.aggregate(
        touches=Count("pk"), cost=Sum("cost_cents"), uncosted=Count("pk", filter=Q(cost_cents=None))
    )
    farthest = campaign.touches.order_by().annotate(whom=PARTY).values("whom").annotate(best=Max("stage"))
    best = [row["best"] for row in farthest]
    came = {stage: sum(one >= stage for one in best) for stage in Stage}
    return Totals(
        touches=whole["touches"],
        parties=len(best),
        reached=came[Stage.REACHED],
        argued=came[Stage.ARGUED],
        meetings=came[Stage.MEETING],
        sales=came[Stage.SALE],
        cost_cents=whole["cost"] or 0,
        uncosted=whole["uncosted"],
    )


def touches_of(campaign: Campaign) -> QuerySet[Touch]:
    """The latest first. One query."""
    rows: QuerySet[Touch] = campaign.touches.select_related("company", "person", "member__user", "interaction")
    return rows.order_by("-at", "-pk")


def groups_offered() -> QuerySet[Group]:
    """Groups of plans that a campaign can be made of, the latest plans first. One query."""
    rows: QuerySet[Group] = Group.objects.filter(plan__deleted_at=None).select_related("plan")
    return rows.order_by("-plan__first_on", "plan", "rank", "pk")


def labels_of(campaign: Campaign, field: str) -> list[str]:
    """The segments or messages that its contacts name already. One query."""
    return list(campaign.touches.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()[:50])


def companies_named(text: str, campaign: Campaign) -> list[Company]:
    """Those whose name is this, else begins with it; whom the campaign contacts already stand first. One query."""
    key = fold(text)
    if not key:
        return []
    exact = Case(When(name_key=key, then=0), default=1)
    rows = Company.objects.present().filter(name_key__startswith=key).annotate(far=exact)
    found = list(rows.order_by("far", "name_key", "pk")[:6])
    same = [one for one in found if one.far == 0]
    return same or found
