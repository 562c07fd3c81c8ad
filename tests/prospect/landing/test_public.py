"""What a stranger sees and sends: the page, the refusals that lose nothing, the limits, the links."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from carnet.foundation.ui import public
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.landing.models import ConsentText, Page, Submission
from carnet.prospect.landing.services import publish, unpublish

from .conftest import TYPED, URL, shown_ago

Send = Callable[..., Any]


def test_a_draft_is_nobodys_to_see(begun: Page, client: Client) -> None:
    assert client.get(URL).status_code == 404


def test_a_public_page_is_light_and_tells_search_engines_what_it_is(landing: Page, client: Client) -> None:
    answer = client.get(URL)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.content) < 20_000
    assert not answer.cookies
    assert '<meta property="og:title" content="Travailler au calme, sans travaux">' in text
    assert 'rel="canonical"' in text
    assert "noindex" not in text
    assert "38 dB mesurés" in text


def test_no_box_is_ticked_beforehand_and_each_word_of_it_is_archived(landing: Page, client: Client) -> None:
    text = client.get(URL).content.decode()
    assert "checked" not in text
    archived = {one.channel: one.text for one in ConsentText.objects.filter(page=landing)}
    assert set(archived) == {"email", "phone"}
    assert archived["phone"].replace("’", "’") in text
    for told in ("Ateliers du Nord SAS", "cloisons acoustiques", "12 mois au plus", "retirer", "preuve", "non"):
        assert told in archived["phone"]


def test_taken_off_it_answers_404_and_its_version_can_come_back(
    landing: Page, client: Client, bruno: Membership
) -> None:
    unpublish(member=bruno, page=landing)
    assert client.get(URL).status_code == 404
    publish(member=bruno, page=landing, number=2)
    assert client.get(URL).status_code == 200


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "pas une adresse"}, "adresse"),
        ({"phone": "12"}, "numéro de téléphone"),
        ({"name": ""}, "obligatoire"),
        ({"company": ""}, "obligatoire"),
        ({"name": "Jeanne\r\nBcc: tous@exemple.example"}, "une seule ligne"),
        ({"need": "x" * 2001}, "2000"),
        ({"name": "x" * 121}, "120"),
        ({"own0": "99"}, "choix"),
        ({"site": "https://robot.example"}, "rester vide"),
        ({"stamp": "1:abc:def"}, "reconnue"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(send: Send, changes: dict[str, str], told: str) -> None:
    answer = send(**changes)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert "Deux bureaux à isoler" in text or "need" in changes
    assert not Submission.objects.exists()


@pytest.mark.parametrize(("seconds", "told"), [(0.5, "plus vite"), (25 * 3600, "longtemps")])
def test_what_is_sent_too_fast_or_too_late_asks_to_be_sent_again(
    send: Send, landing: Page, seconds: float, told: str
) -> None:
    answer = send(stamp=shown_ago(landing, seconds))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', answer.content.decode())[1]
    assert send(stamp=shown_ago(landing, 5) if seconds < 1 else stamp).status_code in {303, 422}


def test_another_pages_stamp_does_not_serve(send: Send, landing: Page) -> None:
    landing.pk += 1000
    assert send(stamp=shown_ago(landing, 30)).status_code == 422


def test_who_sends_too_often_waits_and_loses_nothing(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public.writing, "clock", lambda: 1000.0)
    for number in range(public.writing.burst):
        assert send(need=f"Besoin numéro {number} de notre cabinet").status_code == 303
    answer = send()
    assert answer.status_code == 429
    assert "Deux bureaux à isoler" in answer.content.decode()


def test_a_giant_form_is_refused_with_a_sentence(send: Send) -> None:
    answer = send(need="x" * 100_000)
    assert answer.status_code == 413
    assert "trop long" in answer.content.decode()


def test_markup_is_shown_as_it_was_typed(send: Send) -> None:
    answer = send(name="<script>alert(1)</script>", email="faux")
    assert "<script>" not in answer.content.decode()


def test_a_page_for_both_asks_who_writes(send: Send, landing: Page, client: Client) -> None:
    Page.objects.filter(pk=landing.pk).update(audience="both")
    assert "Code de la consommation" in client.get(URL).content.decode()
    assert send().status_code == 422
    assert send(kind="consumer").status_code in {303, 422}


def test_thanks_come_after(send: Send, client: Client) -> None:
    answer = client.get(send().url)
    assert answer.status_code == 200
    assert "Merci" in answer.content.decode()


def test_one_form_costs_one_insert(send: Send, landing: Page, client: Client, django_assert_num_queries: Any) -> None:
    data = TYPED | {"stamp": shown_ago(landing, 30), "site": ""}
    client.post(URL, data)
    # The place, the page, its consents, the insert; the worker is called once a second at most.
    with django_assert_num_queries(4):
        assert client.post(URL, data | {"need": "Une autre demande, aussi précise."}).status_code == 303
