"""Campaigns and their contacts, read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from carnet.foundation.parties.models import Company
from carnet.foundation.search.rules import fold
from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import language
from carnet.prospect.mix import words as mix_words
from carnet.prospect.mix.models import Channel, Group
from carnet.prospect.mix.queries import members_of
from carnet.prospect.mix.terms import contact_cost

from .models import Adjustment, Campaign, Stage, Touch, Trial
from .rules import adjusting
from .rules.analysing import Analysis, By, Told, analyse
from .rules.trials import Arms, Received, arms, draw

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


def analysis_of(campaign: Campaign) -> Analysis:
    """Every contact, in the order of time. One query."""
    fields = ("whom", "channel", "segment", "message", "stage", "reason", "cost_cents")
    rows = campaign.touches.annotate(whom=PARTY).order_by("at", "pk").values_list(*fields)
    return analyse(Told(*row) for row in rows)


def proposals_of(campaign: Campaign, told: Analysis) -> list[adjusting.Proposal]:
    """What the figures propose and nobody has decided yet. One query."""
    decided = campaign.adjustments.exclude(state=Adjustment.State.HELD).values_list("code", "key")
    known = set(decided)
    return [one for one in adjusting.propose(told) if (one.code, one.key) not in known]


def arms_of(trial: Trial, until: datetime) -> Arms:
    """Who received which message since the trial began, and who came to its goal. One query."""
    rows = Touch.objects.filter(campaign=trial.campaign_id, at__gte=trial.began_at).annotate(whom=PARTY)
    told = rows.order_by("at", "pk").values_list("whom", "message", "stage", "at")
    return arms((Received(*row) for row in told), first=trial.first, second=trial.second, goal=trial.goal, until=until)


def message_for(trial: Trial, company: Company) -> str:
    """Which of the two messages the lot gives this company. No query."""
    return trial.first if draw(trial.seed, company.pk) else trial.second


def next_drawn(trial: Trial, group: Group | None, most: int = 20) -> list[tuple[Company, str]]:
    """The next companies of the group that received neither message, each with the one drawn for it. Two queries."""
    if group is None:
        return []
    had = Touch.objects.filter(campaign=trial.campaign_id, message__in=[trial.first, trial.second])
    rows = members_of(group).exclude(pk__in=had.filter(company__isnull=False).values("company"))
    return [(company, message_for(trial, company)) for company in rows[:most]]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a campaign taught: `coded` of its `parties` say why; `accepted` adjustments, `carried` of them onward."""

    campaign: Campaign
    parties: int
    coded: int
    accepted: int
    carried: int


def lessons() -> Lessons | None:
    """Of the last campaign closed, else the last one with contacts: what rooms above may speak of for C.7.3.

    Four queries; None where no campaign has a contact.
    """
    rows: QuerySet[Campaign] = Campaign.objects.present().filter(touches__isnull=False).distinct()
    latest = rows.order_by(F("closed_at").desc(nulls_last=True), "-first_on", "-pk").first()
    if latest is None:
        return None
    told = analysis_of(latest)
    kept = latest.adjustments.filter(state=Adjustment.State.ACCEPTED)
    return Lessons(
        campaign=latest,
        parties=told.whole.parties,
        coded=told.whole.parties - told.uncoded,
        accepted=kept.count(),
        carried=Adjustment.objects.filter(origin__in=kept.values("pk")).values("origin").distinct().count(),
    )


def trials_of(campaign: Campaign) -> list[Trial]:
    """The latest first, each with the looks taken. Two queries."""
    return list(campaign.trials.prefetch_related("taken").order_by("-began_at", "-pk"))


def sources_of(told: Analysis) -> list[tuple[str, str]]:
    """For each channel used: its name, and where the figure of its cost comes from today. One query for each."""
    today = timezone.localdate()
    rows = []
    for one in told.cuts[By.CHANNEL]:
        cents, origin = contact_cost(one.line.key, on=today)
        price = "–" if cents is None else formats.money(cents, language())
        rows.append((str(Channel(one.line.key).label), f"{price}, {mix_words.origin(origin)}"))
    return rows
