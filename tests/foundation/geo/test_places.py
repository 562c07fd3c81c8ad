"""Where a postcode and a city lie, and the towns that a map names."""

import pytest

from carnet.foundation.geo.cells import Frame
from carnet.foundation.geo.places import landmarks, place_of, unknown_postcodes
from carnet.foundation.geo.queries import postcodes_in
from carnet.foundation.geo.rules import Point

pytestmark = pytest.mark.usefixtures("communes")
AROUND_LYON = Frame(45.5, 4.5, 46, 5.2)


@pytest.mark.parametrize(
    ("postcode", "city", "country", "name"),
    [
        ("69500", "BRON", "FR", "Bron"),
        ("69 500", "", "FR", "Bron"),
        ("69007", "Lyon 7ème", "FR", "Lyon 7e Arrondissement"),
        ("69007", "Lyon", "FR", "Lyon"),
        ("69001", "Lyon", "FR", "Lyon"),
        ("69500", "Bron", "DE", None),
        ("99999", "Bron", "FR", None),
        ("", "Bron", "FR", None),
        ("bron", "Bron", "FR", None),
    ],
)
def test_a_postcode_leads_to_its_commune_or_nowhere(postcode, city, country, name):
    found = place_of(postcode, city, country)
    assert (found.name if found else None) == name


def test_a_postcode_of_several_communes_and_an_unknown_city_is_their_middle():
    found = place_of("69001", "Nulle ville")
    assert found.insee == ""
    assert found.name == "Nulle ville"
    assert isinstance(found.point, Point)


def test_the_postcodes_that_lead_nowhere_are_told():
    assert unknown_postcodes(["69500", "", "99999"]) == ["", "99999"]


def test_a_frame_holds_the_postcodes_of_its_communes():
    assert "69500" in postcodes_in(AROUND_LYON)
    assert "76600" not in postcodes_in(AROUND_LYON)


def test_towns_too_near_each_other_give_way_to_the_largest():
    assert [one.name for one in landmarks(AROUND_LYON, 5)] == ["Lyon"]
    assert {one.name for one in landmarks(AROUND_LYON, 13)} > {"Lyon", "Bron"}


def test_the_towns_of_a_map_are_told_to_members_alone(reader_client, stranger_client):
    address = "/e/nord/reperes/?cadre=45.5,4.5,46,5.2&z=5"
    answer = reader_client.get(address)
    assert answer.json() == {"towns": [[45.7485, 4.8467, "Lyon", 519127]]} or answer.json()["towns"][0][2] == "Lyon"
    assert stranger_client.get(address).status_code == 404
    for wrong in ("cadre=a&z=5", "cadre=45,4,46,5&z=99", "cadre=45,4,46,5&z=-1", ""):
        assert reader_client.get(f"/e/nord/reperes/?{wrong}").json() == {"towns": []}
