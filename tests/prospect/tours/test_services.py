"""From a week without visits to meetings in the agenda, and back."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.agenda.services import book_appointment, log_interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.geo.rules import Point
from carnet.foundation.jobs.models import Job
from carnet.foundation.parties.models import Address, Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prospect.tours import customers, drivers, services
from carnet.prospect.tours.accepting import accept, cancel_visit
from carnet.prospect.tours.models import Start, Tour, TourVisit
from carnet.prospect.tours.queries import shown
from carnet.prospect.tours.services import TourRefused

from .conftest import coming_monday, travelling


def planned(member: Membership, tour: Tour, companies: list[Company]) -> Tour:
    services.add_visits(member=member, tour=tour, companies=companies)
    job = services.launch(member=member, tour=tour)
    assert job.state == Job.State.DONE, job.message
    return Tour.objects.get(pk=tour.pk)


def at(day: int, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(coming_monday() + timedelta(days=day), time.fromisoformat(clock)))


def test_a_week_is_planned_accepted_and_taken_back(bruno: Membership, tour: Tour, companies: list[Company]) -> None:
    travelling(bruno, energy="diesel", per_100=6)
    tour = planned(bruno, tour, companies)
    found = shown(tour)
    assert found.visits == len(companies)
    assert (found.left, found.free) == ([], [])
    assert tour.summary["is_complete"]
    assert tour.summary["co2"]["plan"]["basis"] == "own"
    assert tour.summary["travel"]["kind"] == "estimated"

    event = accept(member=bruno, tour=tour)
    meetings = Appointment.objects.filter(cancelled_at=None).order_by("starts_at")
    assert [meeting.company_id for meeting in meetings] == [stop.company_id for one in found.days for stop in one.stops]
    assert all(meeting.member == bruno and meeting.location for meeting in meetings)

    undo(member=bruno, event_id=event.pk)
    assert not Appointment.objects.exists()
    assert Tour.objects.get().accepted_at is None


def test_a_meeting_moved_by_hand_is_not_lost_by_undoing(
    bruno: Membership, tour: Tour, companies: list[Company]
) -> None:
    event = accept(member=bruno, tour=planned(bruno, tour, companies[:2]))
    meeting = Appointment.objects.order_by("pk").first()
    assert meeting is not None
    Appointment.objects.filter(pk=meeting.pk).update(starts_at=meeting.starts_at - timedelta(minutes=5))
    with pytest.raises(NotUndoable) as refusal:
        undo(member=bruno, event_id=event.pk)
    assert (refusal.value.reason, refusal.value.detail) == ("changed_since", str(meeting.company))
    assert Appointment.objects.count() == 2


def test_meetings_of_the_week_come_along_and_keep_their_time(
    bruno: Membership, start: Start, companies: list[Company]
) -> None:
    book_appointment(member=bruno, title="Démo", company=companies[0], starts_at=at(1, "10:00"), ends_at=at(1, "11:00"))
    book_appointment(member=bruno, title="Point d’équipe", starts_at=at(2, "14:00"), ends_at=at(2, "15:00"))
    tour = services.create_tour(member=bruno, first_on=coming_monday())
    assert sorted(tour.visits.values_list("name", "minutes")) == [
        ("Atelier de Villefranche-sur-Saône", 60),
        ("Point d’équipe", 60),
    ]
    tour = planned(bruno, tour, companies[1:4])
    fixed = tour.visits.select_related("day").get(company=companies[0])
    assert fixed.day is not None
    assert (fixed.day.on, fixed.begins) == (coming_monday() + timedelta(days=1), 600)
    accept(member=bruno, tour=tour)
    assert Appointment.objects.count() == 2 + 3


def test_customers_who_fall_due_are_asked_for(bruno: Membership, start: Start, companies: list[Company]) -> None:
    for company, every in ((companies[0], 7), (companies[1], 90)):
        drivers.save_habit(
            member=bruno, company=company, values={"every_days": every, "minutes": 30, "value": 60, "openings": []}
        )
    log_interaction(member=bruno, channel="visit", company=companies[1], at=timezone.now() - timedelta(days=3))
    tour = services.create_tour(member=bruno, first_on=coming_monday(), weeks=2)
    assert list(tour.visits.values_list("company", "minutes")) == [(companies[0].pk, 30)] * 2
    job = services.launch(member=bruno, tour=tour)
    assert job.state == Job.State.DONE
    days = [one.day.on for one in shown(Tour.objects.get()).days for _stop in one.stops]
    assert len(days) == 2
    assert days[1] - days[0] >= timedelta(days=3)


def test_a_visit_called_off_leaves_the_agenda_and_the_plan(
    bruno: Membership, tour: Tour, companies: list[Company]
) -> None:
    tour = planned(bruno, tour, companies[:3])
    accept(member=bruno, tour=tour)
    visit = tour.visits.select_related("tour", "booked", "fixed", "company").first()
    assert visit is not None
    event = cancel_visit(member=bruno, visit=visit)
    tour.refresh_from_db()
    assert tour.is_stale
    assert Appointment.objects.filter(cancelled_at=None).count() == 2
    with pytest.raises(TourRefused) as refusal:
        accept(member=bruno, tour=tour)
    assert refusal.value.reason == "not_planned"
    services.launch(member=bruno, tour=tour)
    tour.refresh_from_db()
    assert shown(tour).visits == 2
    accept(member=bruno, tour=tour)
    assert Appointment.objects.filter(cancelled_at=None).count() == 2
    undo(member=bruno, event_id=event.pk)
    assert Appointment.objects.filter(cancelled_at=None).count() == 3


def test_a_mandatory_visit_too_far_is_named_with_its_reason(bruno: Membership, tour: Tour) -> None:
    brest = create_company(member=bruno, name="Chantier de Brest", city="Brest", postcode="29200")
    tour = planned(bruno, tour, [brest])
    ((visit, reason),) = shown(tour).left
    assert visit.company == brest
    assert "no day is long enough" in reason or "aucune journée" in reason
    assert not tour.summary["is_complete"]


def test_opening_hours_and_a_lunch_there_are_kept(bruno: Membership, tour: Tour, companies: list[Company]) -> None:
    hours = [{"days": [2], "begin": 9 * 60, "end": 10 * 60 + 30}]
    drivers.save_habit(
        member=bruno, company=companies[0], values={"every_days": None, "minutes": 45, "value": 30, "openings": hours}
    )
    tour = planned(bruno, tour, companies[:2])
    visit = tour.visits.select_related("day").get(company=companies[0])
    assert visit.day is not None
    assert visit.day.on.isoweekday() == 2
    assert 540 <= (visit.begins or 0) <= 585


def test_a_night_away_begins_the_next_day_where_one_slept(
    bruno: Membership, tour: Tour, companies: list[Company]
) -> None:
    hotel = drivers.add_start(member=bruno, name="Nuit à Mâcon", city="Mâcon", point=Point(46.31, 4.83))
    monday = tour.days.select_related("tour", "start", "finish").first()
    assert monday is not None
    values = {"is_off": False, "begins": monday.begins, "ends": monday.ends, "start": monday.start, "finish": hotel}
    services.change_day(member=bruno, day=monday, values=values)
    assert tour.days.all()[1].start == hotel
    tour = planned(bruno, tour, companies)
    assert shown(tour).visits == len(companies)
    with pytest.raises(drivers.StartInUse):
        drivers.remove_start(member=bruno, start=hotel)


@pytest.mark.parametrize(
    ("weeks", "offset", "reason"), [(0, 0, "too_many_weeks"), (7, 0, "too_many_weeks"), (1, -14, "no_day")]
)
def test_a_tour_that_cannot_be_is_refused(
    bruno: Membership, start: Start, weeks: int, offset: int, reason: str
) -> None:
    with pytest.raises(TourRefused) as refusal:
        services.create_tour(member=bruno, first_on=coming_monday() + timedelta(days=offset), weeks=weeks)
    assert refusal.value.reason == reason


def test_without_a_starting_place_there_is_no_tour(in_nord: Workspace, bruno: Membership) -> None:
    with pytest.raises(TourRefused) as refusal:
        services.create_tour(member=bruno, first_on=coming_monday())
    assert refusal.value.reason == "no_start"


def test_a_company_that_stands_nowhere_is_not_added(bruno: Membership, tour: Tour) -> None:
    lost = create_company(member=bruno, name="Sans adresse")
    with pytest.raises(TourRefused) as refusal:
        services.add_visits(member=bruno, tour=tour, companies=[lost])
    assert (refusal.value.reason, refusal.value.detail) == ("nothing_known", "Sans adresse")


def test_a_point_of_its_own_goes_before_the_commune(bruno: Membership, companies: list[Company]) -> None:
    Address.objects.create(company=companies[0], street="1 rue des Mûriers", latitude=45.99, longitude=4.72)
    found = customers.standings(companies)
    assert found[companies[0].pk].is_exact
    assert not found[companies[1].pk].is_exact


def test_each_act_leaves_one_event_that_can_be_taken_back(
    bruno: Membership, tour: Tour, companies: list[Company]
) -> None:
    event = services.add_visits(member=bruno, tour=tour, companies=companies[:2], is_mandatory=False)
    visit = TourVisit.objects.select_related("tour").first()
    assert visit is not None
    changed = services.change_visit(member=bruno, visit=visit, values={"is_mandatory": True, "minutes": 90})
    undo(member=bruno, event_id=changed.pk)
    visit.refresh_from_db()
    assert (visit.is_mandatory, visit.minutes) == (False, 45)
    undo(member=bruno, event_id=event.pk)
    assert not TourVisit.objects.exists()
    created = Event.objects.get(code="tours.created")
    undo(member=bruno, event_id=created.pk)
    assert not Tour.objects.exists()


def test_a_habit_goes_back_to_what_it_was(bruno: Membership, companies: list[Company]) -> None:
    values = {"every_days": 30, "minutes": None, "value": 30, "openings": []}
    drivers.save_habit(member=bruno, company=companies[0], values=values)
    second = drivers.save_habit(member=bruno, company=companies[0], values=values | {"every_days": 60})
    undo(member=bruno, event_id=second.pk)
    assert customers.with_rhythm(bruno.pk).get().every_days == 30


def test_the_nearest_come_first(bruno: Membership, companies: list[Company]) -> None:
    rows, radius = customers.near(Point(45.99, 4.72))
    assert rows[0].company.city == "Villefranche-sur-Saône"
    assert [row.distance.km for row in rows] == sorted(row.distance.km for row in rows)
    assert radius == 40
