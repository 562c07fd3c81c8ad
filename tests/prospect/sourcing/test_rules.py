"""Criteria kept and read again; what a find becomes; what advises against a visit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.sirene.rules.projection import Degrees
from carnet.foundation.sirene.rules.scoring import Kind, Term
from carnet.foundation.sirene.rules.target import STAFF, Criteria
from carnet.prospect.sourcing.rules import (
    LEGAL_FORMS,
    STAFF_GROUPS,
    Advice,
    DoubtKind,
    Sign,
    State,
    before_a_visit,
    buyer_of,
    contradiction,
    plain_criteria,
    plain_terms,
    read_criteria,
    read_terms,
)

SIRET, ELSEWHERE = "10000000100011", "10000000100029"
DAY = date(2026, 3, 1)


@given(
    st.builds(
        Criteria,
        naf=st.sampled_from([(), ("43.22A",), ("F", "62")]),
        near=st.none() | st.builds(Degrees, st.floats(41, 51), st.floats(-5, 9)),
        km=st.floats(1, 400),
        departments=st.sampled_from([(), ("69", "2A")]),
        staff=st.lists(st.sampled_from(STAFF), max_size=3).map(tuple),
        created_from=st.none() | st.dates(date(1990, 1, 1), date(2020, 1, 1)),
        created_to=st.none() | st.dates(date(2021, 1, 1), date(2026, 1, 1)),
        sizes=st.sampled_from([(), ("PME",)]),
        heads_only=st.booleans(),
    )
)
def test_criteria_kept_are_read_as_they_were(criteria):
    read = read_criteria(plain_criteria(criteria))
    assert plain_criteria(read) == plain_criteria(criteria)
    assert (read.km == criteria.km) or criteria.near is None


def test_terms_kept_are_read_as_they_were():
    terms = [Term(Kind.NEAR, 30, low=5, high=30), Term(Kind.STAFF, 20, ("11", "NN"))]
    assert read_terms(plain_terms(terms)) == terms


@pytest.mark.parametrize(
    ("legal_form", "staff", "buyer"),
    [
        ("1000", "", "sole_trader"),
        ("7210", "12", "public_body"),
        ("4110", "", "public_body"),
        ("5710", "", "company"),
        ("5710", "02", "small_business"),
        ("5710", "03", "company"),
        ("9220", "00", "small_business"),
    ],
)
def test_the_kind_of_buyer_follows_the_legal_form_and_the_staff(legal_form, staff, buyer):
    assert buyer_of(legal_form, staff) == buyer


def test_every_band_has_its_group_and_no_form_two():
    assert sorted(code for codes in STAFF_GROUPS.values() for code in codes) == sorted(STAFF)
    starts = [start for codes in LEGAL_FORMS.values() for start in codes]
    assert len(starts) == len(set(starts))


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (None, DoubtKind.UNKNOWN),
        (State(is_active=True, is_open=True, since=None, head=SIRET), None),
        (State(is_active=False, is_open=True, since=DAY, head=ELSEWHERE), DoubtKind.MOVED),
        (State(is_active=False, is_open=True, since=DAY, head=SIRET), DoubtKind.CLOSED),
        (State(is_active=False, is_open=True, since=DAY), DoubtKind.CLOSED),
    ],
)
def test_what_the_register_has_against_a_record(state, kind):
    found = contradiction(SIRET, state, source="Insee")
    assert (found.kind if found else None) == kind
    if found and state:
        assert found.since == DAY


@pytest.mark.parametrize(
    ("kinds", "advice"),
    [
        ([], Advice.GO),
        ([DoubtKind.MOVED], Advice.CHECK),
        ([DoubtKind.INSOLVENCY], Advice.CHECK),
        ([DoubtKind.CLOSED], Advice.DO_NOT),
        ([DoubtKind.MOVED, DoubtKind.LIQUIDATION], Advice.DO_NOT),
    ],
)
def test_what_the_signs_advise_before_a_visit(kinds, advice):
    assert before_a_visit([Sign(kind) for kind in kinds]) == advice


@given(st.lists(st.sampled_from(list(DoubtKind)), max_size=4), st.sampled_from(list(DoubtKind)))
def test_one_more_sign_never_makes_a_visit_better_advised(kinds, more):
    order = [Advice.GO, Advice.CHECK, Advice.DO_NOT]
    before, after = (before_a_visit([Sign(kind) for kind in some]) for some in (kinds, [*kinds, more]))
    assert order.index(after) >= order.index(before)
