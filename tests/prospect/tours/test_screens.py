"""The pages of tours, as the people who use them meet them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.documents.models import Document
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.tours.models import Driver, Habit, Start, Tour, TourVisit
from carnet.prospect.tours.services import add_visits, launch

from .conftest import coming_monday

HTMX = {"HX-Request": "true"}


@pytest.fixture
def planned(bruno: Membership, tour: Tour, companies: list[Company]) -> Tour:
    add_visits(member=bruno, tour=tour, companies=companies)
    launch(member=bruno, tour=tour)
    return Tour.objects.get()


def test_a_week_from_the_first_setting_to_the_agenda(bruno_client: Client, companies: list[Company]) -> None:
    assert "Où commencent vos journées" in bruno_client.get("/e/nord/tournees/").content.decode()
    led = bruno_client.get("/e/nord/tournees/nouvelle/")
    assert (led.status_code, led.url) == (303, "/e/nord/tournees/reglages/")
    bruno_client.post("/e/nord/tournees/reglages/departs/", {"name": "Domicile", "city": "69007"})
    assert Start.objects.get().is_usual
    made = bruno_client.post("/e/nord/tournees/nouvelle/", {"first_on": coming_monday().isoformat(), "weeks": "1"})
    tour = Tour.objects.get()
    here = f"/e/nord/tournees/{tour.pk}/"
    assert (made.status_code, made.url) == (303, here)
    rows = [company.pk for company in companies]
    assert bruno_client.post(f"{here}visites/", {"rows": rows}).status_code == 303
    assert bruno_client.post(f"{here}planifier/").url == here
    page = bruno_client.get(here).content.decode()
    assert all(company.name in page for company in companies)
    assert "estimés à partir du vol d’oiseau" in page
    assert "Dans l’ordre de la liste" in page
    bruno_client.post(f"{here}accepter/")
    assert Appointment.objects.count() == len(companies)
    sheet = bruno_client.post(f"{here}feuille/")
    assert sheet.url == f"/e/nord/documents/{Document.objects.get().pk}/"
    assert bruno_client.get(sheet.url)["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("count", [2, 20])
def test_a_tour_costs_as_many_queries_whatever_its_visits(
    bruno: Membership, bruno_client: Client, tour: Tour, count: int, django_assert_num_queries: object
) -> None:
    rows = [create_company(member=bruno, name=f"Client {n}", city="Lyon", postcode="69007") for n in range(count)]
    add_visits(member=bruno, tour=tour, companies=rows)
    launch(member=bruno, tour=tour)
    bruno_client.get(f"/e/nord/tournees/{tour.pk}/")
    with django_assert_num_queries(11):
        assert bruno_client.get(f"/e/nord/tournees/{tour.pk}/").status_code == 200


@pytest.mark.parametrize("count", [2, 20])
def test_the_choice_of_companies_costs_as_many_queries(
    bruno: Membership, bruno_client: Client, tour: Tour, count: int, django_assert_num_queries: object
) -> None:
    for n in range(count):
        create_company(member=bruno, name=f"Client {n}", city="Lyon", postcode="69007")
    bruno_client.get(f"/e/nord/tournees/{tour.pk}/visites/")
    with django_assert_num_queries(11):
        assert bruno_client.get(f"/e/nord/tournees/{tour.pk}/visites/").status_code == 200


def test_a_part_is_the_same_region_of_the_whole_page(bruno_client: Client, planned: Tour) -> None:
    for path, part in ((f"{planned.pk}/", "plan"), (f"{planned.pk}/visites/", "list")):
        whole = bruno_client.get(f"/e/nord/tournees/{path}").content.decode()
        piece = bruno_client.get(f"/e/nord/tournees/{path}", headers=HTMX).content.decode()
        piece = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", piece).strip()
        assert piece
        assert f'id="{part}"' in piece
        assert piece in re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", whole)


def test_companies_to_add_are_found_by_what_one_types(
    bruno_client: Client, tour: Tour, companies: list[Company]
) -> None:
    page = bruno_client.get(f"/e/nord/tournees/{tour.pk}/visites/?q=Vienne").content.decode()
    assert "Atelier de Vienne" in page
    assert "Atelier de Tarare" not in page
    nothing = bruno_client.post(f"/e/nord/tournees/{tour.pk}/visites/", {"rows": ["abc"]}, follow=True)
    assert "Cochez les sociétés à visiter" in nothing.content.decode()


def test_a_visit_is_changed_taken_out_or_called_off(bruno_client: Client, planned: Tour) -> None:
    visit = TourVisit.objects.order_by("pk").first()
    assert visit is not None
    where = f"/e/nord/tournees/visites/{visit.pk}/"
    assert bruno_client.post(where, {"minutes": "2", "value": "30"}).status_code == 422
    bruno_client.post(where, {"minutes": "90", "value": "60", "is_lunch": "on"})
    visit.refresh_from_db()
    assert (visit.minutes, visit.is_mandatory, visit.is_lunch) == (90, False, True)
    here = f"/e/nord/tournees/{planned.pk}/"
    assert "Quelque chose a changé" in bruno_client.get(here).content.decode()
    refused = bruno_client.post(f"{here}accepter/", follow=True).content.decode()
    assert "Replanifiez d’abord" in refused
    bruno_client.post(f"{here}planifier/")
    bruno_client.post(f"{here}accepter/")
    kept = bruno_client.post(f"{where}retirer/", follow=True).content.decode()
    assert "annulez plutôt la visite" in kept
    bruno_client.post(f"{where}annuler/")
    assert Appointment.objects.filter(cancelled_at=None).count() == 5
    other = TourVisit.objects.filter(cancelled_at=None).first()
    assert other is not None
    assert bruno_client.get(where).status_code == 404


def test_a_day_is_taken_off_or_ends_elsewhere(bruno_client: Client, planned: Tour, start: Start) -> None:
    day = planned.days.first()
    assert day is not None
    where = f"/e/nord/tournees/jours/{day.pk}/"
    given = {"begins": "09:00", "ends": "08:00", "start": start.pk, "finish": start.pk}
    refused = bruno_client.post(where, given)
    assert refused.status_code == 422
    assert "On rentre après être parti" in refused.content.decode()
    assert bruno_client.post(where, given | {"ends": "17:00", "is_off": "on"}).status_code == 303
    day.refresh_from_db()
    assert (day.is_off, day.ends) == (True, 17 * 60)


def test_how_one_travels_is_kept_and_what_cannot_be_is_refused(
    bruno_client: Client, bruno: Membership, in_nord: object
) -> None:
    given = {
        "energy": "electric", "per_100": "16,5", "weekdays": ["1", "2", "4"], "begins": "08:00", "ends": "17:30",
        "lunch_from": "12:00", "lunch_until": "13:00", "lunch_minutes": "45", "most_minutes": "9", "visit_minutes": "60",
    }  # fmt: skip
    assert bruno_client.post("/e/nord/tournees/reglages/", given).status_code == 303
    driver = Driver.objects.get()
    assert (driver.weekdays, driver.most_minutes, float(driver.per_100 or 0)) == ("124", 540, 16.5)
    page = bruno_client.post(
        "/e/nord/tournees/reglages/", given | {"lunch_minutes": "90", "ends": "07:00", "per_100": "0"}
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert all(
        words in text for words in ("Le déjeuner ne tient pas", "On rentre après être parti", "ne roule avec rien")
    )
    lost = bruno_client.post("/e/nord/tournees/reglages/departs/", {"name": "Phare", "city": "Atlantide"})
    assert lost.status_code == 422
    assert "Aucune commune de France" in lost.content.decode()


def test_the_usual_start_can_change_and_one_in_use_stays(bruno_client: Client, tour: Tour, start: Start) -> None:
    bruno_client.post("/e/nord/tournees/reglages/departs/", {"name": "Bureau", "city": "Vienne"})
    office = Start.objects.get(name="Bureau")
    bruno_client.post(f"/e/nord/tournees/reglages/departs/{office.pk}/habituel/")
    assert Start.objects.get(is_usual=True) == office
    kept = bruno_client.post(f"/e/nord/tournees/reglages/departs/{start.pk}/retirer/", follow=True)
    assert "ce lieu reste" in kept.content.decode()
    bruno_client.post(f"/e/nord/tournees/reglages/departs/{office.pk}/retirer/")
    assert Start.objects.get().is_usual


def test_a_start_of_somebody_else_does_not_exist(alice_client: Client, start: Start) -> None:
    assert alice_client.post(f"/e/nord/tournees/reglages/departs/{start.pk}/retirer/").status_code == 404


def test_how_a_customer_is_visited_is_kept(bruno_client: Client, companies: list[Company]) -> None:
    where = f"/e/nord/tournees/societes/{companies[0].pk}/"
    given = {
        "every_days": "30", "minutes": "60", "value": "60", "morning_from": "09:00", "morning_until": "12:00",
        "afternoon_from": "14:00", "afternoon_until": "17:00", "weekdays": ["1", "2"],
    }  # fmt: skip
    assert bruno_client.post(where, given).status_code == 303
    habit = Habit.objects.get()
    assert habit.openings == [{"days": [1, 2], "begin": 540, "end": 720}, {"days": [1, 2], "begin": 840, "end": 1020}]
    page = bruno_client.get(where).content.decode()
    assert 'value="14:00"' in page
    refused = bruno_client.post(where, given | {"morning_until": "08:00", "afternoon_until": ""})
    assert refused.status_code == 422
    assert "Donnez les deux heures" in refused.content.decode()


def test_near_me_by_the_device_or_by_a_commune(bruno_client: Client, companies: list[Company]) -> None:
    where = "/e/nord/tournees/pres-de-moi/"
    page = bruno_client.post(where, {"lat": "45.99", "lon": "4.72"}).content.decode()
    assert page.index("Atelier de Villefranche") < page.index("Atelier de Mâcon")
    assert "Autour de votre position" in page
    assert "Atelier de Vienne" in bruno_client.post(where, {"city": "Vienne"}).content.decode()
    for lost in ({"city": "Atlantide"}, {"lat": "45.0", "lon": "-8.0"}, {"lat": "91", "lon": "0"}, {}):
        assert bruno_client.post(where, lost).status_code == 422


def test_a_calendar_file_holds_each_visit(bruno_client: Client, planned: Tour) -> None:
    answer = bruno_client.get(f"/e/nord/tournees/{planned.pk}/agenda.ics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 6
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "SUMMARY:Atelier de Mâcon" in text
    stop = TourVisit.objects.select_related("day").order_by("day__on", "rank").first()
    assert stop is not None
    assert stop.day is not None
    assert re.search(rf"DTSTART:{stop.day.on:%Y%m%d}T\d{{6}}Z", text)


def test_a_reader_sees_and_does_not_touch(reader_client: Client, planned: Tour) -> None:
    page = reader_client.get(f"/e/nord/tournees/{planned.pk}/").content.decode()
    assert "Replanifier" not in page
    assert reader_client.post(f"/e/nord/tournees/{planned.pk}/planifier/").status_code == 403
    assert reader_client.post(f"/e/nord/tournees/{planned.pk}/visites/", {"rows": ["1"]}).status_code == 403


def test_a_week_gone_by_cannot_be_planned(bruno_client: Client, start: Start) -> None:
    past = timezone.localdate() - timedelta(days=14)
    answer = bruno_client.post("/e/nord/tournees/nouvelle/", {"first_on": past.isoformat(), "weeks": "1"})
    assert answer.status_code == 422
    assert "plus de jour sur la route" in answer.content.decode()


def test_a_tour_is_deleted_and_its_meetings_stay(bruno_client: Client, planned: Tour) -> None:
    bruno_client.post(f"/e/nord/tournees/{planned.pk}/accepter/")
    bruno_client.post(f"/e/nord/tournees/{planned.pk}/supprimer/")
    assert not Tour.objects.exists()
    assert Appointment.objects.count() == 6
