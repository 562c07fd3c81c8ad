"""The pages of campaigns, as the people who use them meet them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carnet.foundation.workspaces.models import Membership
from carnet.prospect.campaigns.models import Campaign, Stage, Touch
from carnet.prospect.campaigns.services import start_campaign
from carnet.prospect.campaigns.touching import record_touch
from carnet.prospect.mix.models import Group

from .conftest import firm

HTMX = {"HX-Request": "true"}
HOME = "/e/nord/campagnes/"


def test_three_fields_begin_a_campaign_and_a_contact_joins_it(bruno_client: Client, group: Group, companies) -> None:
    assert bruno_client.get(HOME).status_code == 200
    made = bruno_client.post(f"{HOME}nouvelle/", {"name": "Salon", "group": group.pk, "last_on": ""})
    campaign = Campaign.objects.get()
    assert (made.status_code, made.url) == (303, f"{HOME}{campaign.pk}/")
    assert bruno_client.get(made.url).status_code == 200
    today = timezone.localdate().isoformat()
    given = {
        "company": "firme 02",
        "channel": "phone",
        "on": today,
        "stage": 3,
        "reason": "price",
        "message": "Script A",
    }
    assert bruno_client.post(f"{made.url}contacts/nouveau/", given).status_code == 303
    touch = Touch.objects.get()
    assert (touch.company, touch.stage, touch.message) == (companies[1], Stage.ARGUED, "Script A")
    page = bruno_client.get(made.url).content.decode()
    assert "Firme 02" in page
    assert "Trop cher" in page
    assert bruno_client.post(f"{HOME}contacts/{touch.pk}/", {"stage": 4, "reason": "need"}).status_code == 303
    assert bruno_client.post(f"{made.url}cloture/").status_code == 303
    assert "Script A" in bruno_client.get(made.url).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"company": "Personne", "on": "2026-01-05"}, "Aucune entreprise du fichier"),
        ({"company": "Firme", "on": "2026-01-05"}, "4 entreprises possibles"),
        ({"company": "Firme 01", "on": "2999-01-01"}, "mettez-le à l’agenda"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_in_place_and_nothing_typed_is_lost(
    bruno_client: Client, campaign: Campaign, given: dict, said: str
) -> None:
    told = given | {"channel": "phone", "stage": 2, "reason": "", "message": "Script très long", "segment": ""}
    answer = bruno_client.post(f"{HOME}{campaign.pk}/contacts/nouveau/", told, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Script très long" in page
    assert not Touch.objects.exists()


def test_a_campaign_that_ends_in_the_past_is_refused_in_place(bruno_client: Client, in_nord: None) -> None:
    answer = bruno_client.post(f"{HOME}nouvelle/", {"name": "Salon", "last_on": "2020-01-01"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Ce jour est passé" in answer.content.decode()


def test_the_part_of_a_refused_form_is_that_of_the_whole_page(bruno_client: Client, campaign: Campaign) -> None:
    wrong = {"name": "", "first_on": "2026-02-01", "last_on": "2026-01-01", "group": "", "goal": ""}
    part = bruno_client.post(f"{HOME}{campaign.pk}/modifier/", wrong, headers=HTMX)
    whole = bruno_client.post(f"{HOME}{campaign.pk}/modifier/", wrong)
    assert part.status_code == whole.status_code == 422
    assert bare(part.content.decode()) in bare(whole.content.decode())


def bare(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)).strip()


def test_a_reader_sees_and_changes_nothing(reader_client: Client, campaign: Campaign) -> None:
    page = reader_client.get(f"{HOME}{campaign.pk}/").content.decode()
    assert "Ajouter un contact" not in page
    assert reader_client.post(f"{HOME}{campaign.pk}/cloture/").status_code == 403


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_and_a_campaign_cost_the_same_with_2_and_20(
    bruno: Membership, bruno_client: Client, in_nord: None, count: int, django_assert_num_queries
) -> None:
    rows = [start_campaign(member=bruno, name=f"Campagne {number}") for number in range(count)]
    for number in range(count):
        record_touch(member=bruno, campaign=rows[0], party=firm(bruno, number), channel="phone")
    with django_assert_num_queries(QUERIES["list"]):
        assert bruno_client.get(HOME).status_code == 200
    with django_assert_num_queries(QUERIES["one"]):
        assert bruno_client.get(f"{HOME}{rows[0].pk}/").status_code == 200


QUERIES = {"list": 6, "one": 10}


def test_many_contacts_are_told_page_by_page(bruno: Membership, bruno_client: Client, campaign, companies) -> None:
    for number in range(35):
        at = timezone.now() - timedelta(hours=number)
        record_touch(member=bruno, campaign=campaign, party=companies[0], channel="email", at=at)
    assert "Suivant" in bruno_client.get(f"{HOME}{campaign.pk}/").content.decode()
    assert bruno_client.get(f"{HOME}{campaign.pk}/?page=2").status_code == 200
