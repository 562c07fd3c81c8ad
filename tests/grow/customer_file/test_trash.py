"""The page of the trash."""

import pytest

from carnet.foundation.audit.models import Event
from carnet.foundation.parties.findable import COMPANY, PERSON
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import trash

URL = "/e/nord/corbeille/"


@pytest.fixture
def away(alice, company, person):
    trash(member=alice, party=company)
    trash(member=alice, party=person)
    return [f"{COMPANY}:{company.pk}", f"{PERSON}:{person.pk}"]


def test_it_shows_each_record_with_who_put_it_there_and_says_what_becomes_of_it(alice_client, away):
    html = alice_client.get(URL).content.decode()
    for text in ("Menuiserie Perrin", "Anne Vial", "Alice Martin", "société", "personne", "ne se vide jamais"):
        assert text in html


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [("quoi=societes", "Menuiserie Perrin", "Anne Vial"), ("quoi=personnes", "Anne Vial", "Menuiserie Perrin"),
     ("q=vial", "Anne Vial", "Menuiserie Perrin"), ("q=zzzz", "Rien à ce nom dans la corbeille", "Anne Vial"),
     ("quoi=autre", "Anne Vial", "Rien à ce nom dans la corbeille")],
)  # fmt: skip
def test_it_is_narrowed_by_its_address(alice_client, away, query, shown, hidden):
    html = alice_client.get(f"{URL}?{query}").content.decode()
    assert shown in html
    assert hidden not in html


def test_an_empty_one_says_what_it_is_for(alice_client, alice):
    assert "La corbeille est vide" in alice_client.get(URL).content.decode()


def test_those_ticked_come_back_together_and_the_toast_takes_it_back(alice_client, away):
    response = alice_client.post(f"{URL}restaurer/", {"rows": away})
    assert response.status_code == 303
    event = Event.objects.get(code="parties.restored")
    html = alice_client.get(URL).content.decode()
    assert "2 fiches sont de retour" in html
    assert f"/historique/{event.pk}/annuler/" in html or f"/{event.pk}/annuler/" in html


def test_the_button_of_a_row_counts_alone_whatever_is_ticked(alice_client, away):
    alice_client.post(f"{URL}restaurer/", {"rows": away, "one": away[1]})
    assert Person.objects.present().count() == 1
    assert Company.objects.present().count() == 0
    assert "Anne Vial est de retour" in alice_client.get(URL).content.decode()


@pytest.mark.parametrize("rows", [[], ["parties.company:x"], ["other:1"], ["17"]])
def test_nothing_ticked_is_told_with_what_to_do(alice_client, away, rows):
    response = alice_client.post(f"{URL}restaurer/", {"rows": rows})
    assert response.status_code == 422
    assert "Cochez" in response.content.decode()


def test_what_came_back_meanwhile_is_told(alice_client, away):
    alice_client.post(f"{URL}restaurer/", {"rows": away})
    alice_client.get(URL)
    assert alice_client.post(f"{URL}restaurer/", {"rows": away}).status_code == 303
    assert "ne sont plus à la corbeille" in alice_client.get(URL).content.decode()


def test_a_reader_sees_it_and_takes_nothing_out(reader_client, away):
    html = reader_client.get(URL).content.decode()
    assert "Menuiserie Perrin" in html
    assert 'name="rows"' not in html
    assert reader_client.post(f"{URL}restaurer/", {"rows": away}).status_code == 403


def test_strangers_find_nothing(stranger_client, away):
    assert stranger_client.get(URL).status_code == 404
    assert stranger_client.post(f"{URL}restaurer/", {"rows": away}).status_code == 404


def test_a_row_of_another_workspace_stays_where_it_is(stranger_client, away, company):
    stranger_client.post("/e/sud/corbeille/restaurer/", {"rows": away})
    company.refresh_from_db()
    assert company.deleted_at is not None


@pytest.mark.parametrize("count", [2, 20])
def test_two_rows_cost_as_many_queries_as_twenty(alice_client, alice, many, count, django_assert_max_num_queries):
    for row in many(count):
        trash(member=alice, party=row)
    with django_assert_max_num_queries(9):
        html = alice_client.get(URL).content.decode()
    assert html.count('name="rows"') == count


@pytest.mark.parametrize("path", ["societes/", "personnes/"])
def test_the_lists_lead_to_it(alice_client, alice, path):
    assert f'href="{URL}?quoi={path[:-1]}"' in alice_client.get(f"/e/nord/{path}").content.decode()
