"""What the tours say for C.6: planned weeks, kilometres and CO2 beside the same weeks unplanned, visits by video."""

from datetime import timedelta
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .models import Tour, TourVisit
from .rules.standing import Quarter, plan_state

BEHIND, AHEAD = timedelta(days=90), timedelta(days=42)


@evidence("B1.2-C4.1-6")
def visits_are_planned_and_drive_less(workspace: Workspace) -> Evidence:
    """Do accepted tours hold the visits of the last 90 days and of the coming weeks, and how far do they drive?

    Four queries.
    """
    today = timezone.localdate()
    tours = list(Tour.objects.accepted().filter(last_on__gte=today - BEHIND, first_on__lte=today + AHEAD))
    meetings = Appointment.objects.filter(
        cancelled_at=None,
        company__isnull=False,
        starts_at__gte=timezone.now() - BEHIND,
        starts_at__lt=timezone.now() + AHEAD,
    )
    spot, remote = meetings.filter(is_remote=False).count(), meetings.filter(is_remote=True).count()
    held = TourVisit.objects.filter(tour__in=tours, day__isnull=False, cancelled_at=None, company__isnull=False)
    quarter = Quarter(
        tours=len(tours),
        visits=held.count(),
        on_the_spot=spot,
        km=_sum(tours, "plan", "km"),
        list_km=_sum(tours, "list_order", "km"),
    )
    facts = (
        _n(_("{part} tours of the last 90 days and the coming weeks were put into the agenda; they hold {visits} of the"
             " {spot} visits on the spot."), part=quarter.tours, visits=min(quarter.visits, spot), spot=spot),
        _n(_("Planned, they drive {km} km ({kg} kg CO2e); the same visits in the order of the list, {list_km} km."),
           km=round(quarter.km), kg=round(_sum(tours, "plan", "kg")), list_km=round(quarter.list_km)),
        _n(_("{part} meetings were held by video or phone: no kilometre."), part=remote),
    )  # fmt: skip
    link = Link(_("Tours"), reverse("tours:home", kwargs={"workspace": workspace.slug}) + "?qui=equipe")
    return Evidence(State(plan_state(quarter)), facts, (link,))


def _sum(tours: list[Tour], way: str, key: str) -> float:
    return sum((tour.summary.get("co2", {}).get(way, {}).get(key) or 0) for tour in tours)


def _n(sentence: Promise, **values: object) -> str | Promise:
    """A fact that is put into words in the language of whoever reads it."""
    return format_lazy(cast("str", sentence), **values)
