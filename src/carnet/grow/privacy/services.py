"""Keep the registers: a request of rights from its receipt to its answer, a breach, what is kept and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation import law
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.consents.services import save_trades
from carnet.foundation.parties.models import Company, Party, Person
from carnet.foundation.workspaces.models import Membership, Workspace

from . import rules
from .models import Breach, PrivacySettings, PurgeItem, RightsRequest
from .queries import settings_of
from .values import tally

BREACH_FIELDS = (
    "title known_at happened_at is_confidentiality is_integrity is_availability cause data_kinds people_kinds "
    "people_count records_count consequences measures_before measures_after risk risk_because processor notified_at "
    "notification late_because people_told_on people_message"
).split()


class PrivacyRefused(ValueError):
    """`reason`: no_name, in_the_future, already, too_late (to extend), no_reason, no_answer, no_measures, late_unsaid,
    in_the_past, not_told (a risk, and the CNIL has not been told), people_not_told."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


def months_to_answer(on: date) -> int:
    return law.rule("rights.answer_months", on=on).number


def months_more(on: date) -> int:
    return law.rule("rights.extension_months", on=on).number


@transaction.atomic
def receive_request(
    *, member: Membership, right: str, name: str, received_on: date, party: Party | None = None, **fields: Any
) -> RightsRequest:
    """Write a request down the day it comes. Raises PrivacyRefused."""
    if not name.strip():
        raise PrivacyRefused("no_name", "name")
    if received_on > timezone.localdate():
        raise PrivacyRefused("in_the_future", "received_on")
    asked = RightsRequest.objects.create(
        right=right,
        name=name.strip()[:160],
        received_on=received_on,
        due_on=rules.answer_by(received_on, months_to_answer(received_on)),
        company=party if isinstance(party, Company) else None,
        person=party if isinstance(party, Person) else None,
        member=member,
        **fields,
    )
    _told(member, "privacy.request_received", asked, right=right, due_on=asked.due_on)
    return asked


@transaction.atomic
def extend_request(*, member: Membership, request: RightsRequest, because: str, told_on: date) -> Event:
    """Take two months more, which the person has been told with the reasons. Raises PrivacyRefused."""
    if request.answered_on or request.extended_on:
        raise PrivacyRefused("already")
    if not because.strip():
        raise PrivacyRefused("no_reason", "extended_because")
    months = months_to_answer(request.received_on)
    if told_on > timezone.localdate():
        raise PrivacyRefused("in_the_future", "told_on")
    if not rules.may_extend(request.received_on, told_on, months):
        raise PrivacyRefused("too_late", "told_on")
    request.extended_on, request.extended_because = told_on, because.strip()[:300]
    request.due_on = rules.answer_by(request.received_on, months, months_more(request.received_on))
    request.save(update_fields=["extended_on", "extended_because", "due_on"])
    return _told(member, "privacy.request_extended", request, due_on=request.due_on)


@transaction.atomic
def establish_identity(*, member: Membership, request: RightsRequest, on: date) -> Event:
    """There was a doubt about who asks, and there is none any more. The clock ran meanwhile: the prudent reading."""
    request.identity_checked_on = on
    request.save(update_fields=["identity_checked_on"])
    return _told(member, "privacy.request_identity", request)


@transaction.atomic
def answer_request(
    *, member: Membership, request: RightsRequest, outcome: str, answer: str, proof: str, on: date
) -> Event:
    """Close a request with what was answered and what proves it. Raises PrivacyRefused."""
    if request.answered_on:
        raise PrivacyRefused("already")
    if not answer.strip():
        raise PrivacyRefused("no_answer", "answer")
    if on > timezone.localdate() or on < request.received_on:
        raise PrivacyRefused("in_the_future", "answered_on")
    request.outcome, request.answer, request.proof, request.answered_on = outcome, answer.strip(), proof[:300], on
    request.save(update_fields=["outcome", "answer", "proof", "answered_on"])
    return _told(member, "privacy.request_answered", request, outcome=outcome, right=request.right)


def _told(member: Membership, code: str, asked: RightsRequest, **more: Any) -> Event:
    subjects = [row for row in (asked, asked.company, asked.person) if row]
    return record(member=member, code=code, subjects=subjects, after={"id": asked.pk, **more})


@transaction.atomic
def save_breach(*, member: Membership, breach: Breach | None, values: Mapping[str, Any]) -> Breach:
    """Write a breach down or complete it. Raises PrivacyRefused."""
    if breach is not None and breach.closed_at:
        raise PrivacyRefused("already")
    row = breach or Breach(member=member)
    for name in BREACH_FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if row.known_at > timezone.now():
        raise PrivacyRefused("in_the_future", "known_at")
    if row.notified_at and row.notified_at < row.known_at:
        raise PrivacyRefused("in_the_future", "notified_at")
    if row.notified_at and _is_late(row) and not row.late_because.strip():
        raise PrivacyRefused("late_unsaid", "late_because")
    row.save()
    code = "privacy.breach_changed" if breach else "privacy.breach_recorded"
    record(member=member, code=code, subjects=[row], after={"id": row.pk, "title": row.title})
    return row


def _is_late(row: Breach) -> bool:
    hours = notify_hours(timezone.localtime(row.known_at).date())
    return rules.countdown(row.known_at, row.notified_at or timezone.now(), hours).pace == rules.Pace.LATE


def notify_hours(on: date) -> int:
    return law.rule("breach.notify_hours", on=on).number


@transaction.atomic
def close_breach(*, member: Membership, breach: Breach) -> Event:
    """Nothing is left to do about it; the register keeps it. Raises PrivacyRefused."""
    if breach.closed_at:
        raise PrivacyRefused("already")
    if breach.risk != "none" and breach.notified_at is None:
        raise PrivacyRefused("not_told")
    if breach.risk == "high" and breach.people_told_on is None:
        raise PrivacyRefused("people_not_told")
    if not breach.measures_after.strip():
        raise PrivacyRefused("no_measures", "measures_after")
    breach.closed_at = timezone.now()
    breach.save(update_fields=["closed_at"])
    return record(member=member, code="privacy.breach_closed", subjects=[breach], after={"title": breach.title})


@transaction.atomic
def keep(*, member: Membership, item: PurgeItem, because: str, until: date) -> Event:
    """Keep a record beyond its time, for a reason and until a day. Raises PrivacyRefused."""
    if not because.strip():
        raise PrivacyRefused("no_reason", "because")
    if until <= timezone.localdate():
        raise PrivacyRefused("in_the_past", "until")
    before = {"id": item.pk, "state": item.state, "because": item.kept_because, "until": item.kept_until}
    item.state, item.kept_because, item.kept_until = PurgeItem.State.KEPT, because.strip()[:300], until
    item.decided_at, item.member = timezone.now(), member
    item.save(update_fields=["state", "kept_because", "kept_until", "decided_at", "member"])
    party = item.company or item.person
    return record(
        member=member, code="privacy.kept", subjects=[party] if party else [], before=before,
        after={"because": item.kept_because, "until": until}, is_undoable=True,
    )  # fmt: skip


@transaction.atomic
def save_settings(*, member: Membership, banned_trades: list[str], contact: str) -> PrivacySettings:
    """Say which regulated trades are ours, and whom people write to about their data: an act for each that changes."""
    save_trades(member=member, banned_trades=banned_trades)
    row = settings_of(member.workspace)
    before = {"contact": row.contact}
    row.contact = contact.strip()[:254]
    row.save()
    after = {"contact": row.contact}
    if before != after:
        record(member=member, code="privacy.settings_saved", subjects=[row], before=before, after=after)
    return row


def count_values_anew(workspace: Workspace) -> None:
    """What is past the term of its own field, after some of it was emptied."""
    settings = settings_of(workspace)
    settings.values_due = tally(timezone.localdate())
    settings.save()
