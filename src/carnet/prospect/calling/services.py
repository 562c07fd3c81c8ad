"""A session is started, rests, goes on and ends; its next card is opened only when the law lets it be."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.consents.rules import Purpose
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.campaigns.models import Campaign

from . import queries, rules
from .models import Call, CallSession, ScriptVersion
from .queries import LATER, MOST, Wanted

AT_ONCE = 25
"""Cards passed over in one go: the next opening goes on from there."""


class CallingRefused(ValueError):
    """`reason`: nobody (to be called), no_subject, ended, running, not_open (the card was not opened, or is done),
    no_hour (a call back without its day and hour), past_hour, no_outcome, gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def start_session(
    *,
    member: Membership,
    name: str,
    wanted: Sequence[Wanted],
    subject: str,
    purpose: str = Purpose.PROSPECTING,
    is_job_related: bool = True,
    script: ScriptVersion | None = None,
    campaign: Campaign | None = None,
    at: datetime | None = None,
) -> CallSession:
    """Put people in order and begin: agreed hours first, then what weighs most. Raises CallingRefused."""
    now = at or timezone.now()
    if not wanted:
        raise CallingRefused("nobody")
    if not subject.strip():
        raise CallingRefused("no_subject")
    session = CallSession.objects.create(
        name=name.strip()[:120] or subject.strip()[:120],
        subject=subject.strip()[:200],
        purpose=purpose,
        is_job_related=is_job_related,
        script=script,
        campaign=campaign,
        member=member,
        started_at=now,
        running_since=now,
    )
    rows = list(wanted)[:MOST]
    order = rules.ordered(queries.candidates(rows, timezone.localtime(now).date()))
    Call.objects.bulk_create(
        Call(
            workspace_id=member.workspace_id,
            session=session,
            rank=rank,
            company=rows[one.key].company,
            person=rows[one.key].person,
            task=rows[one.key].task,
            why=rows[one.key].why[:200],
            due_at=rows[one.key].due_at,
        )
        for rank, one in enumerate(order)
    )
    session.event = record(
        member=member,
        code="calling.session_started",
        subjects=[session],
        after={"id": session.pk, "name": session.name, "count": len(rows)},
        is_undoable=True,
        at=at,
    )
    return session


@transaction.atomic
def open_next(
    *, member: Membership, session: CallSession, at: datetime | None = None
) -> tuple[Call | None, list[Call]]:
    """The card in hand, else the next that the law opens, and those passed over on the way, each with its reason.

    No event: nothing is done to anybody yet. Raises CallingRefused (ended).
    """
    now = at or timezone.now()
    held = locked(session)
    if held.ended_at:
        raise CallingRefused("ended")
    passed: list[Call] = []
    if (in_hand := queries.current_call(held)) is not None:
        return in_hand, passed
    while len(passed) < AT_ONCE and (call := queries.next_call(held, now)) is not None:
        gate = queries.gate_of(call, held, now)
        call.gate = gate.answer.reason
        if gate.is_open:
            call.opened_at = now
            call.save(update_fields=["gate", "opened_at"])
            return call, passed
        _pass_over(call, now)
        passed.append(call)
    return None, passed


def _pass_over(call: Call, now: datetime) -> None:
    call.state, call.done_at = Call.State.SKIPPED, now
    call.save(update_fields=["state", "gate", "done_at"])


def locked(session: CallSession) -> CallSession:
    found: CallSession | None = CallSession.objects.select_for_update(of=("self",)).filter(pk=session.pk).first()
    if found is None:
        raise CallingRefused("gone")
    return found


@transaction.atomic
def pass_over(*, member: Membership, call: Call, reason: str = "chosen", at: datetime | None = None) -> Call:
    """Leave a card uncalled, by choice or because the law closes it now. Raises CallingRefused (not_open)."""
    held = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if held.state != Call.State.TODO:
        raise CallingRefused("not_open")
    held.gate = reason
    _pass_over(held, at or timezone.now())
    return held


@transaction.atomic
def pause_session(*, member: Membership, session: CallSession, at: datetime | None = None) -> Event:
    """Rest: the clock stands still. Raises CallingRefused (ended)."""
    held, now = locked(session), at or timezone.now()
    if held.ended_at:
        raise CallingRefused("ended")
    _stop(held, now)
    held.save(update_fields=["seconds", "running_since"])
    return record(
        member=member, code="calling.session_paused", subjects=[held], after={"id": held.pk, "name": held.name}, at=at
    )


def _stop(held: CallSession, now: datetime) -> None:
    held.seconds = rules.active_seconds(held.seconds, held.running_since, now)
    held.running_since = None


@transaction.atomic
def resume_session(*, member: Membership, session: CallSession, at: datetime | None = None) -> Event:
    """Go on, an ended one too; who was passed over because of the hour alone is taken up again."""
    held, now = locked(session), at or timezone.now()
    if held.running_since and not held.ended_at:
        raise CallingRefused("running")
    held.running_since, held.ended_at = now, None
    session.running_since, session.ended_at = now, None
    held.save(update_fields=["running_since", "ended_at"])
    Call.objects.filter(session=held, state=Call.State.SKIPPED, gate__in=LATER).update(
        state=Call.State.TODO, done_at=None, gate=""
    )
    return record(
        member=member, code="calling.session_resumed", subjects=[held], after={"id": held.pk, "name": held.name}, at=at
    )


@transaction.atomic
def end_session(*, member: Membership, session: CallSession, at: datetime | None = None) -> Event:
    """Close it; what is left stays to be taken up again. Raises CallingRefused (ended)."""
    held, now = locked(session), at or timezone.now()
    if held.ended_at:
        raise CallingRefused("ended")
    _stop(held, now)
    held.ended_at = now
    held.save(update_fields=["seconds", "running_since", "ended_at"])
    tally = queries.tally_of(held, now)
    after = {
        "id": held.pk,
        "name": held.name,
        "calls": tally.calls,
        "reached": tally.reached,
        "meetings": tally.meetings,
        "skipped": tally.skipped,
    }
    return record(member=member, code="calling.session_ended", subjects=[held], after=after, at=at)
