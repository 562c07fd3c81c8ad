"""The agenda read: what is to be done, when one meets, what comes next with a party."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership
from carnet.prepared import Prepared

from .models import Appointment, Task


def open_tasks(member: Membership | None = None) -> QuerySet[Task]:
    """What is still to be done, by `member` or by everyone, most urgent first. One query."""
    tasks: QuerySet[Task] = Task.objects.open().select_related("company", "person", "member__user")
    if member is not None:
        tasks = tasks.filter(member=member)
    return tasks.order_by("due_on", "pk")


def appointments(first: date, last: date, member: Membership | None = None) -> QuerySet[Appointment]:
    """Meetings that begin from `first` to `last`, both included, in the order of the day. One query."""
    rows = Appointment.objects.filter(
        cancelled_at=None, starts_at__gte=_midnight(first), starts_at__lt=_midnight(last + timedelta(days=1))
    )
    if member is not None:
        rows = rows.filter(member=member)
    return rows.select_related("company", "person", "member__user").order_by("starts_at", "pk")


def next_step(*, company: Company | None = None, person: Person | None = None) -> Task | Appointment | None:
    """What comes next with a party: its next meeting or its most urgent task, whichever is first. Two queries."""
    kind, party = ("company", company) if company else ("person", person)
    if party is None:
        raise TypeError("next_step wants a company or a person")
    meeting: Appointment | None = _next_meeting[kind].instance(party=party.pk, now=timezone.now())
    task: Task | None = _next_task[kind].instance(party=party.pk)
    if meeting and task:
        return meeting if timezone.localtime(meeting.starts_at).date() <= task.due_on else task
    return meeting or task


def _meeting_of(kind: str) -> Prepared:
    return Prepared(
        lambda party, now: (
            Appointment.objects.filter(**{kind: party}, cancelled_at=None, starts_at__gte=now)
            .select_related("person", "member__user")
            .order_by("starts_at")[:1]
        ),
        party=int,
        now=datetime,
    )


def _task_of(kind: str) -> Prepared:
    return Prepared(
        lambda party: (
            Task.objects.open()
            .filter(**{kind: party})
            .select_related("person", "member__user")
            .order_by("due_on", "pk")[:1]
        ),
        party=int,
    )


_next_meeting = {kind: _meeting_of(kind) for kind in ("company", "person")}
_next_task = {kind: _task_of(kind) for kind in ("company", "person")}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
