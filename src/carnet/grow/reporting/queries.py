"""The results of a period: what was asked, what was done, what explains the distance."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from carnet.foundation.agenda.models import Channel, Interaction
from carnet.foundation.geo.days import working_days_between
from carnet.foundation.opportunities.models import Opportunity, Outcome
from carnet.foundation.opportunities.rules import weighted_cents
from carnet.foundation.workspaces.models import Membership

from .models import Measure, Objective
from .rules import Gap, Period, gap


@dataclass(frozen=True, slots=True)
class Actuals:
    """What was done in a period: cents before VAT, and counts."""

    signed: int
    sales: int
    lost: int
    visits: int
    calls: int

    def of(self, measure: str) -> int:
        return int(getattr(self, measure))


def actuals(period: Period, member: Membership | None = None, until: date | None = None) -> Actuals:
    """What one member, or the team, did in `period`, up to `until` included if given. Two queries."""
    last = min(period.last, until) if until else period.last
    closed = Opportunity.objects.filter(closed_on__range=(period.first, last))
    contacts = Interaction.objects.filter(at__gte=_start(period.first), at__lt=_start(last + timedelta(days=1)))
    if member is not None:
        closed, contacts = closed.filter(owner=member), contacts.filter(member=member)
    won = Q(outcome=Outcome.WON)
    deals = closed.aggregate(
        signed=Sum("amount_cents", filter=won, default=0),
        sales=Count("pk", filter=won),
        lost=Count("pk", filter=Q(outcome=Outcome.LOST)),
    )
    talks = contacts.aggregate(
        visits=Count("pk", filter=Q(channel=Channel.VISIT)), calls=Count("pk", filter=Q(channel=Channel.CALL))
    )
    return Actuals(**deals, **talks)


def targets(period: Period, member: Membership | None = None) -> dict[str, int]:
    """The target of each measure that has one. One query."""
    return dict(Objective.objects.filter(period=period.code, member=member).values_list("measure", "target"))


def gaps(period: Period, done: Actuals, wanted: dict[str, int], today: date) -> dict[str, Gap]:
    """The gap of each measure that has a target. No query."""
    found = {
        measure: gap(done.of(measure), wanted.get(measure, 0), period, today, working_days_between)
        for measure in Measure.values
    }
    return {measure: value for measure, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Month:
    """One column of the chart."""

    first: date
    signed: int
    target: int


def months(last: date, member: Membership | None = None, count: int = 12) -> list[Month]:
    """Signed and asked, month by month, `count` months ending with that of `last`. Two queries."""
    firsts = _firsts(last, count)
    won = Opportunity.objects.won().filter(closed_on__gte=firsts[0])
    if member is not None:
        won = won.filter(owner=member)
    signed = dict(
        won.annotate(month=TruncMonth("closed_on"))
        .values("month")
        .annotate(sum=Sum("amount_cents", default=0))
        .values_list("month", "sum")
    )
    asked = dict(
        Objective.objects.filter(
            measure=Measure.SIGNED, member=member, period__in=[f"{first:%Y-%m}" for first in firsts]
        ).values_list("period", "target")
    )
    return [Month(first, signed.get(first, 0), asked.get(f"{first:%Y-%m}", 0)) for first in firsts]


def _firsts(last: date, count: int) -> list[date]:
    number = last.year * 12 + last.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(number - count + 1, number + 1)]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What is still open and expected by the end of the period: its sum, its sum weighted by stage, how many."""

    amount: int
    weighted: int
    count: int


def pipeline(period: Period, member: Membership | None = None) -> Pipeline:
    """One query."""
    deals = Opportunity.objects.open().filter(expected_on__lte=period.last, amount_cents__isnull=False)
    if member is not None:
        deals = deals.filter(owner=member)
    rows = list(deals.values_list("amount_cents", "stage__probability"))
    return Pipeline(sum(amount for amount, _ in rows), weighted_cents(rows), len(rows))


def won_deals(period: Period, member: Membership | None = None, limit: int = 50) -> list[Opportunity]:
    """The sales of the period, largest first. One query."""
    deals = Opportunity.objects.won().filter(closed_on__range=(period.first, period.last))
    if member is not None:
        deals = deals.filter(owner=member)
    return list(
        deals.select_related("company", "owner__user").order_by(F("amount_cents").desc(nulls_last=True), "pk")[:limit]
    )


def lost_by_reason(period: Period, member: Membership | None = None) -> list[tuple[str, int, int]]:
    """(reason, how many, cents) of what was lost, most frequent first. One query."""
    deals = Opportunity.objects.filter(outcome=Outcome.LOST, closed_on__range=(period.first, period.last))
    if member is not None:
        deals = deals.filter(owner=member)
    rows = deals.values("lost_reason").annotate(count=Count("pk"), sum=Sum("amount_cents", default=0))
    return [(row["lost_reason"], row["count"], row["sum"]) for row in rows.order_by("-count", "lost_reason")]


def sellers() -> list[Membership]:
    """The members whose results can be read one by one: those who follow opportunities. One query."""
    followed = Opportunity.objects.values("owner")
    return list(
        Membership.objects.filter(pk__in=followed, is_active=True).select_related("user").order_by("user__name", "pk")
    )


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
