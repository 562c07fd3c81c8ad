"""Criteria, and the score: the same in Python and in SQL."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.foundation.geo.rules import Point, is_inside
from carnet.foundation.sirene import engine, queries
from carnet.foundation.sirene.conditions import inside
from carnet.foundation.sirene.rules import scoring
from carnet.foundation.sirene.rules.projection import Degrees
from carnet.foundation.sirene.rules.scoring import Kind, Term
from carnet.foundation.sirene.rules.target import NAF_2025, Box, Criteria, CriteriaInvalid, divisions, naf_span, starts

from .files import ADDED, ESTABLISHMENT, UNIT, establishment, unit, write
from .files import NAF_2025 as NAF_COLUMN

LYON = Degrees(45.764, 4.8357)
TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("naf", ("plombier",)),
        ("naf", ("43.22A' OR true --",)),
        ("communes", ("Lyon",)),
        ("departments", ("100",)),
        ("staff", ("99",)),
        ("sizes", ("TPE",)),
        ("legal_forms", ("57;",)),
        ("km", 0),
        ("km", 5000),
        ("area", (LYON, LYON)),
        ("nomenclature", "NAFRev1"),
    ],
)
def test_what_no_file_can_hold_is_refused(field, value):
    with pytest.raises(CriteriaInvalid) as refused:
        Criteria(**{field: value})
    assert refused.value.field == field


def test_a_creation_that_ends_before_it_begins_is_refused():
    with pytest.raises(CriteriaInvalid):
        Criteria(created_from=date(2026, 1, 2), created_to=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("codes", "begin"),
    [
        (("F",), ("41", "42", "43")),
        (("4322A",), ("43.22A",)),
        (("43.2", "43"), ("43.2", "43")),
        (("U",), ("99",)),
        (("432",), ("43.2",)),
    ],
)
def test_codes_and_sections_become_beginnings(codes, begin):
    assert starts(codes) == begin


def test_every_division_belongs_to_one_section():
    found = [division for section in "ABCDEFGHIJKLMNOPQRSTU" for division in divisions(section)]
    assert len(found) == len(set(found)) == 88


@pytest.fixture
def zone(tmp_path, loaded):
    """Six establishments: five around Lyon, one in Annecy."""
    plain = {"codeCommuneEtablissement": "69123"}
    rows = [
        establishment("10000000100011", **plain),
        establishment("10000000200011", trancheEffectifsEtablissement="21", activitePrincipaleEtablissement="43.21A", **plain),
        establishment("10000000300011", trancheEffectifsEtablissement="NN", dateCreationEtablissement="2025-06-01", **plain),
        establishment("10000000400011", activitePrincipaleEtablissement="62.01Z", etablissementSiege="false", codeCommuneEtablissement="69029"),
        establishment("10000000500011", caractereEmployeurEtablissement="N", trancheEffectifsEtablissement="", **plain, **dict.fromkeys(ADDED, "")),
        establishment(
            "10000000600011", codeCommuneEtablissement="74010",
            coordonneeLambertAbscisseEtablissement="942000", coordonneeLambertOrdonneeEtablissement="6538000",
        ),
    ]  # fmt: skip
    units = [unit(row["siren"]) for row in rows]
    units[1] |= {"categorieEntreprise": "ETI", "categorieJuridiqueUniteLegale": "5499"}
    units[2] |= {"categorieEntreprise": "", "categorieJuridiqueUniteLegale": "1000"}
    return loaded(rows, units)


def last(row):
    return int(row.siret[8])


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({}, {1, 2, 3, 4, 5, 6}),
        ({"near": LYON, "km": 5}, {1, 2, 3, 4, 5}),
        ({"naf": ("43.22A",)}, {1, 3, 5, 6}),
        ({"naf": ("43",)}, {1, 2, 3, 5, 6}),
        ({"naf": ("F", "62.01Z")}, {1, 2, 3, 4, 5, 6}),
        ({"naf": ("43.22A",), "nomenclature": NAF_2025}, set()),
        ({"staff": ("21",)}, {2}),
        ({"staff": ("NN",)}, {3, 5}),
        ({"staff": ("21", "NN")}, {2, 3, 5}),
        ({"departments": ("74",)}, {6}),
        ({"communes": ("69029",)}, {4}),
        ({"communes": ("69029",), "departments": ("74",)}, {4, 6}),
        ({"created_from": date(2025, 1, 1)}, {3}),
        ({"created_to": date(2024, 1, 1)}, {1, 2, 4, 5, 6}),
        ({"sizes": ("ETI", "GE")}, {2}),
        ({"legal_forms": ("54", "1000")}, {2, 3}),
        ({"heads_only": True}, {1, 2, 3, 5, 6}),
        ({"employers_only": True}, {1, 2, 3, 4, 6}),
        ({"exact_only": True}, {1, 2, 3, 4, 6}),
        ({"without": (100000001, 100000006)}, {2, 3, 4, 5}),
    ],
)
@pytest.mark.usefixtures("zone")
def test_each_criterion_narrows(criteria, expected):
    asked = Criteria(**criteria)
    found = queries.target(asked)
    assert {last(row) for row in found.rows} == expected
    assert found.count == queries.count(asked) == len(expected)


@pytest.mark.usefixtures("zone")
def test_the_nearest_come_first_and_the_count_is_of_all():
    found = queries.target(Criteria(near=LYON, km=200), top=2)
    assert (found.count, len(found.rows)) == (6, 2)
    assert found.rows[0].km <= found.rows[1].km < 1
    farthest = queries.target(Criteria(near=LYON, km=200)).rows[-1]
    assert (last(farthest), round(farthest.km)) == (6, 101)


def test_naf_2025_is_asked_by_name(tmp_path, loaded):
    rows = [establishment("10000000100011", **{NAF_COLUMN: "43.22Y"})]
    from carnet.foundation.sirene.loading import load

    paths = [
        write(tmp_path / "a.csv", [*ESTABLISHMENT, NAF_COLUMN], rows),
        write(tmp_path / "b.csv", UNIT, [unit("100000001")]),
    ]
    load(paths, tell=lambda *_: None)
    assert queries.count(Criteria(naf=("43.22Y",), nomenclature=NAF_2025)) == 1
    assert queries.count(Criteria(naf=("43.22Y",))) == 0


TERMS = st.lists(
    st.one_of(
        st.builds(Term, st.sampled_from([Kind.EMPLOYER, Kind.HEAD, Kind.SOCIAL]), st.integers(1, 100)),
        st.builds(Term, st.just(Kind.STAFF), st.integers(1, 100), st.sampled_from([("11",), ("21", "NN"), ("NN",), ("53",)])),
        st.builds(Term, st.just(Kind.ACTIVITY), st.integers(1, 100), st.sampled_from([("F",), ("43.22A",), ("6", "99")][:2])),
        st.builds(Term, st.just(Kind.SIZE), st.integers(1, 100), st.sampled_from([("PME",), ("ETI", "GE")])),
        st.builds(Term, st.just(Kind.LEGAL_FORM), st.integers(1, 100), st.sampled_from([("5",), ("1000", "54")])),
        st.builds(
            lambda kind, weight, low, more: Term(kind, weight, low=low, high=low + more),
            st.sampled_from([Kind.NEAR, Kind.AGE]), st.integers(1, 100), st.floats(0, 100), st.floats(0.5, 100),
        ),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@pytest.mark.usefixtures("zone")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(TERMS)
def test_the_score_in_sql_is_the_sum_that_is_explained(terms):
    rows = queries.target(Criteria(near=LYON, km=200), terms=terms, today=TODAY).rows
    assert len(rows) == 6
    for row in rows:
        explained = scoring.parts(terms, row, today=TODAY)
        assert row.score == pytest.approx(sum(part.points for part in explained), abs=1e-6)
        assert sum(part.most for part in explained) == pytest.approx(100)
        assert 0 <= row.score <= 100.0001
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("term", "row", "share"),
    [
        (Term(Kind.NEAR, 10, low=5, high=25), {"km": 5.0}, 1.0),
        (Term(Kind.NEAR, 10, low=5, high=25), {"km": 15.0}, 0.5),
        (Term(Kind.NEAR, 10, low=5, high=25), {"km": 40.0}, 0.0),
        (Term(Kind.NEAR, 10, low=5, high=25), {"km": None}, None),
        (Term(Kind.STAFF, 10, ("11",)), {"staff": ""}, None),
        (Term(Kind.STAFF, 10, ("11", "NN")), {"staff": ""}, 1.0),
        (Term(Kind.AGE, 10, low=0, high=3), {"created": date(2025, 1, 1)}, 1.0),
        (Term(Kind.AGE, 10, low=10, high=100), {"created": date(2025, 1, 1)}, 0.0),
        (Term(Kind.AGE, 10, low=10, high=100), {"created": None}, None),
        (Term(Kind.HEAD, 10), {"is_head": True}, 1.0),
    ],
)
def test_a_share_is_between_none_and_all_and_the_unknown_is_not_bad(term, row, share):
    class Row:
        staff = naf = size = legal_form = ""
        created = km = None
        is_employer = is_head = is_social = False

    looked_at = Row()
    for name, value in row.items():
        setattr(looked_at, name, value)
    assert scoring.share_of(term, looked_at, TODAY) == share


@pytest.mark.parametrize(
    "made",
    [
        {"kind": Kind.STAFF, "weight": 10},
        {"kind": Kind.STAFF, "weight": 0, "values": ("11",)},
        {"kind": Kind.STAFF, "weight": 10, "values": ("plein",)},
        {"kind": Kind.ACTIVITY, "weight": 10, "values": ("4'",)},
        {"kind": Kind.NEAR, "weight": 10, "low": 20, "high": 10},
        {"kind": Kind.AGE, "weight": 10},
        {"kind": Kind.HEAD, "weight": 1000},
    ],
)
def test_a_criterion_that_means_nothing_is_refused(made):
    with pytest.raises(CriteriaInvalid):
        Term(**made)


@pytest.mark.parametrize(
    ("start", "inside", "outside"),
    [("43", ["43.00A", "43.99Z"], ["42.99Z", "44.00A"]), ("43.2", ["43.20A", "43.29Z"], ["43.19Z", "43.30A"]),
     ("43.22", ["43.22A", "43.22Z"], ["43.21Z", "43.23A"]), ("43.22A", ["43.22A"], ["43.22B", "43.21Z"]), ("01.1", ["01.11Z"], ["01.21Z", "10.11Z"])],
)  # fmt: skip
def test_a_beginning_is_a_span_of_numbers(start, inside, outside):
    first, last = naf_span(start)
    assert all(first <= naf_span(code)[0] < last for code in inside)
    assert not any(first <= naf_span(code)[0] < last for code in outside)


CORNER = st.tuples(st.floats(44, 46).map(lambda one: round(one, 3)), st.floats(4, 6).map(lambda one: round(one, 3)))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CORNER, min_size=3, max_size=8), st.lists(CORNER, min_size=1, max_size=8))
def test_sql_and_python_agree_on_who_stands_in_an_area(corners, points):
    # Off the grid of the corners: what lies on a side may fall either way.
    points = [(lat + 0.0003, lon + 0.0007) for lat, lon in points]
    rows = ", ".join(f"({lat!r}::DOUBLE, {lon!r}::DOUBLE)" for lat, lon in points)
    condition = inside([Degrees(*corner) for corner in corners])
    with engine.cursor() as cursor:
        found = cursor.execute(f"SELECT {condition} FROM (VALUES {rows}) AS points(lat, lon)").fetchall()
    area = [Point(*corner) for corner in corners]
    assert [bool(row[0]) for row in found] == [is_inside(Point(*point), area) for point in points]


def square(centre, size):
    return tuple(
        Degrees(centre.lat + north * size, centre.lon + east * size)
        for north, east in ((-1, -1), (-1, 1), (1, 1), (1, -1))
    )


@pytest.mark.parametrize(
    ("centre", "size", "count"), [(LYON, 0.05, 1), (Degrees(45.9, 5.1), 0.1, 0), (Degrees(45.9, 4.8357), 0.05, 0)]
)
def test_an_area_holds_those_within_it(one, centre, size, count):
    assert queries.count(Criteria(area=square(centre, size))) == count


def test_an_area_tells_how_far_each_one_is_from_a_centre(one):
    row = queries.target(Criteria(area=square(LYON, 0.05), near=Degrees(45.9, 4.8357), km=500)).rows[0]
    assert 14 < row.km < 16


@pytest.mark.parametrize("zoom", [3, 7, 14])
def test_heaps_hold_everybody_of_a_screen_once(one, zoom):
    around, elsewhere = Box(45, 4, 46, 6), Box(47, 4, 48, 6)
    heaps = queries.heaps(Criteria(), around, zoom)
    assert [(heap.count, heap.commune) for heap in heaps] == [(1, "69123")]
    assert queries.heaps(Criteria(), elsewhere, zoom) == []
    assert queries.target(Criteria(), box=elsewhere).count == 0
