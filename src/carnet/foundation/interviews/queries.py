"""Interviews read: those of a member, those of a company, the one of an appointment."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership
from carnet.prepared import Prepared

from .models import Interview

AHEAD = timedelta(days=14)
BEHIND = timedelta(days=7)


def interviews(member: Membership | None = None, kind: str = "") -> QuerySet[Interview]:
    """Those not called off, of `member` or of all, with whom and by whom. One query."""
    rows: QuerySet[Interview] = Interview.objects.standing().filter(company__deleted_at=None)
    if member is not None:
        rows = rows.filter(member=member)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("company", "person", "member__user", "debrief")


def coming(member: Membership | None = None, kind: str = "") -> QuerySet[Interview]:
    """Not held yet, the soonest first. One query."""
    return interviews(member, kind).filter(ended_at=None).order_by("planned_at", "pk")


def held(member: Membership | None = None, kind: str = "") -> QuerySet[Interview]:
    """Held, those without a debrief first, then the latest. One query."""
    return interviews(member, kind).filter(ended_at__isnull=False).order_by("-ended_at", "-pk")


def appointments_without(member: Membership | None = None) -> QuerySet[Appointment]:
    """Meetings with a company, of the last days and of the next two weeks, that have no interview. One query."""
    now = timezone.now()
    rows = Appointment.objects.filter(
        cancelled_at=None,
        company__isnull=False,
        company__deleted_at=None,
        starts_at__gte=now - BEHIND,
        starts_at__lt=now + AHEAD,
        interview=None,
    )
    if member is not None:
        rows = rows.filter(member=member)
    return rows.select_related("company", "person", "member__user").order_by("starts_at", "pk")


def earlier(interview: Interview) -> QuerySet[Interview]:
    """The company's interviews held before this one, the latest first. One query."""
    rows: QuerySet[Interview] = Interview.objects.held().filter(company=interview.company_id).exclude(pk=interview.pk)
    return rows.select_related("person").order_by("-ended_at", "-pk")


def next_of(company: Company) -> Interview | None:
    """Its interview to come or to be debriefed. One kept query."""
    found: Interview | None = _next_of.instance(company=company.pk)
    return found


_next_of = Prepared(
    lambda company: (
        Interview.objects.standing().filter(company=company, debrief=None).order_by("-planned_at", "-pk")[:1]
    ),
    company=int,
)
