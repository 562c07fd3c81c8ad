"""Records ticked in a list and merged side by side, whether or not a search had proposed them."""

import pytest

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person, edit_company, trash
from carnet.grow.duplicates.models import Pair

PICK = "/e/nord/doublons/choisies/societes/"


@pytest.fixture
def two(alice, in_nord):
    return [
        create_company(member=alice, name="Atelier Faure", city="Bron", phone="0465710001"),
        create_company(member=alice, name="Menuiserie du Parc", city="Lyon", industry="Bois"),
    ]


def page_of(client, rows, kind="societes"):
    answer = client.post(f"/e/nord/doublons/choisies/{kind}/", {"ids": [row.pk for row in rows]})
    assert answer.status_code == 303
    return answer.headers["Location"]


def stamp_in(html):
    return html.split('name="vu" value="', 1)[1].split('"', 1)[0].replace("&#x27;", "'")


def test_two_ticked_records_stand_side_by_side_are_merged_and_come_back_by_undo(alice, alice_client, two):
    url = page_of(alice_client, two)
    html = alice_client.get(url).content.decode()
    assert "Atelier Faure" in html
    assert "Choisies à la main" in html
    assert not Pair.objects.exists()
    data = {"fiche": [row.pk for row in two], "reste": two[0].pk, "choix-name": two[0].pk, "vu": stamp_in(html)}
    done = alice_client.post(url, data)
    assert (done.status_code, done.headers["Location"]) == (303, f"/e/nord/societes/{two[0].pk}/")
    one = Company.objects.get()
    assert (one.name, one.phone, one.industry) == ("Atelier Faure", "+33465710001", "Bois")
    undo(member=alice, event_id=Event.objects.get(code="duplicates.merged").pk)
    assert Company.objects.count() == 2


def test_people_too(alice, alice_client, in_nord):
    rows = [create_person(member=alice, family_name=name) for name in ("Vial", "Kaci")]
    url = page_of(alice_client, rows, "personnes")
    alice_client.post(url, {"fiche": [row.pk for row in rows], "reste": rows[0].pk})
    assert Person.objects.get().pk == rows[0].pk


def test_what_a_search_found_of_them_is_said(alice, alice_client, two):
    Pair.objects.create(
        kind="company", one_company=two[0], other_company=two[1], probability=0.93, weight=4.0,
        reasons=[["phone", "same", 11.2]],
    )  # fmt: skip
    html = alice_client.get(page_of(alice_client, two)).content.decode()
    assert "probable" in html
    assert "Choisies à la main" not in html


@pytest.mark.parametrize("count", [0, 1, 21])
def test_fewer_than_two_or_more_than_twenty_are_refused_with_a_sentence(alice_client, two, count):
    ids = [two[0].pk, *range(10_000, 10_020)][:count]
    answer = alice_client.post(PICK, {"ids": ids}, follow=True)
    assert "Cochez de deux à 20 fiches" in answer.content.decode()


def test_a_whole_list_is_not_merged(alice_client, two):
    answer = alice_client.post(PICK, {"ids": [row.pk for row in two], "whole": "on"}, follow=True)
    assert "Cochez de deux à 20 fiches" in answer.content.decode()


def test_one_that_is_gone_meanwhile_leads_back_to_the_list(alice, alice_client, two):
    url = page_of(alice_client, two)
    trash(member=alice, party=two[1])
    answer = alice_client.get(url, follow=True)
    assert "ne sont plus là" in answer.content.decode()


def test_a_record_saved_meanwhile_is_not_merged_unseen(alice, alice_client, two):
    url = page_of(alice_client, two)
    stamp = stamp_in(alice_client.get(url).content.decode())
    edit_company(member=alice, company=two[1], changes={"industry": "Métal"})
    data = {"fiche": [row.pk for row in two], "reste": two[0].pk, "vu": stamp}
    assert alice_client.post(url, data).status_code == 422
    assert Company.objects.count() == 2


def test_a_rep_sees_that_a_colleagues_record_is_not_theirs_to_merge(alice, bruno_client, two):
    Company.objects.filter(pk=two[0].pk).update(owner=alice)
    url = page_of(bruno_client, two)
    assert "Un collègue suit" in bruno_client.get(url).content.decode()
    assert bruno_client.post(url, {"fiche": [row.pk for row in two], "reste": two[0].pk}).status_code == 422


def test_the_way_there_stands_beside_the_ticked_rows_of_who_may_merge(alice_client, reader_client, two):
    assert PICK in alice_client.get("/e/nord/societes/").content.decode()
    assert PICK not in reader_client.get("/e/nord/societes/").content.decode()


@pytest.mark.parametrize("count", [2, 20])
def test_the_queries_of_the_page_do_not_grow(alice, alice_client, in_nord, count, django_assert_num_queries):
    rows = [create_company(member=alice, name=f"Atelier {number}") for number in range(count)]
    url = page_of(alice_client, rows)
    alice_client.get(url)
    with django_assert_num_queries(36):
        alice_client.get(url)
