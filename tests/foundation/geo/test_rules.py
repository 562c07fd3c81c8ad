"""Names that meet, territories, distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.geo.rules import (
    Distance,
    Point,
    department_of,
    distance_km,
    great_circle_km,
    normalise,
    territory_of,
    travel_minutes,
)

LYON, GRENOBLE, PARIS = Point(45.7485, 4.8467), Point(45.1667, 5.7167), Point(48.8534, 2.3488)
ANYWHERE = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Étienne", "ST ETIENNE"),
        ("Sainte-Foy-lès-Lyon", "ste foy les lyon"),
        ("L’Haÿ-les-Roses", "l'hay les roses"),
        ("Œuilly", "OEUILLY"),
        ("Lyon 7e Arrondissement", "LYON 07"),
        ("Paris 1er Arrondissement", "Paris 1"),
        ("Marseille 12e Arrondissement", "Marseille 12ème"),
        ("LYON CEDEX 03", "Lyon"),
        ("Bourg-en-Bresse", "  Bourg en   Bresse "),
    ],
)
def test_two_spellings_of_a_place_meet(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("Stains", "Saintains"), ("Lyon", "Lyon 7"), ("Eu", "Eus")])
def test_two_places_stay_two(one, other):
    assert normalise(one) != normalise(other)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("code", "department", "territory"),
    [
        ("69007", "69", "metropole"),
        ("01000", "01", "metropole"),
        ("97411", "974", "reunion"),
        ("97133", "971", "guadeloupe"),
        ("2A004", "2A", "corsica"),
        ("2b033", "2B", "corsica"),
        ("20000", "2A", "corsica"),
        ("20167", "2A", "corsica"),
        ("20200", "2B", "corsica"),
        ("20600", "2B", "corsica"),
        ("98800", "988", "nouvelle_caledonie"),
    ],
)
def test_a_code_tells_its_departement_and_territory(code, department, territory):
    assert department_of(code) == department
    assert territory_of(department) == territory


def test_known_distances():
    assert great_circle_km(LYON, PARIS) == pytest.approx(392, abs=2)
    assert great_circle_km(LYON, GRENOBLE) == pytest.approx(94, abs=2)


def test_a_distance_says_that_it_is_estimated():
    found = distance_km(LYON, GRENOBLE)
    assert found.kind == "estimated"
    assert found.km == pytest.approx(great_circle_km(LYON, GRENOBLE) * 1.3, abs=0.1)


@given(ANYWHERE, ANYWHERE)
def test_there_and_back_are_as_far(a, b):
    assert great_circle_km(a, b) == pytest.approx(great_circle_km(b, a), abs=1e-6)
    assert 0 <= great_circle_km(a, b) <= 20_038


@given(st.floats(0, 1500), st.floats(0, 1500))
def test_a_longer_trip_never_takes_less_time(a, b):
    near, far = sorted((a, b))
    assert travel_minutes(Distance(near)) <= travel_minutes(Distance(far))


def test_no_distance_takes_no_time():
    assert travel_minutes(Distance(0)) == 0
    assert travel_minutes(Distance(5)) == 10
