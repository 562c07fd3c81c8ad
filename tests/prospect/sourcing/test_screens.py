"""Find, choose, add: on the screen, with its refusals."""

import re

import pytest
from django.urls import reverse

from carnet.foundation.parties.models import Company
from carnet.prospect.sourcing.models import Grid, Targeting

from .conftest import firm, siren, siret

ASKED = {"q": "plombier", "naf": "43.22A", "lieu": "45.764,4.8357", "km": "30"}


@pytest.fixture
def url(nord):
    return lambda name, **kwargs: reverse(f"sourcing:{name}", kwargs={"workspace": nord.slug, **kwargs})


def text(response):
    return response.content.decode()


def test_without_a_register_the_page_says_who_does_what(alice_client, url, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert "Aucun fichier Sirene n’est encore chargé" in text(alice_client.get(url("find")))


@pytest.mark.usefixtures("three")
class TestFind:
    def test_a_search_counts_and_lists_with_its_source(self, alice_client, url):
        page = text(alice_client.get(url("find"), ASKED))
        assert "4 établissements conviennent" in page
        assert "Insee, Sirene, 12/10/2026" in page
        assert f"PLOMBERIE {siren(1)}" in page

    def test_the_part_is_that_of_the_whole_page(self, alice_client, url):
        whole = text(alice_client.get(url("find"), ASKED))
        part = text(alice_client.get(url("find"), ASKED, headers={"HX-Request": "true"}))
        assert part.strip().startswith('<div class="stack" id="results"')
        assert without_tokens(part) in without_tokens(whole)

    def test_the_score_is_explained_on_each_line(self, alice_client, url, grid):
        page = text(alice_client.get(url("find"), {**ASKED, "grille": grid.pk}))
        assert "Classés par «\u00a0Installateurs\u00a0», version 1." in page
        assert "Salariés\u00a0: 75 / 75" in page

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"lieu": "Nulleparville"}, "Aucune commune ne s’appelle"),
            ({"lieu": "4.8357,45.764"}, "Vouliez-vous dire"),
            ({"km": "9999"}, "500"),
            ({"dep": "69, Rhône"}, "RHÔNE"),
            ({"communes": "99999"}, "99999"),
            ({"naf": "plomb'"}, "PLOMB"),
        ],
    )
    def test_what_cannot_be_asked_is_422_with_a_sentence(self, alice_client, url, changed, sentence):
        answer = alice_client.get(url("find"), {**ASKED, **changed})
        assert answer.status_code == 422
        assert sentence in text(answer)

    def test_asking_for_everything_asks_nothing(self, alice_client, url):
        assert "Dites qui vous cherchez" in text(alice_client.get(url("find"), {"q": "plombier"}))

    def test_activities_are_found_by_words_and_those_ticked_stay(self, alice_client, url):
        page = text(alice_client.get(url("activities"), {"q": "43.2", "naf": "62.01Z"}))
        assert 'value="62.01Z" checked' in page

    def test_another_workspace_s_criteria_rank_nothing(self, stranger_client, sud, url, grid):
        there = reverse("sourcing:find", kwargs={"workspace": sud.slug})
        assert stranger_client.get(there, {**ASKED, "grille": grid.pk}).status_code == 422

    def test_those_ticked_become_suspects(self, bruno_client, url, in_nord):
        answer = bruno_client.post(url("add"), {**ASKED, "siret": [siret(1), siret(2)]})
        assert answer.status_code == 303
        assert set(Company.objects.values_list("siren", flat=True)) == {siren(1), siren(2)}
        page = text(bruno_client.get(answer["Location"]))
        assert "2 suspects, sur 4 qui convenaient" in page
        assert "Origine" in page

    def test_adding_nobody_new_says_so(self, bruno_client, url):
        bruno_client.post(url("add"), ASKED)
        answer = bruno_client.post(url("add"), ASKED)
        assert "Personne à ajouter" in text(bruno_client.get(answer["Location"]))
        assert answer["Location"].startswith(url("find"))

    def test_a_search_that_no_longer_holds_adds_nothing(self, bruno_client, url, in_nord):
        bruno_client.post(url("add"), {**ASKED, "lieu": "Nulleparville"})
        bruno_client.post(url("add"), {"siret": siret(1)})
        assert not Company.objects.exists()

    def test_the_count_while_typing_is_that_of_the_page(self, alice_client, url):
        part = text(alice_client.get(url("count"), ASKED, headers={"HX-Request": "true"})).strip()
        assert part.startswith('<output class="quiet-text" id="count"')
        assert "<b>4</b> établissements conviennent" in part
        assert part in text(alice_client.get(url("find"), ASKED))

    def test_what_cannot_be_counted_says_so_and_nothing_asked_says_nothing(self, alice_client, url):
        wrong = alice_client.get(url("count"), {**ASKED, "lieu": "Nulleparville"})
        assert (wrong.status_code, "Aucune commune" in text(wrong)) == (422, True)
        assert "convien" not in text(alice_client.get(url("count"), {"q": "plombier", "km": "50"}))

    def test_an_area_drawn_on_the_map_takes_the_place_of_the_radius(self, bruno_client, url, in_nord):
        around = {**ASKED, "km": "1", "zone": "45.5 4.5:45.5 5.0:46.0 5.0:46.0 4.5"}
        page = text(bruno_client.get(url("find"), around))
        assert "4 établissements conviennent" in page
        assert "dans une zone dessinée sur la carte" in page
        assert "Retirer la zone" in page
        nowhere = {**ASKED, "zone": "47.5 4.5:47.5 5.0:48.0 5.0"}
        assert "Personne ne convient" in text(bruno_client.get(url("find"), nowhere))
        bruno_client.post(url("add"), around)
        assert len(Targeting.objects.get().asked.area) == 4

    @pytest.mark.parametrize("zone", ["45.5 4.5", "ici:là:ailleurs", "45 4:45 5:NaN"])
    def test_an_area_that_is_none_is_422(self, alice_client, url, zone):
        answer = alice_client.get(url("find"), {**ASKED, "zone": zone})
        assert answer.status_code == 422
        assert "Cette zone est illisible" in text(answer)

    def test_a_point_of_the_map_is_told_by_its_town(self, alice_client, url):
        assert "(point de la carte)" in text(alice_client.get(url("find"), ASKED))

    def test_the_marks_of_a_screen_are_counted_and_named_where_few(self, alice_client, url):
        told = alice_client.get(url("points"), {**ASKED, "cadre": "45,4,46,6", "z": "9"}).json()
        assert told["said"] == "4 établissements en vue"
        assert [mark["n"] for mark in told["marks"]] == [4]
        assert {row["label"] for row in told["rows"]} >= {f"PLOMBERIE {siren(1)}"}
        elsewhere = alice_client.get(url("points"), {**ASKED, "cadre": "47,4,48,6", "z": "9"}).json()
        assert (elsewhere["marks"], elsewhere["said"]) == ([], "0 établissement en vue")

    @pytest.mark.parametrize("more", [{"cadre": "ici"}, {"cadre": "45,4,46,6", "lieu": "Nulleparville"}])
    def test_marks_of_no_search_or_no_screen_are_422(self, alice_client, url, more):
        assert alice_client.get(url("points"), {**ASKED, **more}).status_code == 422

    def test_the_address_of_the_marks_opened_by_a_person_leads_to_the_page_of_the_map(self, alice_client, url):
        assert alice_client.get(url("points")).url == url("find")
        assert alice_client.get(url("points"), {"naf": "43.22A"}).url == f"{url('find')}?naf=43.22A"

    def test_a_reader_sees_but_does_not_add(self, reader_client, url):
        page = text(reader_client.get(url("find"), ASKED))
        assert "Ajouter les cochés" not in page
        assert reader_client.post(url("add"), ASKED).status_code == 403


def without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("count", [2, 20])
def test_a_page_of_2_costs_the_queries_of_a_page_of_20(alice_client, url, register, count, django_assert_num_queries):
    register([firm(number) for number in range(count)])
    alice_client.get(url("find"))
    with django_assert_num_queries(11):
        alice_client.get(url("find"), ASKED)


def test_criteria_are_written_changed_and_withdrawn(alice_client, url, in_nord):
    given = {
        "name": "Proches",
        "near_weight": "30",
        "near_low": "5",
        "near_high": "30",
        "staff_weight": "20",
        "staff_values": ["10-19", "20-49"],
    }
    assert alice_client.post(url("grid_new"), given).status_code == 303
    grid = Grid.objects.get()
    assert [(term.kind, term.weight, term.values) for term in grid.rules] == [
        ("near", 30, ()),
        ("staff", 20, ("11", "12")),
    ]
    page = text(alice_client.get(url("grid_edit", pk=grid.pk)))
    assert 'value="10-19" id="id_staff_values_3" checked' in page or "checked" in page
    alice_client.post(url("grid_edit", pk=grid.pk), {**given, "head_weight": "5"})
    assert Grid.objects.current().get().version == 2
    alice_client.post(url("grid_withdraw", pk=Grid.objects.current().get().pk))
    assert not Grid.objects.current().exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": ""}, "obligatoire"),
        ({"name": "Vides"}, "Donnez un poids à un critère au moins"),
        ({"name": "Sans valeur", "staff_weight": "10"}, "Dites ce qui donne les points"),
        ({"name": "Faux", "activity_weight": "10", "activity_values": "plombier"}, "Dites ce qui donne les points"),
        ({"name": "Lourd", "head_weight": "1000"}, "100"),
    ],
)
def test_criteria_that_mean_nothing_are_422(alice_client, url, given, sentence):
    answer = alice_client.post(url("grid_new"), given)
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_a_choice_of_another_workspace_is_not_found(stranger_client, sud, alice, in_nord):
    chosen = Targeting.objects.create(stock_on="2026-10-31", found=1, added=1)
    assert stranger_client.get(reverse("sourcing:targeting", args=[sud.slug, chosen.pk])).status_code == 404
