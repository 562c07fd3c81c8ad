"""Answers to objections: the workspace's own, and the start that Carnet offers."""

import pytest
from django.test import Client

from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.catalogue.models import ObjectionReply
from carnet.foundation.catalogue.objections import (
    STEPS,
    ReplyRefused,
    adopt_shipped,
    replies,
    save_reply,
    set_in_use,
    shipped,
)
from carnet.foundation.catalogue.services import create_product
from carnet.foundation.workspaces.models import Membership

pytestmark = pytest.mark.usefixtures("in_nord")
URL = "/e/nord/catalogue/objections/"
SAID = {"kind": "price", "words": "« C’est cher. »", "dig": "Par rapport à quoi ?"}


def test_what_carnet_offers_fits_the_table_and_answers_in_four_steps() -> None:
    kinds = [one["code"] for one in shipped()]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) | {"other"} == set(ObjectionReply.Kind.values)
    for one in shipped():
        ObjectionReply(kind=one["code"], words=one["words"], **{step: one[step] for step in STEPS}).clean_fields()
        assert all(one[step] for step in STEPS)


def test_they_are_taken_once_marked_and_given_back_unless_made_ones_own(bruno: Membership) -> None:
    save_reply(member=bruno, values=SAID)
    event = adopt_shipped(member=bruno)
    assert event
    assert ObjectionReply.objects.filter(is_starter=True).count() == len(shipped()) - 1
    assert adopt_shipped(member=bruno) is None
    mine = save_reply(member=bruno, reply=ObjectionReply.objects.get(kind="time"), values={"argue": "Vingt minutes."})
    assert not mine.is_starter
    undo(member=bruno, event_id=event.pk)
    assert sorted(ObjectionReply.objects.values_list("kind", flat=True)) == ["price", "time"]


def test_an_answer_is_changed_put_aside_and_each_taken_back(bruno: Membership) -> None:
    row = save_reply(member=bruno, values=SAID)
    changed = save_reply(member=bruno, reply=row, values={**SAID, "argue": "Voici pourquoi."})
    aside = set_in_use(member=bruno, reply=row, is_active=False)
    assert aside
    assert set_in_use(member=bruno, reply=row, is_active=False) is None
    assert not replies()
    with pytest.raises(NotUndoable):
        undo(member=bruno, event_id=changed.event.pk)
    undo(member=bruno, event_id=aside.pk)
    undo(member=bruno, event_id=changed.event.pk)
    assert [one.argue for one in replies()] == [""]
    undo(member=bruno, event_id=row.event.pk)
    assert not ObjectionReply.objects.exists()


def test_an_answer_of_one_product_is_not_shown_for_another(bruno: Membership, alice: Membership) -> None:
    wall = create_product(member=alice, reference="A", name="Cloison")
    floor = create_product(member=alice, reference="B", name="Sol")
    save_reply(member=bruno, values={**SAID, "product": wall})
    save_reply(member=bruno, values={**SAID, "words": "« Trop long. »"})
    assert [one.words for one in replies(product=floor)] == ["« Trop long. »"]
    assert len(replies(product=wall)) == 2


@pytest.mark.parametrize(("values", "reason"), [({"words": " "}, "no_words"), ({"dig": ""}, "no_answer")])
def test_an_objection_has_words_and_an_answer(bruno: Membership, values: dict[str, str], reason: str) -> None:
    with pytest.raises(ReplyRefused) as refused:
        save_reply(member=bruno, values={**SAID, **values})
    assert refused.value.reason == reason


def test_the_screens_offer_refuse_and_keep_what_was_typed(bruno_client: Client, reader_client: Client) -> None:
    assert "Prendre les 10 réponses de Carnet" in bruno_client.get(URL).content.decode()
    refused = bruno_client.post(f"{URL}nouvelle/", {"kind": "price", "words": "« Trop cher »"})
    assert refused.status_code == 422
    assert "« Trop cher »" in refused.content.decode()
    assert bruno_client.post(f"{URL}nouvelle/", SAID).status_code == 303
    assert bruno_client.post(f"{URL}de-carnet/").status_code == 303
    row = ObjectionReply.objects.get(is_starter=False)
    assert bruno_client.post(f"{URL}{row.pk}/", {**SAID, "argue": "Voici."}).status_code == 303
    assert bruno_client.post(f"{URL}{row.pk}/usage/").status_code == 303
    page = bruno_client.get(URL).content.decode()
    assert "mise de côté" in page
    assert "proposée par Carnet" in page
    assert reader_client.get(URL).status_code == 200
    assert reader_client.get(f"{URL}{row.pk}/").status_code == 403


def test_the_list_costs_the_same_for_2_and_for_20(bruno_client, bruno, django_assert_max_num_queries) -> None:
    counts = []
    for wanted in (2, 20):
        while ObjectionReply.objects.count() < wanted:
            save_reply(member=bruno, values=SAID)
        with django_assert_max_num_queries(9) as asked:
            bruno_client.get(URL)
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
