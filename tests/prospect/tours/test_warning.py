"""A closed, moved or insolvent establishment is flagged before one drives there."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from carnet.foundation.audit.models import Event
from carnet.foundation.parties.models import Company, Stage
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prospect.sourcing.models import Doubt
from carnet.prospect.sourcing.rules import DoubtKind
from carnet.prospect.sourcing.services import set_aside
from carnet.prospect.tours import services
from carnet.prospect.tours.drivers import save_habit
from carnet.prospect.tours.models import Start, Tour
from carnet.prospect.tours.queries import coming_visit, shown
from carnet.prospect.tours.services import TourRefused
from carnet.prospect.tours.sheets import sheet_data

from .conftest import coming_monday


def doubted(company: Company, kind: DoubtKind) -> Doubt:
    row: Doubt = Doubt.objects.create(company=company, kind=kind, since=date(2026, 9, 1), source="Insee, Sirene")
    return row


@pytest.fixture
def join(nord: Workspace, companies: list[Company]) -> str:
    return reverse("tours:join", args=[nord.slug, companies[0].pk])


def test_a_closed_one_is_left_out_and_named(bruno: Membership, tour: Tour, companies: list[Company]) -> None:
    doubted(companies[0], DoubtKind.CLOSED)
    doubted(companies[1], DoubtKind.MOVED)
    event = services.add_visits(member=bruno, tour=tour, companies=companies[:3])
    assert event.after["barred"] == [companies[0].name]
    assert set(tour.visits.values_list("company", flat=True)) == {companies[1].pk, companies[2].pk}
    with pytest.raises(TourRefused) as refusal:
        services.add_visits(member=bruno, tour=tour, companies=companies[:1])
    assert (refusal.value.reason, refusal.value.detail) == ("barred", companies[0].name)


def test_what_was_cleared_up_bars_nobody(bruno: Membership, tour: Tour, companies: list[Company]) -> None:
    set_aside(member=bruno, doubt=doubted(companies[0], DoubtKind.CLOSED), because="Ils ont rouvert")
    services.add_visits(member=bruno, tour=tour, companies=companies[:1])
    assert shown(tour).warned == []


def test_a_customer_who_falls_due_but_closed_is_asked_for_by_no_new_tour(
    bruno: Membership, start: Start, companies: list[Company]
) -> None:
    for company in companies[:2]:
        Company.objects.filter(pk=company.pk).update(stage=Stage.CUSTOMER)
        values = {"every_days": 30, "minutes": 30, "value": 30, "openings": []}
        save_habit(member=bruno, company=company, values=values)
    doubted(companies[0], DoubtKind.LIQUIDATION)
    tour = services.create_tour(member=bruno, first_on=coming_monday())
    assert set(tour.visits.values_list("company", flat=True)) == {companies[1].pk}
    assert tour.barred == [companies[0].name]
    assert Event.objects.get(code="tours.created").after["barred"] == [companies[0].name]


def test_what_is_found_out_later_stands_on_the_tour_and_on_its_sheet(
    bruno: Membership, bruno_client: Client, nord: Workspace, tour: Tour, companies: list[Company]
) -> None:
    services.add_visits(member=bruno, tour=tour, companies=companies[:2])
    services.launch(member=bruno, tour=tour)
    tour = Tour.objects.get(pk=tour.pk)
    doubted(companies[0], DoubtKind.INSOLVENCY)
    page = bruno_client.get(reverse("tours:tour", args=[nord.slug, tour.pk])).content.decode()
    assert "À vérifier avant d’y aller" in page
    assert "Procédure collective" in page
    stops = [stop for day in sheet_data(bruno, tour)["days"] for stop in day["stops"]]
    assert {stop["name"]: stop["warned"] for stop in stops} == {
        companies[0].name: "À vérifier d’abord\u00a0: Procédure collective",
        companies[1].name: "",
    }


def test_the_list_to_choose_from_flags_and_does_not_offer_a_closed_one(
    bruno_client: Client, nord: Workspace, tour: Tour, companies: list[Company]
) -> None:
    doubted(companies[0], DoubtKind.CLOSED)
    page = bruno_client.get(reverse("tours:choose", args=[nord.slug, tour.pk])).content.decode()
    assert "Établissement fermé" in page
    assert f'value="{companies[0].pk}" aria-label="{companies[0].name}" disabled' in page


class TestJoin:
    def test_a_company_joins_a_tour_from_its_record(
        self, bruno_client: Client, join: str, tour: Tour, companies: list[Company], in_nord: Workspace
    ) -> None:
        assert tour.named in bruno_client.get(join).content.decode()
        answer = bruno_client.post(join, {"tour": tour.pk, "is_mandatory": "on"})
        assert answer.status_code == 303
        record = bruno_client.get(answer["Location"]).content.decode()
        assert f"rejoint la tournée du {tour}" in record
        visit = coming_visit(companies[0])
        assert visit is not None
        assert (visit.tour_id, visit.is_mandatory) == (tour.pk, True)
        assert reverse("tours:tour", args=["nord", tour.pk]) in record

    def test_a_closed_one_does_not(self, bruno_client: Client, join: str, tour: Tour, companies: list[Company]) -> None:
        doubted(companies[0], DoubtKind.CLOSED)
        answer = bruno_client.post(join, {"tour": tour.pk})
        assert answer.status_code == 422
        assert "Personne n’y va avant que le doute soit levé" in answer.content.decode()
        assert not tour.visits.exists()

    def test_a_tour_that_is_over_or_another_s_is_refused(
        self, alice_client: Client, join: str, tour: Tour, in_nord: Workspace
    ) -> None:
        assert "Aucune tournée à venir" in alice_client.get(join).content.decode()
        assert alice_client.post(join, {"tour": tour.pk}).status_code == 422
        assert not tour.visits.exists()

    def test_without_a_tour_to_come_nothing_is_next(self, companies: list[Company], in_nord: Workspace) -> None:
        assert coming_visit(companies[0]) is None
