"""Counting the rows of a list by what they have."""

import re

import pytest

from carnet.foundation.opportunities.services import open_opportunity
from carnet.foundation.parties.services import create_company
from tests.foundation.fields.making import make_field

HTMX = {"HX-Request": "true"}
URL = "/e/nord/societes/"


def lines(client, query: str) -> list[tuple[str, ...]]:
    html = client.get(f"{URL}?{query}", headers=HTMX).content.decode()
    table = re.search(r'<table class="table dense groups">.*?</table>', html, re.DOTALL).group()
    body = table.split("<tbody>")[1].split("</tbody>")[0]
    return [
        tuple(re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td.*?</td>", row))
        for row in body.split("<tr>")[1:]
    ]


@pytest.fixture
def file(alice, nord, in_nord):
    make_field(alice, "Matière", kind="choice", choices=["Bois", "Métal"])
    nord.refresh_from_db()
    perrin = create_company(
        member=alice, name="Perrin", city="Lyon", stage="hot", owner=alice, custom={"matiere": "Bois"}
    )
    create_company(member=alice, name="Vial", city="Lyon", stage="hot")
    create_company(member=alice, name="Zola", stage="cold")
    open_opportunity(member=alice, company=perrin, name="Toiture", amount_cents=500_000)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("par=etape", [("Prospect froid", "1", ""), ("Prospect chaud", "2", "5\u202f000\xa0€")]),
        ("par=ville", [("Lyon", "2", "5\u202f000\xa0€"), ("Aucune valeur", "1", "")]),
        ("par=suivi", [("Alice Martin", "1", "5\u202f000\xa0€"), ("Aucune valeur", "2", "")]),
        ("par=c-matiere", [("Bois", "1"), ("Aucune valeur", "2")]),
        ("par=ville&f=1.et(etape:parmi:cold)", [("Aucune valeur", "1", "")]),
    ],
)
def test_each_value_is_counted_with_the_deals_under_way(alice_client, file, query, found):
    assert lines(alice_client, query) == found


def test_a_count_leads_to_the_list_narrowed_to_it(alice_client, file):
    html = alice_client.get(f"{URL}?par=ville&f=1.ou(etape:parmi:hot,etape:parmi:cold)").content.decode()
    assert "?f=1.et(ou(etape:parmi:hot,etape:parmi:cold),ville:est:Lyon)" in html
    assert "?f=1.et(ou(etape:parmi:hot,etape:parmi:cold),ville:vide)" in html


@pytest.mark.parametrize("query", ["par=", "par=inconnu", "par=c-inconnu"])
def test_an_unknown_group_counts_nothing(alice_client, file, query):
    assert b'class="table dense groups"' not in alice_client.get(f"{URL}?{query}").content


def test_a_saved_view_keeps_conditions_and_group(alice_client, file):
    query = "f=1.et(etape:parmi:hot)&par=ville"
    kept = alice_client.post("/e/nord/vues/companies/enregistrer/", {"name": "Chauds", "query": query, "next": URL})
    html = alice_client.get(kept["Location"]).content.decode()
    assert "Étape est Prospect chaud" in html
    assert 'class="table dense groups"' in html


@pytest.mark.parametrize("count", [2, 20])
def test_counting_asks_twice_more_whatever_the_number_of_rows(alice_client, many, count, django_assert_num_queries):
    many(count)
    with django_assert_num_queries(9):
        alice_client.get(f"{URL}?par=ville", headers=HTMX)
