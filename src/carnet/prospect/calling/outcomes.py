"""What came of a call, by one key: the contact, the task, the hour agreed, the campaign; and a refusal at once."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from carnet.foundation.agenda.models import CallOutcome, Task
from carnet.foundation.agenda.models import Channel as Contact
from carnet.foundation.agenda.rules import next_action
from carnet.foundation.agenda.services import TaskClosed, complete_task, log_interaction, plan_task, postpone_task
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.consents.models import Channel, Consent, Means
from carnet.foundation.consents.queries import buyer_of
from carnet.foundation.consents.rules import EVERY
from carnet.foundation.consents.services import ConsentRefused, give_consent, object_to_prospecting
from carnet.foundation.geo.days import is_working_day
from carnet.foundation.parties.models import BuyerKind, Source
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.campaigns.models import Reason, Stage
from carnet.prospect.campaigns.rules.stages import OUTCOMES
from carnet.prospect.campaigns.touching import TouchRefused, record_touch

from .models import Call, CallBack, CallSession
from .services import CallingRefused

NOT_TALKED = frozenset({CallOutcome.NO_ANSWER, CallOutcome.MESSAGE})
"""Outcomes that leave the task to be done another day."""


@dataclass(slots=True)
class _Done:
    """The events of the acts of one call, the last first: an undo takes them back in that order."""

    numbers: list[int]

    def add(self, event: Event | None) -> None:
        if event is not None:
            self.numbers.insert(0, event.pk)


@transaction.atomic
def record_call(
    *,
    member: Membership,
    call: Call,
    outcome: str,
    text: str = "",
    is_argued: bool = False,
    call_back_at: datetime | None = None,
    at: datetime | None = None,
) -> Call:
    """Write down a call that the gate had opened. A meeting implies that the offer was heard.

    An agreed call back becomes a task with its hour and, for a consumer, the consent to that call alone. Raises
    CallingRefused.
    """
    now = at or timezone.now()
    held = _opened(call)
    _judge(outcome, call_back_at, now)
    done = _Done([])
    contact = log_interaction(
        member=member, channel=Contact.CALL, company=held.company, person=held.person, outcome=outcome, text=text,
        minutes=_minutes(held, outcome, now), at=now if at else None,
    )  # fmt: skip
    done.add(contact.event)
    held.outcome, held.interaction, held.state, held.done_at = outcome, contact, Call.State.DONE, now
    held.is_argued = is_argued or outcome == CallOutcome.MEETING
    _settle_task(member, held, done, now)
    if outcome == CallOutcome.CALL_BACK and call_back_at:
        _agree(member, held, call_back_at, done, now)
    held.save()
    _tell_campaign(member, held, done)
    held.event = record(
        member=member,
        code="calling.call_recorded",
        subjects=[held.session],
        after={"id": held.pk, "name": str(held), "outcome": outcome, "events": done.numbers},
        is_undoable=True,
        at=at,
    )
    return held


def _opened(call: Call) -> Call:
    rows = Call.objects.select_for_update(of=("self",)).filter(pk=call.pk)
    held: Call | None = rows.select_related("company", "person", "task", "session__campaign__group").first()
    if held is None:
        raise CallingRefused("gone")
    if held.state != Call.State.TODO or held.opened_at is None:
        raise CallingRefused("not_open")
    return held


def _judge(outcome: str, call_back_at: datetime | None, now: datetime) -> None:
    if outcome not in CallOutcome.values:
        raise CallingRefused("no_outcome")
    if outcome == CallOutcome.CALL_BACK:
        if call_back_at is None:
            raise CallingRefused("no_hour")
        if call_back_at <= now:
            raise CallingRefused("past_hour")


def _minutes(call: Call, outcome: str, now: datetime) -> int | None:
    if outcome in NOT_TALKED or outcome == CallOutcome.WRONG_NUMBER or call.opened_at is None:
        return None
    return min(max(round((now - call.opened_at).total_seconds() / 60), 1), 999)


def _settle_task(member: Membership, call: Call, done: _Done, now: datetime) -> None:
    """Done, or for another day when nobody talked; whoever closed it meanwhile has the last word."""
    if call.task is None:
        return
    with suppress(TaskClosed):
        if call.outcome in NOT_TALKED:
            today = timezone.localtime(now).date()
            proposal = next_action(Contact.CALL, call.outcome, today, lambda day: not is_working_day(day))
            if proposal:
                done.add(postpone_task(member=member, task_id=call.task.pk, due_on=proposal.due_on))
        else:
            done.add(complete_task(member=member, task_id=call.task.pk))


def _agree(member: Membership, call: Call, at: datetime, done: _Done, now: datetime) -> None:
    local = timezone.localtime(at)
    hour = formats.time_format(local, "H:i")
    task = plan_task(
        member=member, kind=Task.Kind.CALL, company=call.company, person=call.person, due_on=local.date(),
        title=_("Call back %(name)s at %(hour)s") % {"name": call, "hour": hour},
    )  # fmt: skip
    done.add(task.event)
    consent = _consent_to_that_call(member, call, local, now)
    done.add(consent.event if consent else None)
    CallBack.objects.create(task=task, at=at, consent=consent)


def _consent_to_that_call(member: Membership, call: Call, at: datetime, now: datetime) -> Consent | None:
    """C. conso., art. D223-9: an exact date and hour, agreed and provable, opens that call to a consumer."""
    buyer = call.company.buyer_kind if call.company else buyer_of(call.party)
    if buyer != BuyerKind.CONSUMER:
        return None
    words = _("On the phone, on %(today)s: “Call me back on %(day)s at %(hour)s.” Subject: %(subject)s") % {
        "today": formats.date_format(timezone.localtime(now), "d/m/Y H:i"),
        "day": formats.date_format(at, "d/m/Y"),
        "hour": formats.time_format(at, "H:i"),
        "subject": call.session.subject,
    }
    return give_consent(
        member=member, party=call.party, channel=Channel.PHONE, source=Source.PERSON, wording=words, slot_at=at,
        is_slot_only=True, asked_until=at.date(), collected_at=now,
    )  # fmt: skip


def _tell_campaign(member: Membership, call: Call, done: _Done) -> None:
    """The contact joins the session's campaign, unless that is closed by now."""
    session: CallSession = call.session
    if session.campaign is None or call.interaction is None:
        return
    stage, reason = OUTCOMES[call.outcome]
    reached = max(int(stage), Stage.ARGUED) if call.is_argued else int(stage)
    with suppress(TouchRefused):
        touch = record_touch(
            member=member,
            campaign=session.campaign,
            party=call.party,
            channel="phone",
            message=_message(session),
            stage=reached,
            reason=Reason(reason.value).value if reason else "",
            interaction=call.interaction,
        )
        done.add(touch.event)


def _message(session: CallSession) -> str:
    version = session.script
    return f"{version.script.name} v{version.version}" if version else ""


@transaction.atomic
def refuse_on_call(
    *, member: Membership, call: Call, every: bool = False, text: str = "", at: datetime | None = None
) -> Call:
    """They want no more calls, or no more contact at all: said out loud, it holds at once (C. conso., art. R223-3).

    Raises CallingRefused.
    """
    held = _opened(call)
    with suppress(ConsentRefused):
        object_to_prospecting(
            member=member, party=held.party, channel=EVERY if every else Channel.PHONE, means=Means.ORAL, at=at
        )
    return record_call(member=member, call=held, outcome=CallOutcome.REFUSED, text=text, at=at)


@transaction.atomic
def plan_after(*, member: Membership, call: Call, kind: str, title: str, due_on: Any) -> Task:
    """The next action that was proposed after a call. Raises CallingRefused (not_open) for a card not called."""
    if call.state != Call.State.DONE:
        raise CallingRefused("not_open")
    return plan_task(member=member, kind=kind, title=title, due_on=due_on, company=call.company, person=call.person)
