"""How the acts of the agenda read, and how they are taken back."""

from datetime import date, datetime

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.ui.templatetags.carnet import day, moment
from carnet.foundation.workspaces.models import Membership

from .models import Appointment, CallOutcome, Channel, Interaction, Task

_TONES = {
    CallOutcome.REACHED: "ok",
    CallOutcome.MEETING: "ok",
    CallOutcome.REFUSED: "bad",
    CallOutcome.WRONG_NUMBER: "warn",
    CallOutcome.NO_ANSWER: "neutral",
}


def _day(value: object) -> str:
    """A date of the event's JSON, or of the act itself in the same request."""
    return day(value if isinstance(value, date) else parse_date(str(value)))


def _moment(value: object) -> str:
    return moment(value if isinstance(value, datetime) else parse_datetime(str(value)))


@sentence("agenda.contact_logged")
def _contact(event: Event) -> Sentence:
    after = event.after or {}
    outcome = after.get("outcome") or ""
    title = str(Channel(after["channel"]).label)
    if minutes := after.get("minutes"):
        title = f"{title}, " + ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
    if person := after.get("person"):
        title = f"{title} · {person}"
    return Sentence(
        title=title,
        text=str(after.get("text", "")),
        tag=str(CallOutcome(outcome).label) if outcome else "",
        tone=_TONES.get(CallOutcome(outcome), "neutral") if outcome else "neutral",
    )


@sentence("agenda.task_planned")
def _planned(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("To do by %(day)s") % {"day": _day(after["due_on"])}, text=str(after["title"]))


@sentence("agenda.task_done")
def _done(event: Event) -> Sentence:
    return Sentence(title=_("Done"), text=str((event.after or {})["title"]), tone="ok")


@sentence("agenda.task_postponed")
def _postponed(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Put off to %(day)s") % {"day": _day(after["due_on"])}, text=str(after["title"]))


@sentence("agenda.task_dropped")
def _dropped(event: Event) -> Sentence:
    return Sentence(title=_("Given up"), text=str((event.after or {})["title"]), tone="warn")


@sentence("agenda.appointment_booked")
def _booked(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(
        title=_("Meeting on %(moment)s") % {"moment": _moment(after["starts_at"])}, text=str(after["title"])
    )


@sentence("agenda.appointment_cancelled")
def _cancelled(event: Event) -> Sentence:
    after = event.after or {}
    title = _("Meeting of %(moment)s cancelled") % {"moment": _moment(after["starts_at"])}
    return Sentence(title=title, text=str(after["title"]), tone="warn")


@undoable("agenda.contact_logged")
def _undo_contact(event: Event, member: Membership) -> None:
    """The interaction goes; the last contact goes back, unless a later one has moved it."""
    after, before = event.after or {}, event.before or {}
    interaction = Interaction.objects.filter(pk=after["id"]).select_related("company", "person").first()
    if interaction is None:
        raise NotUndoable("gone")
    for key, value in before.items():
        name = key.removesuffix("_inbound")
        field = "last_contact_at" if name == key else "last_inbound_at"
        party = getattr(interaction, name)
        if party and getattr(party, field) == interaction.at:
            setattr(party, field, parse_datetime(value) if value else None)
            party.save(update_fields=[field])
    interaction.delete()


def _task(event: Event) -> Task:
    task = Task.objects.select_for_update(of=("self",)).filter(pk=(event.after or {})["id"]).first()
    if task is None:
        raise NotUndoable("gone")
    return task


@undoable("agenda.task_planned")
def _undo_planned(event: Event, member: Membership) -> None:
    task = _task(event)
    if task.done_at:
        raise NotUndoable("changed_since", task.title)
    task.delete()


@undoable("agenda.task_done")
def _undo_done(event: Event, member: Membership) -> None:
    task = _task(event)
    task.done_at = None
    task.save(update_fields=["done_at"])


@undoable("agenda.task_dropped")
def _undo_dropped(event: Event, member: Membership) -> None:
    task = _task(event)
    task.dropped_at = None
    task.save(update_fields=["dropped_at"])


@undoable("agenda.task_postponed")
def _undo_postponed(event: Event, member: Membership) -> None:
    task = _task(event)
    if str(task.due_on) != str((event.after or {})["due_on"]):
        raise NotUndoable("changed_since", task.title)
    task.due_on = parse_date((event.before or {})["due_on"]) or task.due_on
    task.save(update_fields=["due_on"])


@undoable("agenda.appointment_booked")
def _undo_booked(event: Event, member: Membership) -> None:
    Appointment.objects.filter(pk=(event.after or {})["id"]).delete()


@undoable("agenda.appointment_cancelled")
def _undo_cancelled(event: Event, member: Membership) -> None:
    Appointment.objects.filter(pk=(event.after or {})["id"]).update(cancelled_at=None)
