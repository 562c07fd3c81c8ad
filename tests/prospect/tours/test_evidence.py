"""What the tours say for B1.2-C4.1-6: never by the mere existence of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.agenda.services import book_appointment
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.tours.accepting import accept
from carnet.prospect.tours.evidence import visits_are_planned_and_drive_less
from carnet.prospect.tours.models import Tour
from carnet.prospect.tours.rules.standing import Quarter, plan_state
from carnet.prospect.tours.services import add_visits, launch
from carnet.referential.evidence import State

from .test_services import at


@pytest.mark.parametrize(
    ("tours", "visits", "spot", "km", "list_km", "state"),
    [
        (0, 0, 12, 0, 0, "missing"),
        (1, 0, 12, 0, 0, "missing"),
        (1, 6, 6, 200, 260, "met"),
        (1, 6, 12, 200, 200, "met"),
        (1, 5, 12, 200, 260, "partly"),
        (1, 6, 6, 260, 200, "partly"),
    ],
)
def test_a_quarter_is_planned_when_half_its_visits_stand_in_tours_that_drive_less(
    tours: int, visits: int, spot: int, km: float, list_km: float, state: str
) -> None:
    assert plan_state(Quarter(tours, visits, spot, km, list_km)) == state


@given(st.integers(0, 5), st.integers(0, 40), st.integers(0, 40), st.floats(0, 5000), st.floats(0, 5000))
def test_one_more_visit_in_a_tour_never_says_less(
    tours: int, visits: int, spot: int, km: float, list_km: float
) -> None:
    rank = ["missing", "partly", "met"]
    states = [plan_state(Quarter(tours, count, spot, km, list_km)) for count in (visits, visits + 1)]
    assert rank.index(states[0]) <= rank.index(states[1])


def test_a_tour_that_nobody_accepted_shows_nothing(bruno: Membership, tour: Tour, companies: list[Company]) -> None:
    add_visits(member=bruno, tour=tour, companies=companies)
    launch(member=bruno, tour=tour)
    assert visits_are_planned_and_drive_less(tour.workspace).state == State.MISSING


def test_an_accepted_tour_speaks_with_its_kilometres(bruno: Membership, tour: Tour, companies: list[Company]) -> None:
    add_visits(member=bruno, tour=tour, companies=companies)
    launch(member=bruno, tour=tour)
    accept(member=bruno, tour=Tour.objects.get())
    found = visits_are_planned_and_drive_less(tour.workspace)
    assert found.state == State.MET
    km = round(Tour.objects.get().summary["co2"]["plan"]["km"])
    said = str(found.facts[1]).replace("\u00a0", " ")
    assert f"{km} km" in said
    for day in range(5):
        for hour in ("07", "19"):
            book_appointment(
                member=bruno, title="Au hasard", company=companies[0], starts_at=at(day, f"{hour}:00"),
                ends_at=at(day, f"{hour}:30"),
            )  # fmt: skip
    assert visits_are_planned_and_drive_less(tour.workspace).state == State.PARTLY
