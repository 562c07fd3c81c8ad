"""Log a contact, plan the next action, meet: one act, one transaction, one event."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership

from .models import Appointment, Channel, Interaction, Task


class TaskClosed(Exception):
    """The task is already done or dropped. `reason`: done, dropped."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AppointmentInvalid(ValueError):
    """`reason`: ends_before_start."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def log_interaction(
    *,
    member: Membership,
    channel: str,
    company: Company | None = None,
    person: Person | None = None,
    outcome: str = "",
    text: str = "",
    minutes: int | None = None,
    is_inbound: bool = False,
    at: datetime | None = None,
) -> Interaction:
    """Write down a contact, and move the party's last contact forward (a note is none)."""
    interaction = Interaction.objects.create(
        workspace_id=member.workspace_id,
        channel=channel,
        company=company,
        person=person,
        outcome=outcome,
        text=text.strip(),
        minutes=minutes,
        is_inbound=is_inbound,
        at=at or timezone.now(),
        member=member,
    )
    before = touch(interaction)
    interaction.event = record(
        member=member,
        code="agenda.contact_logged",
        subjects=[row for row in (company, person) if row],
        before=before,
        after={
            "id": interaction.pk,
            "channel": channel,
            "outcome": outcome,
            "text": interaction.text,
            "minutes": minutes,
            "inbound": is_inbound,
            "person": str(person) if person else "",
        },
        is_undoable=True,
        at=at,
    )
    return interaction


def touch(interaction: Interaction) -> dict[str, Any]:
    """Move `last_contact_at` forward on the parties met, and `last_inbound_at` where they came to us.

    Returns what stood there before, by `company`, `person`, `company_inbound` and `person_inbound`.
    """
    before: dict[str, Any] = {}
    fields = ["last_contact_at", "last_inbound_at"] if interaction.is_inbound else ["last_contact_at"]
    if interaction.channel == Channel.NOTE:
        return before
    for name in ("company", "person"):
        party = getattr(interaction, name)
        if party is None:
            continue
        moved = [field for field in fields if not (at := getattr(party, field)) or at < interaction.at]
        if "last_inbound_at" in moved:
            before[f"{name}_inbound"] = party.last_inbound_at
        if "last_contact_at" in moved:
            before[name] = party.last_contact_at
        for field in moved:
            setattr(party, field, interaction.at)
        if moved:
            party.save(update_fields=moved)
    return before


@transaction.atomic
def plan_task(
    *,
    member: Membership,
    title: str,
    due_on: date,
    kind: str = Task.Kind.FOLLOW_UP,
    company: Company | None = None,
    person: Person | None = None,
    assignee: Membership | None = None,
    at: datetime | None = None,
) -> Task:
    """Set a next action, for oneself unless `assignee` is given."""
    task = Task.objects.create(
        workspace_id=member.workspace_id,
        title=title.strip()[:200],
        due_on=due_on,
        kind=kind,
        company=company,
        person=person,
        member=assignee or member,
        created_at=at or timezone.now(),
    )
    task.event = record(
        member=member,
        code="agenda.task_planned",
        subjects=_about(task),
        after={"id": task.pk, "title": task.title, "due_on": due_on, "kind": kind},
        is_undoable=True,
        at=at,
    )
    return task


@transaction.atomic
def complete_task(*, member: Membership, task_id: int, at: datetime | None = None) -> Event:
    """Tick a task off. Raises TaskClosed."""
    task = _open_task(task_id)
    task.done_at = at or timezone.now()
    task.save(update_fields=["done_at"])
    return record(
        member=member,
        code="agenda.task_done",
        subjects=_about(task),
        after={"id": task.pk, "title": task.title},
        is_undoable=True,
        at=at,
    )


@transaction.atomic
def postpone_task(*, member: Membership, task_id: int, due_on: date) -> Event:
    """Move a task to another day. Raises TaskClosed."""
    task = _open_task(task_id)
    before, task.due_on = task.due_on, due_on
    task.save(update_fields=["due_on"])
    return record(
        member=member,
        code="agenda.task_postponed",
        subjects=_about(task),
        before={"due_on": before},
        after={"id": task.pk, "title": task.title, "due_on": due_on},
        is_undoable=True,
    )


@transaction.atomic
def drop_task(*, member: Membership, task_id: int) -> Event:
    """Give a task up. Raises TaskClosed."""
    task = _open_task(task_id)
    task.dropped_at = timezone.now()
    task.save(update_fields=["dropped_at"])
    return record(
        member=member,
        code="agenda.task_dropped",
        subjects=_about(task),
        after={"id": task.pk, "title": task.title},
        is_undoable=True,
    )


@transaction.atomic
def book_appointment(
    *,
    member: Membership,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    company: Company | None = None,
    person: Person | None = None,
    is_remote: bool = False,
    location: str = "",
    assignee: Membership | None = None,
    at: datetime | None = None,
) -> Appointment:
    """Put a meeting in the calendar. Raises AppointmentInvalid."""
    if ends_at <= starts_at:
        raise AppointmentInvalid("ends_before_start")
    appointment = Appointment.objects.create(
        workspace_id=member.workspace_id,
        title=title.strip()[:200],
        starts_at=starts_at,
        ends_at=ends_at,
        company=company,
        person=person,
        is_remote=is_remote,
        location=location.strip()[:200],
        member=assignee or member,
    )
    appointment.event = record(
        member=member,
        code="agenda.appointment_booked",
        subjects=_about(appointment),
        after={"id": appointment.pk, "title": appointment.title, "starts_at": starts_at},
        is_undoable=True,
        at=at,
    )
    return appointment


@transaction.atomic
def cancel_appointment(*, member: Membership, appointment: Appointment) -> Event:
    """Take a meeting out of the calendar; it stays in the history."""
    appointment.cancelled_at = timezone.now()
    appointment.save(update_fields=["cancelled_at"])
    return record(
        member=member,
        code="agenda.appointment_cancelled",
        subjects=_about(appointment),
        after={"id": appointment.pk, "title": appointment.title, "starts_at": appointment.starts_at},
        is_undoable=True,
    )


def _open_task(task_id: int) -> Task:
    task = Task.objects.select_for_update(of=("self",)).get(pk=task_id)
    if task.done_at or task.dropped_at:
        raise TaskClosed("done" if task.done_at else "dropped")
    return task


def _about(row: Task | Appointment) -> list[Company | Person]:
    return [party for party in (row.company, row.person) if party]
