"""What contacts brought so far, by channel: the workspace's own agenda and sales, never a figure from elsewhere.

A company counts once for a channel. A meeting is credited to the call in which it was agreed, else to the last contact
of the MEET_DAYS before it; a won deal to the last contact of the SALE_DAYS before it was opened.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment, CallOutcome, Interaction
from carnet.foundation.agenda.models import Channel as Contact
from carnet.foundation.opportunities.models import Opportunity

from .rules.channels import Channel, Past

BEHIND = timedelta(days=730)
MEET_DAYS, SALE_DAYS = 45, 120
MOST_READ = 20_000
BY_CONTACT = {
    Contact.CALL.value: Channel.PHONE,
    Contact.EMAIL.value: Channel.EMAIL,
    Contact.LETTER.value: Channel.LETTER,
    Contact.VISIT.value: Channel.VISIT,
}
"""The agenda does not tell social networks and events apart: these two have no history."""
Moments = dict[int, list[datetime]]


def past_of_channels(companies: Collection[int] | None = None, since: datetime | None = None) -> dict[Channel, Past]:
    """Of the whole workspace in the last two years, or of some companies since a moment. Three queries."""
    start = since or timezone.now() - BEHIND
    rows = Interaction.objects.filter(is_inbound=False, company__isnull=False, channel__in=BY_CONTACT, at__gte=start)
    meetings = Appointment.objects.filter(cancelled_at=None, company__isnull=False, starts_at__gte=start)
    sales = Opportunity.objects.won().filter(created_at__gte=start, closed_on__gte=start.date())
    if companies is not None:
        rows, meetings, sales = (some.filter(company__in=companies) for some in (rows, meetings, sales))
    told = list(rows.order_by("-at").values_list("company_id", "channel", "at", "outcome")[:MOST_READ])
    return tally(told, _moments(meetings, "starts_at"), _moments(sales, "created_at"))


def _moments(rows: QuerySet[Appointment] | QuerySet[Opportunity], field: str) -> Moments:
    found: Moments = defaultdict(list)
    for company, at in rows.order_by(field).values_list("company_id", field)[:MOST_READ]:
        if company is not None:
            found[company].append(at)
    return found


def tally(
    contacts: Iterable[tuple[int | None, str, datetime, str]], meetings: Moments, sales: Moments
) -> dict[Channel, Past]:
    reached: dict[Channel, set[int]] = defaultdict(set)
    met: dict[Channel, set[int]] = defaultdict(set)
    sold: dict[Channel, set[int]] = defaultdict(set)
    made: dict[int, list[tuple[datetime, Channel]]] = defaultdict(list)
    for company, contact, at, outcome in contacts:
        if company is None:
            continue
        channel = BY_CONTACT[contact]
        reached[channel].add(company)
        made[company].append((at, channel))
        if outcome == CallOutcome.MEETING:
            met[channel].add(company)
    for company, told in made.items():
        told.sort()
        for found, moments, days in ((met, meetings, MEET_DAYS), (sold, sales, SALE_DAYS)):
            for moment in moments.get(company, ()):
                if credited := _last(told, moment, days):
                    found[credited].add(company)
    return {channel: Past(len(reached[channel]), len(met[channel]), len(sold[channel])) for channel in reached}


def _last(told: list[tuple[datetime, Channel]], moment: datetime, days: int) -> Channel | None:
    """By which channel they were contacted last before this moment, if not too long ago."""
    place = bisect_right(told, moment, key=lambda one: one[0])
    if not place:
        return None
    at, channel = told[place - 1]
    return channel if moment - at <= timedelta(days=days) else None
