"""Warned while one types a person or edits a record, and led on from an address that was merged away."""

import pytest
from bs4 import BeautifulSoup

from carnet.foundation.parties.models import Person
from carnet.foundation.parties.services import create_company, create_person
from carnet.grow.duplicates.alike import possible_people
from carnet.grow.duplicates.services import Plan, merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne(alice, in_nord):
    company = create_company(member=alice, name="Clinique des Balmes", city="Lyon", phone="0465710001")
    return create_person(member=alice, family_name="Lefèvre", given_name="Anne", phone="0612345678",
                         email="anne@balmes.example", company=company)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"given": "Anne", "family": "Lefevre"}, ("name",)),
        ({"given": "Anne", "family": "Lefèvres"}, ("name",)),
        ({"given": "Lefèvre", "family": "Anne"}, ("name",)),
        ({"family": "Lefèvre", "phone_number": "06 12 34 56 78"}, ("phone",)),
        ({"email_address": "anne@balmes.example"}, ("email",)),
        ({"given": "Paul", "family": "Durand", "phone_number": "0612345678"}, None),
        ({"given": "Anne", "family": "Roux"}, None),
        ({"given": "Anne", "family": "Le"}, None),
        ({"family": "Lefèvre", "phone_number": "06 12"}, None),
        ({}, None),
    ],
)
def test_a_person_may_already_be_there(anne, typed, reasons):
    found = possible_people(**typed)
    assert [match.reasons for match in found] == ([reasons] if reasons else [])
    assert [match.city for match in found] == (["Clinique des Balmes"] if reasons else [])


@pytest.mark.parametrize("count", [2, 20])
def test_it_costs_three_queries_whatever_the_file_holds(alice, anne, django_assert_num_queries, count):
    for number in range(count):
        create_person(member=alice, family_name="Lefèvre", given_name="Anne", phone=f"06123456{number:02}")
    with django_assert_num_queries(4):
        possible_people(given="Anne", family="Lefèvre", phone_number="0612345678")


def test_a_person_is_not_written_twice_without_being_asked(alice_client, anne):
    typed = {"family_name": "Lefèvre", "given_name": "Anne", "stage": "suspect"}
    answer = alice_client.post("/e/nord/personnes/nouvelle/", typed)
    assert answer.status_code == 409
    assert "Clinique des Balmes" in answer.content.decode()
    assert alice_client.post("/e/nord/personnes/nouvelle/", {**typed, "anyway": "1"}).status_code == 303
    assert Person.objects.count() == 2


def test_the_warning_comes_while_one_types_and_leaves_out_the_record_itself(alice_client, anne):
    typed = {"family_name": "Lefèvre", "given_name": "Anne", "phone": "0612345678"}
    url = "/e/nord/personnes/doublons/"
    assert "Lefèvre" in alice_client.post(url, typed).content.decode()
    assert "Lefèvre" not in alice_client.post(url, {**typed, "record": anne.pk}).content.decode()


@pytest.mark.parametrize(("kind", "form"), [("societes", "edit-form"), ("personnes", "person-form")])
def test_an_edited_record_is_watched_too(alice_client, anne, kind, form):
    pk = anne.pk if kind == "personnes" else anne.affiliations.get().company_id
    page = BeautifulSoup(alice_client.get(f"/e/nord/{kind}/{pk}/modifier/").content, "html.parser")
    watch = page.find(id="duplicates")
    assert watch["hx-post"] == f"/e/nord/{kind}/doublons/"
    assert page.find(id=form).find("input", {"name": "record"})["value"] == str(pk)


def test_a_company_that_is_edited_does_not_warn_of_itself(alice_client, alice, anne):
    company = anne.affiliations.get().company
    url, typed = "/e/nord/societes/doublons/", {"name": company.name, "city": "Lyon", "phone": "0465710001"}
    assert "Balmes" in alice_client.post(url, typed).content.decode()
    assert "Balmes" not in alice_client.post(url, {**typed, "record": company.pk}).content.decode()


def test_an_old_address_leads_to_the_record_that_stays(alice_client, alice, anne):
    second = create_person(member=alice, family_name="Lefèvre", given_name="A.")
    third = create_person(member=alice, family_name="Lefebvre", given_name="Anne")
    merge(member=alice, kind="person", ids=[second.pk, third.pk], plan=Plan(third.pk))
    merge(member=alice, kind="person", ids=[anne.pk, third.pk], plan=Plan(anne.pk))
    answer = alice_client.get(f"/e/nord/personnes/{second.pk}/")
    assert (answer.status_code, answer["Location"]) == (303, f"/e/nord/personnes/{anne.pk}/")
    assert alice_client.get("/e/nord/personnes/999999/").status_code == 404


def test_a_person_who_moves_keeps_both_histories_on_both_companies(alice_client, alice, anne):
    """The former company names them among those who left, the new one among its people; both threads tell it."""
    former = anne.affiliations.get().company
    new = create_company(member=alice, name="Hôpital du Parc")
    said = {"company": new.name, "job_title": "Directrice", "since": "2026-11-01"}
    assert alice_client.post(f"/e/nord/personnes/{anne.pk}/societe/", said).status_code == 303
    for company in (former, new):
        thread = alice_client.get(f"/e/nord/societes/{company.pk}/").content.decode()
        assert "Anne Lefèvre" in thread
        assert "travaille maintenant chez Hôpital du Parc" in thread or "Hôpital du Parc" in thread
        assert "Anne Lefèvre" in alice_client.get(f"/e/nord/societes/{company.pk}/?onglet=personnes").content.decode()
