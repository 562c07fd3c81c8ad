"""The register in one file for each département: a question opens those of its place, and misses nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.sirene import queries, store
from carnet.foundation.sirene.cards import BETWEEN
from carnet.foundation.sirene.conditions import parts_of
from carnet.foundation.sirene.rules.projection import Degrees
from carnet.foundation.sirene.rules.target import Box, Criteria

from .files import ADDED, establishment, unit

RHONE = {"code": "69", "rows": 1, "box": [45.45, 4.24, 46.31, 5.16]}
AIN = {"code": "01", "rows": 1, "box": [45.61, 4.73, 46.52, 6.17]}
NOBODY_PLACED = {"code": "975", "rows": 1, "box": []}
LYON, NIMES = Degrees(45.764, 4.8357), Degrees(43.84, 4.36)


@pytest.mark.parametrize(
    ("asked", "box", "parts"),
    [
        ({}, None, ["69", "01", "975"]),
        ({"departments": ("01",)}, None, ["01"]),
        ({"communes": ("69123", "97502")}, None, ["69", "975"]),
        ({"near": LYON, "km": 10}, None, ["69", "01"]),
        ({"near": LYON, "km": 1}, None, ["69", "01"]),
        ({"near": NIMES, "km": 30}, None, []),
        ({"near": LYON, "km": 10, "departments": ("01",)}, None, ["01"]),
        ({}, Box(46.4, 5.5, 46.5, 5.6), ["01"]),
        ({"area": (Degrees(45.5, 4.3), Degrees(45.5, 4.4), Degrees(45.6, 4.4))}, None, ["69"]),
    ],
)
def test_a_question_opens_the_parts_that_can_answer(asked, box, parts):
    assert parts_of(Criteria(**asked), [RHONE, AIN, NOBODY_PLACED], box) == parts


@given(lat=st.floats(45.45, 46.31), lon=st.floats(4.24, 5.16), km=st.floats(0.01, 100))
def test_a_place_within_a_part_always_opens_it(lat, lon, km):
    assert "69" in parts_of(Criteria(near=Degrees(lat, lon), km=km), [RHONE])


@pytest.fixture
def spread(loaded):
    """One in Lyon, one in Ajaccio, one in Saint-Denis of La Réunion, one in no commune: only the first has a point."""
    places = {"10000000100011": "69123", "10000000200011": "2A004", "10000000300011": "97411", "10000000400011": ""}
    rows = [
        establishment(siret, codeCommuneEtablissement=code, **({} if code == "69123" else dict.fromkeys(ADDED, "")))
        for siret, code in places.items()
    ]
    names = {"100000004": f"Sans{BETWEEN}commune"}
    units = [unit(siret[:9], denominationUniteLegale=names.get(siret[:9], f"MAISON {siret[:9]}")) for siret in places]
    loaded(rows, units)


def sirens(criteria: Criteria) -> list[str]:
    return sorted(row.siren for row in queries.target(criteria).rows)


def test_each_departement_is_a_part_and_so_are_those_of_none(spread):
    parts = store.current().about.parts
    assert [(part["code"], part["rows"]) for part in parts] == [("2A", 1), ("69", 1), ("974", 1), ("other", 1)]
    assert [bool(part["box"]) for part in parts] == [False, True, False, False]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["100000001", "100000002", "100000003", "100000004"]),
        ({"departments": ("2A", "974")}, ["100000002", "100000003"]),
        ({"communes": ("69123",)}, ["100000001"]),
        ({"communes": ("69123",), "departments": ("2A",)}, ["100000001", "100000002"]),
        ({"near": LYON, "km": 5}, ["100000001"]),
        ({"near": NIMES, "km": 5}, []),
    ],
)
def test_the_parts_answer_together(spread, asked, found):
    assert sirens(Criteria(**asked)) == found
    assert queries.count(Criteria(**asked)) == len(found)


def test_a_name_that_holds_the_sign_between_two_texts_is_told_with_a_space(spread):
    (row,) = [row for row in queries.target(Criteria()).rows if not row.commune]
    assert (row.name, row.department, row.lat, row.is_head) == ("Sans commune", "", None, True)


def test_a_screen_of_a_place_without_anybody_shows_nothing(spread):
    assert queries.heaps(Criteria(), Box(43.8, 4.3, 43.9, 4.4), 9) == []
    assert [heap.count for heap in queries.heaps(Criteria(), Box(45.7, 4.8, 45.8, 4.9), 9)] == [1]
