"""The deals as a list: the workspace's own fields as columns, filters and sorts; the same filter on the board."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.consents.services import restrict
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.opportunities.services import lose_opportunity, open_opportunity, win_opportunity
from carnet.foundation.parties.services import create_company
from tests.foundation.fields.making import make_field

LIST, BOARD = "/e/nord/affaires/liste/", "/e/nord/affaires/"


@pytest.fixture
def deals(alice, nord, in_nord):
    make_field(alice, "Décideur", holder="opportunity", kind="choice", choices=["Gérant", "Achats"])
    make_field(alice, "Surface", holder="opportunity", kind="number")
    make_field(alice, "Marge visée", holder="opportunity", kind="money", roles=["manager"])
    nord.refresh_from_db()
    company = create_company(member=alice, name="Clinique des Balmes")
    rows = (("Accueil", "gerant", 80), ("Bloc", "achats", 12), ("Cuisine", "gerant", 200))
    today = timezone.localdate()
    return [
        open_opportunity(
            member=alice, company=company, name=name, amount_cents=100_000 * place,
            expected_on=today + timedelta(days=place - 2), custom={"decideur": who, "surface": surface},
        )
        for place, (name, who, surface) in enumerate(rows, 1)
    ]  # fmt: skip


def names(client, query=""):
    page = BeautifulSoup(client.get(f"{LIST}{query}").content, "html.parser")
    return [link.text for link in page.select("tbody a.name")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Accueil", "Bloc", "Cuisine"]),
        ("?tri=-prevue", ["Cuisine", "Bloc", "Accueil"]),
        ("?tri=-montant", ["Cuisine", "Bloc", "Accueil"]),
        ("?tri=c-surface", ["Bloc", "Accueil", "Cuisine"]),
        ("?c-decideur=gerant", ["Accueil", "Cuisine"]),
        ("?c-surface=>50", ["Accueil", "Cuisine"]),
        ("?q=bloc", ["Bloc"]),
        ("?q=balmes", ["Accueil", "Bloc", "Cuisine"]),
        ("?suivi=personne", []),
        ("?suivi=moi", ["Accueil", "Bloc", "Cuisine"]),
        ("?etat=gagnees", []),
    ],
)
def test_own_fields_filter_and_sort_as_the_others_do(alice_client, deals, query, found):
    assert names(alice_client, query) == found


def test_own_fields_are_columns_and_a_role_that_may_not_see_one_does_not(alice_client, bruno_client, deals):
    page = alice_client.get(f"{LIST}?col=nom,c-decideur,c-surface").content.decode()
    assert "Gérant" in page
    assert "Marge visée" in page
    assert "Marge visée" not in bruno_client.get(LIST).content.decode()


def test_won_and_lost_deals_are_lists_too(alice, alice_client, deals):
    win_opportunity(member=alice, opportunity=deals[0])
    lose_opportunity(member=alice, opportunity=deals[1], reason="price", detail="")
    assert names(alice_client) == ["Cuisine"]
    assert names(alice_client, "?etat=gagnees") == ["Accueil"]
    assert names(alice_client, "?etat=perdues") == ["Bloc"]
    assert "Prix" in alice_client.get(f"{LIST}?etat=perdues&col=nom,raison").content.decode()


def test_the_board_shows_what_the_list_is_narrowed_to_and_the_own_fields_that_it_shows(alice_client, deals):
    page = BeautifulSoup(alice_client.get(f"{BOARD}?c-decideur=gerant&col=nom,c-surface").content, "html.parser")
    cards = [card.get_text(" ", strip=True) for card in page.select("li.card")]
    assert len(cards) == 2
    assert any("Surface" in card and "200" in card for card in cards)
    assert [chip.get_text(strip=True) for chip in page.select('.filters a.chip[aria-current="true"]')][1:] == [
        "Décideur\u00a0: Gérant"
    ]
    link = page.find("a", string=lambda text: text and "Filtrer dans la liste" in text) or page.select_one(
        f'a[href^="{LIST}?"]'
    )
    assert "c-decideur=gerant" in link["href"]


def test_a_board_is_of_open_deals_even_where_the_list_was_of_won_ones(alice, alice_client, deals):
    win_opportunity(member=alice, opportunity=deals[0])
    page = BeautifulSoup(alice_client.get(f"{BOARD}?etat=gagnees").content, "html.parser")
    assert len(page.select("li.card")) == 2


def test_a_view_of_deals_is_kept_and_found_again(alice_client, deals):
    data = {"name": "Gérants", "query": "c-decideur=gerant", "next": LIST}
    alice_client.post("/e/nord/vues/deals/enregistrer/", data)
    page = alice_client.get(LIST).content.decode()
    assert "Gérants" in page
    number = page.split("liste/?vue=", 1)[1].split('"', 1)[0]
    assert names(alice_client, f"?vue={number}") == ["Accueil", "Cuisine"]


def test_the_file_holds_what_the_list_shows_without_a_frozen_company(alice, alice_client, deals):
    other = create_company(member=alice, name="=Gelée")
    open_opportunity(member=alice, company=other, name="=Zinc")
    text = b"".join(alice_client.get(f"{LIST}export.csv?col=nom,societe,montant").streaming_content).decode()
    assert "Accueil;Clinique des Balmes;1000,00" in text
    assert "'=Zinc" in text
    assert Event.objects.filter(code="pipeline.list_exported").exists()
    restrict(member=alice, party=other, because="Conteste")
    text = b"".join(alice_client.get(f"{LIST}export.csv").streaming_content).decode()
    assert "Zinc" not in text


def test_they_are_counted_on_demand(alice_client, deals):
    assert "3" in alice_client.get(f"{LIST}compte/", headers={"HX-Request": "true"}).content.decode()


def test_the_part_is_what_the_page_shows(alice_client, deals):
    page = BeautifulSoup(alice_client.get(LIST).content, "html.parser")
    part = BeautifulSoup(alice_client.get(LIST, headers={"HX-Request": "true"}).content, "html.parser")
    assert part.select_one("#list tbody").prettify() == page.select_one("#list tbody").prettify()


@pytest.mark.parametrize("count", [2, 20])
def test_the_queries_do_not_grow(alice, alice_client, deals, count, django_assert_num_queries):
    company = Opportunity.objects.first().company
    for number in range(count):
        open_opportunity(member=alice, company=company, name=f"Affaire {number}")
    for url, most in ((LIST, 10), (BOARD, 9)):
        alice_client.get(url)
        with django_assert_num_queries(most):
            alice_client.get(url)
