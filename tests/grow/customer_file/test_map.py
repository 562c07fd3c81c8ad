"""The companies of a filter on a map, and in words beside it."""

import pytest

from carnet.foundation.parties.services import create_company

URL, POINTS = "/e/nord/societes/?forme=carte", "/e/nord/societes/carte/"
FRANCE = "cadre=41,-6,52,10&z=6"


@pytest.fixture
def file(alice, in_nord):
    for name, postcode, city, more in (
        ("Clinique des Balmes", "69006", "Lyon", {"stage": "customer"}),
        ("Menuiserie Perrin", "69100", "Villeurbanne", {"stage": "hot"}),
        ("Sogebelle", "69500", "Bron", {}),
        ("Lycée Vial", "38200", "Vienne", {}),
        ("Corse Bois", "20000", "Ajaccio", {}),
        ("Sans Adresse", "", "", {}),
        ("Faux Code", "99999", "Ailleurs", {}),
        ("Bois Allemand", "69115", "Heidelberg", {"country": "DE"}),
    ):
        create_company(member=alice, name=name, postcode=postcode, city=city, **more)


def points(client, query=FRANCE):
    return client.get(f"{POINTS}?{query}").json()


def test_every_company_with_a_french_postcode_is_on_the_map_and_the_others_are_counted(alice_client, file):
    html = alice_client.get(URL).content.decode()
    assert "5 sociétés sur la carte" in html
    assert "3 sont sans lieu" in html
    assert sum(mark["n"] for mark in points(alice_client)["marks"]) == 5


def test_those_without_a_place_are_a_click_away(alice_client, file):
    html = alice_client.get("/e/nord/societes/?f=1.et(carte:est:non)").content.decode()
    for name in ("Sans Adresse", "Faux Code", "Bois Allemand"):
        assert name in html
    assert "Sogebelle" not in html
    assert "f=1.et(carte:est:non)" in alice_client.get(URL).content.decode()
    assert "Sogebelle" in alice_client.get("/e/nord/societes/?f=1.et(carte:est:oui)").content.decode()


def test_the_map_obeys_the_filters_the_conditions_and_the_search(alice_client, file):
    for query, count in (("etape=hot", 1), ("f=1.et(ville:debut:v)", 2), ("q=clinique", 1), ("q=personne", 0)):
        assert sum(mark["n"] for mark in points(alice_client, f"{query}&{FRANCE}")["marks"]) == count


def test_a_frame_shows_only_what_lies_in_it_and_names_the_few(alice_client, file):
    told = points(alice_client, "cadre=45.6,4.7,45.9,5.1&z=10")
    assert sum(mark["n"] for mark in told["marks"]) == 3
    assert [row["label"] for row in told["rows"]] == ["Clinique des Balmes", "Menuiserie Perrin", "Sogebelle"]
    assert "3 sociétés en vue" in told["said"]


def test_a_mark_of_one_place_leads_to_its_companies_and_one_of_many_to_a_closer_look(alice_client, file):
    near = points(alice_client, "cadre=45.6,4.7,45.9,5.1&z=14")["marks"]
    bron = next(mark for mark in near if mark["label"] == "Bron")
    page = alice_client.get(bron["url"]).content.decode()
    assert "Sogebelle" in page
    assert "Menuiserie Perrin" not in page
    far = points(alice_client, "cadre=41,-6,52,10&z=4")["marks"][0]
    assert far["n"] > 1
    assert len(far["frame"]) == 4


def test_the_places_are_written_for_who_has_no_javascript(alice_client, file):
    html = alice_client.get(URL).content.decode()
    assert "Villeurbanne" in html
    assert "vendor/leaflet/leaflet.js" in html
    assert "vendor/leaflet/leaflet.js" not in alice_client.get("/e/nord/societes/").content.decode()


def test_a_saved_view_remembers_that_it_is_a_map(alice_client, file):
    save = {"name": "Carte des clients", "query": "etape=customer&forme=carte", "next": "/e/nord/societes/"}
    shown = alice_client.post("/e/nord/vues/companies/enregistrer/", save, follow=True).content.decode()
    assert "data-map" in shown
    assert "1 société sur la carte" in shown


def test_the_map_says_when_nothing_answers(alice_client, file):
    assert "Aucune société ne répond" in alice_client.get(f"{URL}&q=zzzz").content.decode()


def test_without_the_file_of_communes_the_map_says_why_it_is_empty(alice_client, file, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    assert "make assets" in alice_client.get(URL).content.decode()


@pytest.mark.parametrize("query", ["", "cadre=&z=", "cadre=1,2,3&z=x", "cadre=nan,1,2,3&z=400", "cadre=46,5,45,4&z=-3"])
def test_a_frame_that_is_none_shows_all(alice_client, file, query):
    assert sum(mark["n"] for mark in points(alice_client, query)["marks"]) == 5


@pytest.mark.parametrize("count", [2, 20])
def test_the_queries_do_not_grow_with_the_companies(alice_client, many, count, django_assert_num_queries):
    many(count, postcode="69003")
    alice_client.get(URL)
    with django_assert_num_queries(8):
        alice_client.get(URL)
    with django_assert_num_queries(6):
        points(alice_client, "cadre=45.6,4.7,45.9,5.1&z=10")


def test_a_stranger_gets_nothing(stranger_client, file):
    assert stranger_client.get(POINTS).status_code == 404


DRAWN = "/e/nord/societes/carte/trace/"


def test_a_circle_drawn_on_the_map_becomes_a_condition_that_is_said_and_drawn(alice_client, file):
    page = alice_client.get(f"{DRAWN}?forme=carte&trace=45.7500 4.8500:12", follow=True)
    html = page.content.decode()
    assert "3 sociétés sur la carte" in html
    assert "Lyon (point de la carte)" in html
    assert "&quot;circles&quot;" in html


def test_an_area_takes_the_place_of_the_circle_that_was_there(alice_client, file):
    where = "1.et(pres:autour:45.75 4.85:5,nom:contient:e)"
    trace = "45.5 4.8:45.5 4.95:45.55 4.95:45.55 4.8"
    html = alice_client.get(DRAWN, {"forme": "carte", "f": where, "trace": trace}, follow=True).content.decode()
    assert "1 société sur la carte" in html
    assert "Zone tracée de 4 coins" in html
    assert "point de la carte" not in html
    assert "nom:contient:e" in html


@pytest.mark.parametrize("trace", ["", "abc:5", "45 4:0", "45 4:999", "45 4:46 5", "1 2:3 4:x", "91 4:45 5:46 6"])
def test_what_is_no_drawing_is_told_and_changes_nothing(alice_client, file, trace):
    html = alice_client.get(DRAWN, {"forme": "carte", "trace": trace}, follow=True).content.decode()
    assert "5 sociétés sur la carte" in html
    assert "toast warn" in html or 'class="toast' in html
