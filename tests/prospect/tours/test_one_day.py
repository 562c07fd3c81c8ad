"""A visit called off frees its day: that day alone is planned again, the others keep their visits."""

import pytest
from django.test import Client
from django.urls import reverse

from carnet.foundation.audit.services import undo
from carnet.foundation.jobs.models import Job
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prospect.tours import services
from carnet.prospect.tours.accepting import accept, cancel_visit
from carnet.prospect.tours.models import Tour, TourDay, TourVisit
from carnet.prospect.tours.queries import shown

from .conftest import travelling


def stops(tour: Tour) -> dict[int, list[tuple[str, str]]]:
    return {one.day.pk: [(stop.name, stop.at) for stop in one.stops] for one in shown(tour).days}


@pytest.fixture
def accepted(bruno: Membership, tour: Tour, companies: list[Company]) -> Tour:
    """Short days, so that the visits spread over several; all stand in the agenda."""
    travelling(bruno, begins=9 * 60, ends=13 * 60, lunch_minutes=0)
    tour.days.update(begins=9 * 60, ends=13 * 60)
    services.add_visits(member=bruno, tour=tour, companies=companies)
    job = services.launch(member=bruno, tour=tour)
    assert job.state == Job.State.DONE, job.message
    tour = Tour.objects.get(pk=tour.pk)
    accept(member=bruno, tour=tour)
    return tour


def freed_day(bruno: Membership, tour: Tour) -> tuple[TourDay, TourVisit]:
    visit = tour.visits.filter(day__isnull=False).select_related("tour", "company", "day", "booked").first()
    assert visit is not None
    assert visit.day is not None
    cancel_visit(member=bruno, visit=visit)
    return visit.day, visit


def test_the_other_days_keep_their_visits_and_hours(bruno: Membership, accepted: Tour) -> None:
    before = stops(accepted)
    assert sum(bool(day) for day in before.values()) > 1
    day, visit = freed_day(bruno, accepted)
    nearby = create_company(member=bruno, name="Au passage", city=visit.company.city, postcode=visit.company.postcode)
    services.add_visits(member=bruno, tour=accepted, companies=[nearby])
    job = services.launch(member=bruno, tour=Tour.objects.get(pk=accepted.pk), day=day)
    assert job.state == Job.State.DONE, job.message
    tour = Tour.objects.get(pk=accepted.pk)
    after = stops(tour)
    before.pop(day.pk)
    assert {pk: one for pk, one in after.items() if pk != day.pk} == before
    assert "Au passage" in [name for name, _at in after[day.pk]]
    assert visit.name not in [name for name, _at in after[day.pk]]
    assert not tour.is_stale
    assert tour.summary["totals"]["visits"] == sum(len(one) for one in after.values())
    assert all(not one.freed for one in shown(tour).days)


def test_the_page_offers_it_where_a_visit_was_called_off(
    bruno: Membership, bruno_client: Client, nord: Workspace, accepted: Tour
) -> None:
    here = reverse("tours:tour", args=[nord.slug, accepted.pk])
    assert "Replanifier ce jour seul" not in bruno_client.get(here).content.decode()
    day, _visit = freed_day(bruno, accepted)
    page = bruno_client.get(here).content.decode()
    assert f'name="jour" value="{day.pk}"' in page
    answer = bruno_client.post(reverse("tours:plan", args=[nord.slug, accepted.pk]), {"jour": day.pk})
    assert answer.status_code == 303
    assert "Replanifier ce jour seul" not in bruno_client.get(here).content.decode()


def test_a_day_of_another_tour_is_not_found(bruno_client: Client, nord: Workspace, accepted: Tour) -> None:
    url = reverse("tours:plan", args=[nord.slug, accepted.pk])
    assert bruno_client.post(url, {"jour": "999999"}).status_code == 404
    assert bruno_client.post(url, {"jour": "lundi"}).status_code == 404


def test_where_another_day_no_longer_holds_the_whole_is_asked_for(bruno: Membership, accepted: Tour) -> None:
    day, _visit = freed_day(bruno, accepted)
    other = next(one for one in shown(accepted).days if one.stops and one.day.pk != day.pk)
    TourDay.objects.filter(pk=other.day.pk).update(ends=9 * 60 + 50)
    job = services.launch(member=bruno, tour=Tour.objects.get(pk=accepted.pk), day=day)
    assert job.state == Job.State.FAILED
    assert "replanifiez toute la tournée" in job.message


def test_undone_before_anything_else_it_takes_its_place_again(bruno: Membership, accepted: Tour) -> None:
    before = stops(accepted)
    visit = accepted.visits.filter(day__isnull=False).select_related("tour", "company", "day", "booked").first()
    assert visit is not None
    event = cancel_visit(member=bruno, visit=visit)
    undo(member=bruno, event_id=event.pk)
    assert stops(accepted) == before
