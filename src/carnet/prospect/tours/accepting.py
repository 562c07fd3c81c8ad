"""A plan becomes meetings of the agenda; a visit called off leaves them."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import Tour, TourVisit, clock
from .services import TourRefused


@transaction.atomic
def accept(*, member: Membership, tour: Tour) -> Event:
    """Put each planned visit that is no meeting yet into the agenda of whose tour it is, and move those that an
    earlier acceptance put there. Raises TourRefused.
    """
    locked = Tour.objects.select_for_update(of=("self",)).get(pk=tour.pk)
    if locked.planned_at is None or locked.is_stale:
        raise TourRefused("not_planned")
    visits = list(tour.visits.select_related("day", "company", "booked").filter(fixed=None, cancelled_at=None))
    before = [_plain(visit.booked) for visit in visits if visit.booked]
    booked = [_book(tour, visit) for visit in visits if visit.day]
    dropped = [visit.booked for visit in visits if visit.booked and not visit.day]
    for appointment in dropped:
        appointment.cancelled_at = timezone.now()
        appointment.save(update_fields=["cancelled_at"])
    was = locked.accepted_at
    Tour.objects.filter(pk=tour.pk).update(accepted_at=timezone.now())
    companies = {visit.company_id: visit.company for visit in visits if visit.day and visit.company}
    return record(
        member=member,
        code="tours.accepted",
        subjects=[tour, *companies.values()],
        before={"appointments": before, "accepted_at": was.isoformat() if was else None},
        after={"id": tour.pk, "appointments": [_plain(one) for one in booked], "visits": len(booked)},
        is_undoable=True,
    )


def _plain(one: Appointment) -> dict[str, Any]:
    """What an undo needs to find a meeting as it was, or to see that somebody has moved it since."""
    return {
        "id": one.pk,
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "is_cancelled": one.cancelled_at is not None,
    }


def _book(tour: Tour, visit: TourVisit) -> Appointment:
    starts, ends = _moment(visit, visit.begins), _moment(visit, visit.ends)
    appointment = visit.booked
    if appointment is None:
        appointment = Appointment.objects.create(
            title=_("Visit"),
            starts_at=starts,
            ends_at=ends,
            company=visit.company,
            location=visit.place[:200],
            member=tour.member,
        )
        TourVisit.objects.filter(pk=visit.pk).update(booked=appointment)
        return appointment
    appointment.starts_at, appointment.ends_at, appointment.cancelled_at = starts, ends, None
    appointment.save(update_fields=["starts_at", "ends_at", "cancelled_at"])
    return appointment


def _moment(visit: TourVisit, minute: int | None) -> datetime:
    if visit.day is None or minute is None:
        raise TourRefused("not_planned")
    at: time = clock(minute)
    return timezone.make_aware(datetime.combine(visit.day.on, at))


@transaction.atomic
def cancel_visit(*, member: Membership, visit: TourVisit) -> Event:
    """The customer calls off: the meeting leaves the agenda, the visit the tour, whose day is to be planned again."""
    appointment = visit.booked or visit.fixed
    if appointment is not None and appointment.cancelled_at is None:
        appointment.cancelled_at = timezone.now()
        appointment.save(update_fields=["cancelled_at"])
    TourVisit.objects.filter(pk=visit.pk).update(cancelled_at=timezone.now())
    Tour.objects.filter(pk=visit.tour_id).update(is_stale=True)
    subjects = [visit.tour, *([visit.company] if visit.company else [])]
    after = {
        "id": visit.pk,
        "tour": visit.tour_id,
        "name": visit.name,
        "appointment": appointment.pk if appointment else None,
    }
    return record(member=member, code="tours.visit_cancelled", subjects=subjects, after=after, is_undoable=True)
