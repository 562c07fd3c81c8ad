"""The same tag or the same next action for all the ticked rows."""

import re

import pytest
from django_scopes import scope

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_person, trash
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.queries import tags_of
from carnet.foundation.tags.services import tag

TAGS = "/e/nord/societes/ensemble/etiqueter/"
PLAN = "/e/nord/societes/ensemble/planifier/"
URL = "/e/nord/societes/"


def names(client, query: str) -> set[str]:
    return set(re.findall(r'<a class="name"[^>]*>([^<]*)</a>', client.get(f"{URL}?{query}").content.decode()))


def test_ticked_companies_get_a_tag_after_a_look_and_lose_it_by_undo(alice_client, alice, many):
    rows = many(3)
    ids = [row.pk for row in rows[:2]]
    look = alice_client.post(TAGS, {"ids": ids}).content.decode()
    assert "Atelier 000" in look
    assert "Atelier 002" not in look
    assert not Tag.objects.exists()
    done = alice_client.post(TAGS, {"ids": ids, "given": "1", "add": "Salon 2026"})
    assert done.status_code == 303
    salon = Tag.objects.get()
    assert names(alice_client, f"f=1.et(etiquette:parmi:{salon.pk})") == {"Atelier 000", "Atelier 001"}
    assert names(alice_client, f"f=1.et(etiquette:hors:{salon.pk})") == {"Atelier 002"}
    assert names(alice_client, "f=1.et(etiquette:vide)") == {"Atelier 002"}
    assert "Salon 2026" in alice_client.get(f"{URL}?col=nom,etiquettes").content.decode()
    undo(member=alice, event_id=Event.objects.get(code="tags.tagged").pk)
    assert tags_of(Company, ids) == {}


def test_a_tag_is_taken_off_by_its_box(alice_client, alice, many):
    rows = many(2)
    tag(member=alice, parties=rows, add="VIP")
    vip = Tag.objects.get()
    assert f'value="{vip.pk}"' in alice_client.post(TAGS, {"ids": rows[0].pk}).content.decode()
    alice_client.post(TAGS, {"ids": rows[0].pk, "given": "1", "remove": vip.pk})
    assert tags_of(Company, [row.pk for row in rows]) == {rows[1].pk: ["VIP"]}


def test_the_whole_filtered_list_gets_the_same_next_action(alice_client, alice, many):
    many(3, stage="hot")
    many(2)
    answer = alice_client.post(
        PLAN,
        {"whole": "on", "wishes": "f=1.et(etape:parmi:hot)", "given": "1", "title": "Inviter", "due_on": "2026-12-01"},
    )
    assert answer.status_code == 303
    assert Task.objects.filter(title="Inviter", member=alice).count() == 3
    undo(member=alice, event_id=Event.objects.get(code="customer_file.planned_together").pk)
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("url", "given"),
    [(TAGS, {"add": ""}), (PLAN, {"title": "", "due_on": "2026-12-01"}), (PLAN, {"title": "X", "due_on": "hier"})],
)
def test_what_is_not_said_is_asked_again(alice_client, many, url, given):
    (row,) = many(1)
    answer = alice_client.post(url, {"ids": row.pk, "given": "1", **given})
    assert answer.status_code == 422
    assert not Task.objects.exists()


def test_who_is_gone_is_told_and_nothing_ticked_is_too(alice_client, alice, many):
    gone, stays = many(2)
    trash(member=alice, party=gone)
    assert "à la corbeille" in alice_client.post(TAGS, {"ids": [gone.pk, stays.pk]}).content.decode()
    assert alice_client.post(TAGS, {"ids": "abc"}).status_code == 303


def test_people_are_tagged_from_their_list(alice_client, alice, in_nord):
    anne = create_person(member=alice, family_name="Vial", given_name="Anne")
    alice_client.post("/e/nord/personnes/ensemble/etiqueter/", {"ids": anne.pk, "given": "1", "add": "VIP"})
    html = alice_client.get("/e/nord/personnes/?col=nom,etiquettes").content.decode()
    assert "VIP" in html
    assert 'name="ids"' in html


def test_who_may_not_change_companies_tags_none(reader_client, stranger_client, many, nord):
    (row,) = many(1)
    assert reader_client.post(TAGS, {"ids": row.pk, "given": "1", "add": "VIP"}).status_code == 403
    assert stranger_client.post(TAGS, {"ids": row.pk}).status_code == 404
    assert reader_client.post("/e/nord/societes/ensemble/danser/", {"ids": row.pk}).status_code == 404
    with scope(workspace=nord):
        assert not Tag.objects.exists()
