"""The numbers beside the entries of the navigation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.foundation.agenda.services import book_appointment, plan_task
from carnet.foundation.opportunities.services import open_opportunity
from carnet.foundation.parties.services import create_company
from carnet.foundation.ui.counts import codes, counts_of, waiting
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.privacy.services import save_breach
from carnet.web import navigation

URL = "/e/nord/compteurs/"
pytestmark = pytest.mark.usefixtures("in_nord")


def late(member, count):
    day = timezone.localdate() - timedelta(days=2)
    for number in range(count):
        plan_task(member=member, title=f"Rappeler {number}", due_on=day)


def test_nothing_waits_nothing_is_said(alice_client):
    response = alice_client.get(URL)
    assert response.json() == {}
    assert response["Cache-Control"] == "private, no-cache"


def test_each_room_says_what_waits_for_the_reader(alice_client, alice, bruno):
    now, company = timezone.now(), create_company(member=alice, name="Perrin")
    late(alice, 3)
    late(bruno, 1)
    book_appointment(member=alice, title="Visite", starts_at=now - timedelta(minutes=1),
                     ends_at=now + timedelta(seconds=30), company=company)  # fmt: skip
    open_opportunity(member=alice, company=company, name="Accueil", expected_on=now.date() - timedelta(days=3))
    save_breach(member=alice, breach=None, values={"title": "Fuite", "known_at": now, "risk": "high"})
    said = {code: (one["number"], one["text"]) for code, one in alice_client.get(URL).json().items()}
    assert said == {
        "today": (3, "3 tâches en retard"),
        "agenda": (1, "Encore 1 rendez-vous aujourd’hui"),
        "opportunities": (1, "1 affaire dont la date est passée"),
        "privacy": (1, "1 échéance de vie privée"),
    }


def test_one_only_hears_of_what_one_may_open(bruno, alice, alice_client, bruno_client):
    save_breach(member=alice, breach=None, values={"title": "Fuite", "known_at": timezone.now(), "risk": "high"})
    assert "privacy" in alice_client.get(URL).json()
    assert not bruno.may(Permission.PRIVACY_MANAGE)
    assert bruno_client.get(URL).json() == {}


def test_it_is_nobody_elses(stranger_client, client):
    assert stranger_client.get(URL).status_code == 404
    assert client.get(URL).status_code == 302


def test_every_number_has_its_place_in_the_menu():
    def every(entries):
        return {code for entry in entries for code in {entry.code} | every(entry.pages)}

    assert set(codes()) <= {code for group in navigation.ENTRIES for code in every(group.entries)}


def test_a_second_number_for_an_entry_is_a_mistake():
    with pytest.raises(ValueError, match="today"):
        waiting("today", needs=Permission.AGENDA_READ, words=str)(lambda member: 1)


def test_the_menu_has_an_empty_place_for_each_number_and_the_address_that_fills_it(alice_client):
    html = alice_client.get("/e/nord/societes/").content.decode()
    assert f'data-counts-url="{URL}"' in html
    assert '<span class="count" data-count="today"></span>' in html
    assert '<span class="count" data-count="opportunities quotes"></span>' in html


def test_an_open_verb_leaves_their_numbers_to_its_pages(alice_client):
    html = alice_client.get("/e/nord/affaires/").content.decode()
    assert '<span class="count" data-count="opportunities"></span>' in html
    assert 'data-count="opportunities quotes"' not in html


@pytest.mark.parametrize("count", [2, 20])
def test_they_cost_as_many_queries_for_two_as_for_twenty(alice, count, django_assert_num_queries):
    late(alice, count)
    with django_assert_num_queries(9):
        assert counts_of(alice)["today"][0] == count
