"""Communes: found while typing, coherent with their postcode, placed with a stated precision."""

import pytest

from carnet.foundation.geo import queries
from carnet.foundation.geo.queries import Fit


def names(text, limit=10):
    return [one.name for one in queries.find_communes(text, limit)]


@pytest.mark.usefixtures("communes")
class TestFinding:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("lyon", "Lyon"),
            ("LYO", "Lyon"),
            ("st et", "Saint-Étienne"),
            ("etienne", "Saint-Étienne"),
            ("havre", "Le Havre"),
            ("le hav", "Le Havre"),
            ("lyon 7", "Lyon 7e Arrondissement"),
            ("69007", "Lyon 7e Arrondissement"),
            ("69007 Lyon", "Lyon 7e Arrondissement"),
            ("pierre ben", "Oullins-Pierre-Bénite"),
            ("annecy le v", "Annecy"),
            ("6950", "Bron"),
            ("eu", "Eu"),
        ],
    )
    def test_the_wanted_commune_comes_first(self, typed, first):
        assert names(typed)[0] == first

    def test_a_former_name_is_told(self):
        (found,) = queries.find_communes("seynod")
        assert (found.name, found.alias) == ("Annecy", "Seynod")

    @pytest.mark.parametrize("typed", ["", " ", "l", "6", "zzz", "99999", "%", "'; drop table commune"])
    def test_nothing_is_found_for_nothing(self, typed):
        assert names(typed) == []

    def test_the_limit_holds(self):
        assert len(names("ly", 1)) == 1

    def test_a_closed_code_leads_to_the_commune_of_today(self):
        assert queries.commune("74011").name == "Annecy"
        assert queries.commune("69123").postcodes == ("69001", "69007")
        assert queries.commune("00000") is None


@pytest.mark.usefixtures("communes")
class TestPlaces:
    @pytest.mark.parametrize(
        ("insee", "quality", "point"),
        [
            ("69029", "commune", (45.74, 4.91)),
            ("69387", "commune", (45.7452, 4.842)),
            ("69149", "commune", (45.70, 4.82)),
            ("69999", "postcode", (45.7485, 4.8467)),
        ],
    )
    def test_each_place_says_how_precise_it_is(self, insee, quality, point):
        one = queries.commune(insee)
        assert (one.quality, one.point) == (quality, point)

    def test_the_departement_is_the_last_resort(self):
        one = queries.commune("69998")
        assert one.quality == "department"
        assert 45.6 < one.point.lat < 45.8

    def test_a_departement_without_any_place_gives_none(self, build_geo, rows):
        lonely = [{**rows[0], "postcodes": ["00000"], "key": "x", "department": "00"}]
        build_geo.place_all(lonely, build_geo.Atlas([]))
        assert (lonely[0]["point"], lonely[0]["quality"]) == (None, "")

    def test_a_distance_is_estimated(self):
        lyon, annecy = queries.commune("69123"), queries.commune("74010")
        found = queries.distance(lyon, annecy)
        assert found.kind == "estimated"
        assert found.km == pytest.approx(130, abs=5)

    def test_the_same_rows_give_the_same_file(self, build_geo, rows, atlas, communes_file, tmp_path):
        again = tmp_path / "again.sqlite"
        build_geo.write(again, rows, atlas, [("GeoNames", "test", "CC BY 4.0")])
        assert again.read_bytes() == (communes_file / "assets/geo/communes.sqlite").read_bytes()


@pytest.mark.usefixtures("communes")
class TestCoherence:
    @pytest.mark.parametrize(
        ("postcode", "city", "fit", "proposed"),
        [
            ("69500", "BRON", Fit.MATCH, "Bron"),
            ("69007", "Lyon", Fit.MATCH, "Lyon"),
            ("69007", "LYON 07", Fit.MATCH, "Lyon 7e Arrondissement"),
            ("69439", "LYON CEDEX 03", Fit.MATCH, "Lyon"),
            ("74940", "Annecy-le-Vieux", Fit.MATCH, "Annecy"),
            ("42000", "St Etiene", Fit.CLOSE, "Saint-Étienne"),
            ("69500", "Annecy", Fit.MISMATCH, "Bron"),
        ],
    )
    def test_postcode_and_city_are_compared(self, postcode, city, fit, proposed):
        found = queries.coherence(postcode, city)
        assert (found.fit, found.communes[0].name) == (fit, proposed)

    def test_a_mismatch_also_proposes_the_city_where_it_is(self):
        assert [one.name for one in queries.coherence("69500", "Annecy").communes] == ["Bron", "Annecy"]

    @pytest.mark.parametrize(("postcode", "city"), [("00000", "Lyon"), ("69500", ""), ("", "Lyon")])
    def test_nothing_is_said_of_what_is_not_known(self, postcode, city):
        assert queries.coherence(postcode, city).fit == Fit.UNKNOWN


@pytest.mark.usefixtures("no_communes")
def test_without_the_file_every_answer_is_empty():
    assert not queries.is_available()
    assert names("lyon") == []
    assert queries.commune("69123") is None
    assert queries.coherence("69007", "Lyon").fit == Fit.UNKNOWN
    assert queries.sources() == []


def test_the_real_file_covers_nearly_all_of_france():
    if not queries.is_available():
        pytest.skip("assets/geo/communes.sqlite is absent; make assets builds it")
    rows = queries._rows("SELECT quality, count(*) AS n FROM commune WHERE kind = 'commune' GROUP BY quality")
    counts = {row["quality"]: row["n"] for row in rows}
    assert sum(counts.values()) > 34_500
    assert counts["commune"] / sum(counts.values()) > 0.98
    assert queries.commune("69123").epci_name == "Métropole de Lyon"
