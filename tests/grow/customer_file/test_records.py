import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from carnet.foundation.agenda.services import log_interaction, plan_task
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.parties.models import Affiliation, Company, ContactPoint, Person, Provenance
from carnet.foundation.parties.services import create_company, create_person, edit_company
from carnet.grow.customer_file.services import move_person

URL = "/e/nord/societes/"
PEOPLE = "/e/nord/personnes/"


def test_a_record_shows_the_next_action_the_thread_the_people_and_where_facts_come_from(
    alice_client, alice, company, person
):
    plan_task(member=alice, title="Envoyer le devis", due_on=timezone.localdate(), company=company)
    log_interaction(member=alice, company=company, channel="call", outcome="reached", text="Budget confirmé")
    html = alice_client.get(f"{URL}{company.pk}/").content.decode()
    for text in ("Envoyer le devis", "Budget confirmé", "Anne Vial", "Gérante", "Saisie", "+33"):
        assert text in html
    assert html.index("Envoyer le devis") < html.index("Budget confirmé")


def test_without_a_next_action_the_record_asks_for_one(alice_client, company):
    assert "Aucune prochaine action" in alice_client.get(f"{URL}{company.pk}/").content.decode()


@pytest.mark.parametrize("tab", ["fil", "personnes", "affaires", "devis", "documents", "inconnu"])
def test_each_tab_has_its_address(alice_client, company, person, tab):
    assert alice_client.get(f"{URL}{company.pk}/?onglet={tab}").status_code == 200


@pytest.mark.parametrize("count", [2, 20])
def test_a_record_asks_the_database_as_often_for_two_entries_as_for_twenty(
    alice_client, alice, company, count, django_assert_max_num_queries
):
    for number in range(count):
        log_interaction(member=alice, company=company, channel="note", text=f"Note {number}")
        create_person(member=alice, family_name=f"P{number}", company=company)
    with django_assert_max_num_queries(23):
        html = alice_client.get(f"{URL}{company.pk}/").content.decode()
    assert f"Note {count - 1}" in html


@pytest.mark.parametrize("path", ["", "modifier/", "champ/city/", "coordonnees/contacts/", "personnes/nouvelle/"])
def test_a_stranger_finds_nothing_of_a_company(stranger_client, company, path):
    assert stranger_client.get(f"/e/nord/societes/{company.pk}/{path}").status_code == 404
    assert stranger_client.get(f"/e/sud/societes/{company.pk}/{path}").status_code == 404


def test_a_reader_reads_a_record_and_changes_nothing(reader_client, company):
    html = reader_client.get(f"{URL}{company.pk}/").content.decode()
    assert "data-inline=" not in html
    assert "modifier/" not in html
    assert reader_client.get(f"{URL}{company.pk}/modifier/").status_code == 403
    assert reader_client.post(f"{URL}{company.pk}/corbeille/").status_code == 403


class TestNewCompany:
    def post(self, client, **fields):
        return client.post(f"{URL}nouvelle/", {"stage": "suspect", **fields})

    def test_a_name_is_enough(self, alice_client, in_nord):
        assert self.post(alice_client, name="Boulangerie du Lac").status_code == 303
        assert Company.objects.get().name == "Boulangerie du Lac"

    def test_it_is_warned_of_then_created_on_purpose(self, alice_client, company):
        refused = self.post(alice_client, name="Menuiseries Perrin", city="Lyon")
        assert refused.status_code == 409
        assert "créer quand même" in refused.content.decode()
        assert Company.objects.count() == 1
        assert self.post(alice_client, name="Menuiseries Perrin", city="Lyon", anyway="1").status_code == 303
        assert Company.objects.count() == 2

    def test_every_wrong_field_is_told_at_once_and_nothing_typed_is_lost(self, alice_client, in_nord):
        response = self.post(alice_client, name="Nouvelle", phone="12", siren="123", email="a")
        html = response.content.decode()
        assert response.status_code == 422
        assert html.count('aria-invalid="true"') == 3
        assert 'value="Nouvelle"' in html
        assert not Company.objects.exists()

    def test_what_it_may_already_be_shows_while_one_types(self, alice_client, company):
        typed = {"name": "Perrin menuiserie", "city": "Lyon", "phone": "0472000000"}
        html = alice_client.post(f"{URL}doublons/", typed).content.decode()
        assert "Menuiserie Perrin" in html
        assert "même téléphone" in html
        assert "Menuiserie" not in alice_client.post(f"{URL}doublons/", {"name": "Xylophones"}).content.decode()


class TestTwoEditors:
    def form(self, client, company):
        html = client.get(f"{URL}{company.pk}/modifier/").content.decode()
        fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html))
        initial = {name.removeprefix("initial-"): value for name, value in fields.items() if name.startswith("initial")}
        return {**fields, **initial}

    def test_the_second_is_shown_both_versions_and_overwrites_nothing(self, alice_client, bruno_client, company):
        mine = self.form(alice_client, company)
        theirs = self.form(bruno_client, company)
        url = f"{URL}{company.pk}/modifier/"
        assert bruno_client.post(url, {**theirs, "city": "Bron"}).status_code == 303
        response = alice_client.post(url, {**mine, "city": "Paris", "industry": "Bois"})
        html = response.content.decode()
        assert response.status_code == 409
        assert "Bron" in html
        assert "Paris" in html
        assert "Bruno Petit" in html
        company.refresh_from_db()
        assert (company.city, company.industry) == ("Bron", "")
        again = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html))
        assert alice_client.post(url, {**again, "city": "Bron", "industry": "Bois"}).status_code == 303
        company.refresh_from_db()
        assert (company.city, company.industry) == ("Bron", "Bois")

    def test_only_what_was_changed_is_written(self, alice_client, company):
        form = self.form(alice_client, company)
        alice_client.post(f"{URL}{company.pk}/modifier/", {**form, "website": "www.perrin.fr"})
        event = Event.objects.filter(code="parties.company_edited").get()
        assert set(event.after) == {"website"}

    def test_a_wrong_value_comes_back_with_what_was_typed(self, alice_client, company):
        form = self.form(alice_client, company)
        response = alice_client.post(f"{URL}{company.pk}/modifier/", {**form, "siret": "12"})
        assert response.status_code == 422
        assert 'value="12"' in response.content.decode()


def test_the_trash_takes_a_company_and_gives_it_back(alice_client, alice, company):
    alice_client.post(f"{URL}{company.pk}/corbeille/")
    company.refresh_from_db()
    assert company.deleted_at
    assert "corbeille" in alice_client.get(f"{URL}{company.pk}/").content.decode()
    assert alice_client.post(f"{URL}{company.pk}/restaurer/").status_code == 303
    company.refresh_from_db()
    assert company.deleted_at is None


class TestBulk:
    def test_it_is_shown_first_then_done_in_one_event_that_undo_takes_back(self, alice_client, alice, bruno, many):
        rows = many(3, stage="cold")
        edit_company(member=alice, company=rows[2], changes={"stage": "hot"})
        data = {"ids": [row.pk for row in rows], "stage": "hot", "owner": str(bruno.pk)}
        preview = alice_client.post(f"{URL}lot/", data)
        assert "3 sociétés vont changer" in preview.content.decode()
        assert {row.stage for row in Company.objects.all()} == {"cold", "hot"}
        alice_client.post(f"{URL}lot/", {**data, "apply": "1"})
        assert set(Company.objects.values_list("stage", "owner")) == {("hot", bruno.pk)}
        event = Event.objects.get(code="customer_file.bulk_edited")
        edit_company(member=alice, company=rows[0], changes={"stage": "customer"})
        undo(member=alice, event_id=event.pk)
        stages = dict(Company.objects.values_list("name", "stage"))
        assert stages == {"Atelier 000": "customer", "Atelier 001": "cold", "Atelier 002": "hot"}

    def test_the_whole_list_is_what_its_filter_leaves(self, alice_client, many):
        many(60, stage="cold")
        preview = alice_client.post(f"{URL}lot/", {"whole": "on", "wishes": "etape=cold", "stage": "warm"})
        assert "60 sociétés vont changer" in preview.content.decode()

    @pytest.mark.parametrize(
        "data", [{}, {"ids": ["1"]}, {"ids": ["x"], "stage": "hot"}, {"ids": ["1"], "stage": "roi"}]
    )
    def test_without_rows_or_a_value_it_goes_back(self, alice_client, in_nord, data):
        assert alice_client.post(f"{URL}lot/", data).status_code == 303

    def test_another_workspace_s_company_is_not_touched(self, alice_client, stranger_client, company):
        stranger_client.post("/e/sud/societes/lot/", {"ids": [company.pk], "stage": "customer", "apply": "1"})
        company.refresh_from_db()
        assert company.stage == "hot"


class TestPeople:
    def test_the_list_says_where_each_works(self, alice_client, person):
        html = alice_client.get(PEOPLE).content.decode()
        assert "Vial Anne" in html
        assert "Menuiserie Perrin" in html
        assert "Gérante" in html

    @pytest.mark.parametrize("count", [2, 20])
    def test_it_asks_the_database_as_often_for_two_rows_as_for_twenty(
        self, alice_client, alice, company, count, django_assert_num_queries
    ):
        for number in range(count):
            create_person(member=alice, family_name=f"P{number}", company=company)
        with django_assert_num_queries(7):
            alice_client.get(PEOPLE, headers={"HX-Request": "true"})

    def test_one_is_added_at_a_company(self, alice_client, company):
        data = {"family_name": "Kaci", "stage": "hot", "job_title": "Chef", "is_main": "on"}
        assert alice_client.post(f"{URL}{company.pk}/personnes/nouvelle/", data).status_code == 303
        role = Affiliation.objects.get()
        assert (role.person.family_name, role.job_title, role.is_main) == ("Kaci", "Chef", True)

    def test_a_last_name_is_needed(self, alice_client, in_nord):
        assert alice_client.post(f"{PEOPLE}nouvelle/", {"stage": "cold"}).status_code == 422

    def test_a_record_tells_present_and_past_companies(self, alice_client, alice, person, company):
        other = create_company(member=alice, name="Ateliers Brun")
        move_person(member=alice, person=person, company=other, since=date(2026, 9, 1), job_title="Directrice")
        html = alice_client.get(f"{PEOPLE}{person.pk}/").content.decode()
        assert html.index("Ateliers Brun") < html.rindex("Menuiserie Perrin")
        assert "31/08/2026" in html

    def test_moving_is_one_event_that_undo_takes_back(self, alice_client, alice, person, company):
        create_company(member=alice, name="Ateliers Brun")
        data = {"company": "ateliers brun", "since": timezone.localdate().isoformat()}
        assert alice_client.post(f"{PEOPLE}{person.pk}/societe/", data).status_code == 303
        present = Affiliation.objects.current().values_list("company__name", flat=True)
        assert list(present) == ["Ateliers Brun"]
        undo(member=alice, event_id=Event.objects.get(code="customer_file.person_moved").pk)
        assert list(Affiliation.objects.values_list("company__name", "ended_on")) == [("Menuiserie Perrin", None)]

    def test_one_may_work_at_two_places(self, alice_client, alice, person):
        create_company(member=alice, name="Ateliers Brun")
        alice_client.post(f"{PEOPLE}{person.pk}/societe/", {"company": "Ateliers Brun", "keep": "on"})
        assert Affiliation.objects.current().count() == 2

    @pytest.mark.parametrize("name", ["", "Inconnue"])
    def test_a_company_that_is_not_there_is_refused(self, alice_client, person, name):
        assert alice_client.post(f"{PEOPLE}{person.pk}/societe/", {"company": name}).status_code == 422

    def test_leaving_ends_the_role_and_keeps_it(self, alice_client, person):
        role = Affiliation.objects.get()
        alice_client.post(f"{PEOPLE}roles/{role.pk}/terminer/")
        role.refresh_from_db()
        assert role.ended_on == timezone.localdate() - timedelta(days=1)

    def test_a_field_is_changed_in_place(self, alice_client, person):
        url = f"{PEOPLE}{person.pk}/champ/email/"
        assert alice_client.post(url, {"email": "a"}, headers={"HX-Request": "true"}).status_code == 422
        assert alice_client.post(url, {"email": "a@b.fr"}, headers={"HX-Request": "true"}).status_code == 200
        assert Person.objects.get().email == "a@b.fr"

    def test_two_editors_are_shown_both_versions(self, alice_client, person):
        html = alice_client.get(f"{PEOPLE}{person.pk}/modifier/").content.decode()
        fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html))
        alice_client.post(f"{PEOPLE}{person.pk}/champ/email/", {"email": "a@b.fr"})
        data = {**fields, "family_name": "Vialle", "stage": "hot", "email": ""}
        assert alice_client.post(f"{PEOPLE}{person.pk}/modifier/", data).status_code == 409

    def test_an_export_holds_the_people(self, alice_client, person):
        text = b"".join(alice_client.get(f"{PEOPLE}export.csv").streaming_content).decode()
        assert "Vial Anne;Menuiserie Perrin;Gérante;06 12 34 56 78" in text

    def test_the_trash_takes_a_person_and_gives_them_back(self, alice_client, person):
        alice_client.post(f"{PEOPLE}{person.pk}/corbeille/")
        assert not Person.objects.present().exists()
        alice_client.post(f"{PEOPLE}{person.pk}/restaurer/")
        assert Person.objects.present().exists()

    def test_a_stranger_finds_nobody(self, stranger_client, person):
        assert stranger_client.get(f"{PEOPLE}{person.pk}/").status_code == 404
        assert stranger_client.get(f"/e/sud/personnes/{person.pk}/").status_code == 404


class TestReach:
    def add(self, client, company, **more):
        data = {"channel": "phone", "value": "04 78 00 00 00", "use": "switchboard", "source": "website", **more}
        return client.post(f"{URL}{company.pk}/coordonnees/contacts/", data)

    def test_a_further_phone_has_its_use_and_its_provenance(self, alice_client, company):
        assert self.add(alice_client, company, detail="Page Contact").status_code == 303
        point = ContactPoint.objects.get()
        assert (point.value, point.use) == ("+33478000000", "switchboard")
        assert Provenance.objects.filter(field=f"contactpoint.{point.pk}", source="website").exists()
        assert "Page Contact" in alice_client.get(f"{URL}{company.pk}/").content.decode()

    @pytest.mark.parametrize(("channel", "value"), [("phone", "12"), ("email", "a"), ("web", "x"), ("phone", " ")])
    def test_one_that_cannot_be_is_refused_with_the_reason(self, alice_client, company, channel, value):
        response = self.add(alice_client, company, channel=channel, value=value)
        assert response.status_code == 422
        assert not ContactPoint.objects.exists()

    def test_a_preferred_one_becomes_the_company_s_own_until_undone(self, alice_client, alice, company):
        self.add(alice_client, company, is_preferred="on")
        company.refresh_from_db()
        assert company.phone == "+33478000000"
        undo(member=alice, event_id=Event.objects.get(code="customer_file.reach_saved").pk)
        company.refresh_from_db()
        assert company.phone == "+33472000000"
        assert not ContactPoint.objects.exists()

    def test_it_is_changed_then_removed_and_both_are_undone(self, alice_client, alice, company):
        self.add(alice_client, company)
        url = f"{URL}{company.pk}/coordonnees/contacts/{ContactPoint.objects.get().pk}/"
        data = {"channel": "phone", "value": "04 78 11 11 11", "use": "work", "source": "person"}
        assert alice_client.post(url, data).status_code == 303
        alice_client.post(f"{url}retirer/")
        assert not ContactPoint.objects.exists()
        removed = Event.objects.get(code="customer_file.reach_removed")
        undo(member=alice, event_id=removed.pk)
        assert ContactPoint.objects.get().value == "+33478111111"
        first, second = Event.objects.filter(code="customer_file.reach_saved").order_by("pk")
        with pytest.raises(NotUndoable):
            undo(member=alice, event_id=first.pk)
        undo(member=alice, event_id=second.pk)
        assert ContactPoint.objects.get().value == "+33478000000"

    def test_an_address_needs_a_street_or_a_city(self, alice_client, company):
        url = f"{URL}{company.pk}/coordonnees/adresses/"
        assert alice_client.post(url, {"use": "billing", "source": "entered"}).status_code == 422
        data = {"use": "billing", "source": "entered", "street": "1 rue Sala", "postcode": "69002", "city": "Lyon"}
        assert alice_client.post(url, data).status_code == 303
        assert "1 rue Sala" in alice_client.get(f"{URL}{company.pk}/").content.decode()

    def test_another_company_s_phone_is_not_found_here(self, alice_client, alice, company):
        self.add(alice_client, company)
        other = create_company(member=alice, name="Ateliers Brun")
        pk = ContactPoint.objects.get().pk
        assert alice_client.get(f"{URL}{other.pk}/coordonnees/contacts/{pk}/").status_code == 404
        assert alice_client.get(f"{URL}{other.pk}/coordonnees/autres/").status_code == 404
