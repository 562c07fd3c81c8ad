"""The public API asked instead of the register: its limits kept, its answers read as the register's rows."""

from datetime import date

import pytest
from stdnum import luhn

from carnet.foundation.sirene import online
from carnet.foundation.sirene.online import OnlineRefused, question, target
from carnet.foundation.sirene.online_rows import establishments, fits
from carnet.foundation.sirene.rules.projection import Degrees
from carnet.foundation.sirene.rules.target import NAF_2025, Criteria
from carnet.foundation.sirene.words import online as sentence

from .peer import LAT, LON, served, told, unit

LYON = Degrees(LAT, LON)
AROUND = Criteria(near=LYON, km=30, naf=("43.22A",))


def siret(number: int, nic: str = "00011") -> str:
    base = f"{20_000_000 + number}"
    return base + luhn.calc_check_digit(base) + nic


@pytest.fixture(autouse=True)
def fresh():
    """What one test made the API ask to wait is not another's."""
    online._sent.clear()
    online._free_at[0] = 0.0


@pytest.fixture
def api(settings):
    with served(settings) as server:
        yield server


def refused(criteria=AROUND, **more):
    with pytest.raises(OnlineRefused) as problem:
        target(criteria, **more)
    assert sentence(problem.value)
    return problem.value


def test_it_is_off_unless_a_setting_names_it(settings):
    assert settings.CARNET_COMPANY_SEARCH_URL == ""
    assert not online.is_on()
    assert refused().reason == "off"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org", "recherche-entreprises.api.gouv.fr"])
def test_an_address_that_is_not_http_is_none(settings, address):
    settings.CARNET_COMPANY_SEARCH_URL = address
    assert not online.is_on()


def test_an_establishment_is_told_as_the_register_does(api):
    api.units = [unit(siret(1), places=[told(siret(1), liste_enseignes=["CHEZ PAUL"], latitude="45.80")])]
    found = target(AROUND)
    [row] = found.rows
    assert (found.count, found.is_whole, found.is_capped) == (1, True, False)
    assert (row.siret, row.name, row.legal_name) == (siret(1), "CHEZ PAUL", f"PLOMBERIE {siret(1)[:9]}")
    assert (row.street, row.postcode, row.city) == ("12 RUE DE LA REPUBLIQUE", "69001", "LYON")
    assert (row.staff, row.staff_year, row.size, row.legal_form) == ("11", 2024, "PME", "5710")
    assert (row.created, row.is_head, row.department) == (date(2012, 3, 1), True, "69")
    assert 3.9 < row.km < 4.1


@pytest.mark.parametrize(
    "hidden",
    [
        {"statut_diffusion": "P"},
        {"statut_diffusion": None},
        {"etat_administratif": "C"},
        {"nom_raison_sociale": None, "nom_complet": "[NON-DIFFUSIBLE]"},
        {"matching_etablissements": [told(siret(2), statut_diffusion_etablissement="P")]},
        {"matching_etablissements": [told(siret(2), etat_administratif="F")]},
        {"matching_etablissements": [told("356")]},
        {"matching_etablissements": ["?"], "siege": None},
    ],
)
def test_who_may_not_be_prospected_is_never_told(api, hidden):
    api.units = [unit(siret(1))]
    assert list(establishments({**unit(siret(2)), **hidden})) == []


class TestTheQuestion:
    def test_a_radius_is_asked_near_a_point(self, api):
        target(AROUND)
        [(path, asked)] = api.asked
        assert path == "/near_point"
        assert (asked["lat"], asked["long"], asked["radius"]) == (str(LAT), str(LON), "30")
        assert (asked["activite_principale"], asked["per_page"]) == ("43.22A", "25")

    def test_a_zone_of_codes_is_searched(self):
        path, asked = question(Criteria(departments=("69",), communes=("38185",), sizes=("PME", "ETI")))
        assert (path, asked["departement"]) == ("search", "69,38")
        assert "code_commune" not in asked
        assert (asked["categorie_entreprise"], asked["etat_administratif"]) == ("PME,ETI", "A")
        assert question(Criteria(communes=("38185", "69123")))[1]["code_commune"] == "38185,69123"

    def test_an_area_is_asked_as_the_circle_around_it_and_looked_at_row_by_row(self, api):
        api.units = [unit(siret(1)), unit(siret(2), places=[told(siret(2), lat=LAT + 0.09, lon=LON + 0.09)])]
        area = tuple(Degrees(LAT + a * 0.1, LON + b * 0.1) for a, b in ((-1, -1), (-1, 1), (1, -1)))
        found = target(Criteria(area=area, near=LYON, km=500))
        assert (found.count, [row.siret for row in found.rows]) == (2, [])
        near = tuple(Degrees(LAT + a * 0.1, LON + b * 0.1) for a, b in ((-1, -1), (-1, 1), (2, 0)))
        assert [row.siret for row in target(Criteria(area=near, near=LYON, km=500)).rows] == [siret(1)]

    @pytest.mark.parametrize(
        ("criteria", "reason"),
        [
            (Criteria(near=LYON, km=51), "too_far"),
            (Criteria(near=LYON, naf=("43.22A",), nomenclature=NAF_2025), "nomenclature"),
            (Criteria(near=LYON, naf=("00",)), "activity"),
        ],
    )
    def test_what_it_cannot_be_asked_is_refused_before_it_is(self, api, criteria, reason):
        assert refused(criteria).reason == reason
        assert api.asked == []


@pytest.mark.parametrize(
    ("criteria", "fitting"),
    [
        ({"staff": ("11",)}, True),
        ({"staff": ("12", "NN")}, False),
        ({"sizes": ("GE",)}, False),
        ({"legal_forms": ("57",)}, True),
        ({"legal_forms": ("54",)}, False),
        ({"created_from": date(2013, 1, 1)}, False),
        ({"created_to": date(2013, 1, 1)}, True),
        ({"heads_only": True}, True),
        ({"departments": ("38",)}, False),
        ({"departments": ("38",), "communes": ("69123",)}, True),
        ({"naf": ("43",)}, True),
        ({"naf": ("62",)}, False),
    ],
)
def test_what_the_api_does_not_look_at_is_looked_at_here(criteria, fitting):
    [row] = establishments(unit(siret(1)))
    assert fits(Criteria(**criteria), row) is fitting


def test_pages_are_read_until_enough_fit_and_those_known_are_left_out(api):
    api.units = [unit(siret(number)) for number in range(60)]
    first = target(AROUND, top=10)
    assert (len(first.rows), first.count, first.is_whole, len(api.asked)) == (10, 60, False, 1)
    known = Criteria(near=LYON, naf=("43.22A",), without=(int(siret(0)[:9]),))
    every = target(known, top=500)
    assert (len(every.rows), every.is_whole) == (59, True)


def test_beyond_ten_thousand_the_cap_is_told(api):
    api.units, api.total = [unit(siret(1))], 43_210
    found = target(AROUND, top=1)
    assert (found.count, found.is_capped, found.is_whole) == (10_000, True, False)


def test_seven_questions_a_second_at_most(api):
    api.units, api.total = [], 1000
    target(AROUND, top=500)
    assert len(api.at) == 20
    assert all(later - sooner > 0.95 for sooner, later in zip(api.at, api.at[7:], strict=False))


class TestBadDays:
    def test_a_short_wait_is_waited_for(self, api):
        api.units, api.retry_after = [unit(siret(1))], "1"
        api.moods.append("busy")
        assert len(target(AROUND).rows) == 1
        assert api.at[1] - api.at[0] > 0.95

    def test_a_long_one_is_told_and_nothing_is_asked_meanwhile(self, api):
        api.retry_after = "30"
        api.moods.append("busy")
        problem = refused()
        assert (problem.reason, problem.detail) == ("busy", "30")
        assert "30\u00a0s" in sentence(problem) or "30 s" in sentence(problem)
        assert refused().reason == "busy"
        assert len(api.asked) == 1

    @pytest.mark.parametrize(("mood", "reason"), [("down", "silent"), ("html", "broken"), ("elsewhere", "broken")])
    def test_an_answer_that_is_none_is_one_sentence(self, api, mood, reason):
        api.moods.append(mood)
        assert refused().reason == reason

    def test_no_network_is_one_sentence(self, settings):
        settings.CARNET_COMPANY_SEARCH_URL = "http://127.0.0.1:1"
        problem = refused()
        assert problem.reason == "silent"
        assert "ne répond pas" in sentence(problem)

    def test_its_own_refusal_is_passed_on(self, api, monkeypatch):
        monkeypatch.setattr(online, "PER_PAGE", 100)
        problem = refused()
        assert (problem.reason, "per_page" in sentence(problem)) == ("asked", True)
