"""The day of a rep: whom they meet, what is next, where the month stands, what to watch."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.agenda import queries as agenda
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company, Stage
from carnet.foundation.ui.templatetags.carnet import clock, euros
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.privacy import queries as privacy
from carnet.grow.reporting import queries as results
from carnet.grow.reporting.models import Measure
from carnet.grow.reporting.rules import around
from carnet.sell.closing.counts import UNANSWERED_DAYS
from carnet.sell.closing.models import Quote, Status

SHOWN_TASKS = 8
QUIET_DAYS = 90
"""A customer without any contact for so long is worth a call."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Something that wants a look: a word for what it is about, one sentence, the names, where to go."""

    about: str
    title: str
    names: str
    url: str


def today_of(member: Membership) -> dict[str, Any]:
    """All that the page shows, in about ten queries whatever the size of the file."""
    today = timezone.localdate()
    meetings = list(agenda.appointments(today, today, member))
    tasks = agenda.open_tasks(member)
    period = around(today, 1)
    done = results.actuals(period, member)
    gaps = results.gaps(period, done, results.targets(period, member), today)
    signed = gaps.get(Measure.SIGNED)
    return {
        "today": today,
        "meetings": meetings,
        "now": next((row.pk for row in meetings if row.ends_at >= timezone.now()), None),
        "lede": _lede(meetings),
        "tasks": list(tasks[:SHOWN_TASKS]),
        "task_count": tasks.count(),
        "call_count": tasks.filter(kind="call", due_on__lte=today).count(),
        "period": period,
        "done": done,
        "signed": signed,
        "bar": (int(signed.ratio * 100), int(signed.pace * 100)) if signed else None,
        "watch": [watch for watch in _watches(member, today) if watch],
        "is_empty": not Company.objects.present().exists(),
    }


def _lede(meetings: list[Any]) -> str:
    """`4 rendez-vous. Premier : 9 h 00 à Villeurbanne.`"""
    if not meetings:
        return _("No meeting today.")
    first = meetings[0]
    count = ngettext("%(count)d meeting.", "%(count)d meetings.", len(meetings)) % {"count": len(meetings)}
    town = first.company.city if first.company and not first.is_remote else ""
    if town:
        start = _("First: %(hour)s in %(town)s.") % {"hour": clock(first.starts_at), "town": town}
    else:
        start = _("First: %(hour)s.") % {"hour": clock(first.starts_at)}
    return f"{count} {start}"


def _watches(member: Membership, today: date) -> list[Watch | None]:
    return [
        _privacy(member),
        _late_deals(member, today),
        _unanswered_quotes(member, today),
        _quiet_customers(member, today),
    ]


def _privacy(member: Membership) -> Watch | None:
    """What the law gives a term to, for whoever answers it."""
    if not member.may(Permission.PRIVACY_MANAGE):
        return None
    due = privacy.due()
    if not due.total:
        return None
    parts = []
    if due.breaches:
        parts.append(ngettext("%(count)d breach to tell", "%(count)d breaches to tell", due.breaches))
        parts[-1] %= {"count": due.breaches}
    if due.soon:
        parts.append(ngettext("%(count)d rights request urgent", "%(count)d rights requests urgent", due.soon))
        parts[-1] %= {"count": due.soon}
    if due.purge:
        parts.append(ngettext("%(count)d record past its time", "%(count)d records past their time", due.purge))
        parts[-1] %= {"count": due.purge}
    if due.fields:
        parts.append(ngettext("%(count)d field past its term", "%(count)d fields past their term", due.fields))
        parts[-1] %= {"count": due.fields}
    return Watch(_("Privacy"), parts[0], " · ".join(parts[1:]), _url(member, "privacy:home"))


def _late_deals(member: Membership, today: date) -> Watch | None:
    rows = list(
        Opportunity.objects.open()
        .filter(owner=member, expected_on__lt=today)
        .select_related("company")
        .order_by("expected_on")[:50]
    )
    if not rows:
        return None
    amount = sum(row.amount_cents or 0 for row in rows)
    title = ngettext(
        "%(count)d opportunity past its date, %(amount)s",
        "%(count)d opportunities past their date, %(amount)s",
        len(rows),
    ) % {"count": len(rows), "amount": euros(amount)}
    return Watch(
        _("Deals"), title, _names([row.company.name for row in rows]), _url(member, "pipeline:board", "?qui=moi")
    )


def _unanswered_quotes(member: Membership, today: date) -> Watch | None:
    since = today - timedelta(days=UNANSWERED_DAYS)
    rows = list(
        Quote.objects.filter(status=Status.SENT, owner=member, issued_on__lt=since)
        .select_related("company")
        .order_by("issued_on")[:50]
    )
    if not rows:
        return None
    title = ngettext("%(count)d quote without an answer", "%(count)d quotes without an answer", len(rows))
    names = _names([row.company.name for row in rows])
    return Watch(_("Quotes"), title % {"count": len(rows)}, names, _url(member, "closing:quotes"))


def _quiet_customers(member: Membership, today: date) -> Watch | None:
    limit = timezone.now() - timedelta(days=QUIET_DAYS)
    rows = list(
        Company.objects.present()
        .filter(owner=member, stage=Stage.CUSTOMER, last_contact_at__lt=limit)
        .order_by("last_contact_at")
        .values_list("name", flat=True)[:50]
    )
    if not rows:
        return None
    title = ngettext(
        "%(count)d customer without contact for %(days)d days",
        "%(count)d customers without contact for %(days)d days",
        len(rows),
    ) % {"count": len(rows), "days": QUIET_DAYS}
    return Watch(_("Customers"), title, _names(rows), _url(member, "customer_file:companies"))


def _names(names: list[str]) -> str:
    """The first three names, and how many more."""
    shown, more = ", ".join(names[:3]), len(names) - 3
    return shown if more <= 0 else f"{shown}… +{more}"


def _url(member: Membership, name: str, query: str = "") -> str:
    return reverse(name, kwargs={"workspace": member.workspace.slug}) + query
