"""Intervals and needed numbers against the worked examples that their authors published; and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.campaigns.rules.rates import Rate, Verdict, difference, needed, newcombe, rate, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_rate_is_that_of_newcombe_1998_table_one(
    part: int, whole: int, low: float, high: float
) -> None:
    """Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    found = wilson(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_difference_is_that_of_newcombe_1998_table_two(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Statistics in Medicine 17 (1998), 873-890, table II, method 10."""
    found = newcombe(*one, *other)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("base", "other", "each"), [(0.05, 0.10, 435), (0.10, 0.20, 199), (0.20, 0.10, 199)])
def test_the_needed_number_is_that_of_the_usual_tables(base: float, other: float, each: int) -> None:
    assert needed(base, other) == each


@pytest.mark.parametrize(("part", "whole"), [(3, 2), (-1, 5), (0, 0)])
def test_what_is_no_rate_has_no_interval(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no rate"):
        wilson(part, whole)


def test_under_thirty_only_counts_are_told() -> None:
    assert rate(10, 29).is_few
    assert rate(0, 0) == Rate(0, 0, None)
    assert rate(0, 0).value is None
    assert difference(rate(29, 29), rate(0, 500)).verdict == Verdict.FEW


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [((56, 70), (48, 80), Verdict.BETTER), ((48, 80), (56, 70), Verdict.WORSE), ((30, 70), (34, 80), Verdict.ALIKE)],
)
def test_one_rate_is_better_only_where_the_whole_interval_says_so(one, other, verdict: Verdict) -> None:
    assert difference(rate(*one), rate(*other)).verdict == verdict


def test_many_comparisons_at_once_ask_more_of_each() -> None:
    assert difference(rate(56, 70), rate(48, 80)).verdict == Verdict.BETTER
    assert difference(rate(56, 70), rate(48, 80), of=40).verdict == Verdict.ALIKE


COUNTS = st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@given(one=COUNTS, other=COUNTS)
def test_intervals_hold_what_was_seen_stay_within_bounds_and_mirror_each_other(one, other) -> None:
    found = wilson(*one)
    assert 0 <= found.low <= one[0] / one[1] <= found.high <= 1
    mirrored = wilson(one[1] - one[0], one[1])
    assert mirrored.low == pytest.approx(1 - found.high, abs=1e-9)
    gap, back = newcombe(*one, *other), newcombe(*other, *one)
    assert -1 <= gap.low <= one[0] / one[1] - other[0] / other[1] <= gap.high <= 1
    assert gap.low == pytest.approx(-back.high, abs=1e-9)
