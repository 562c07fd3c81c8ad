"""Periods, gaps and rates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.grow.reporting.rules import (
    PeriodUnknown,
    around,
    average,
    change,
    expected_by,
    gap,
    parse,
    same_day_before,
    share,
)


def every_day(first: date, last: date) -> int:
    return (last - first).days + 1


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-T4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-T1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_code_names_a_period(code, first, last):
    period = parse(code)
    assert (period.code, period.first, period.last) == (code, first, last)


@pytest.mark.parametrize("code", ["", "2026-13", "2026-00", "2026-T5", "26", "0000", "2026-1", "demain", "٢٠٢٦"])
def test_a_text_that_names_none_is_refused(code):
    with pytest.raises(PeriodUnknown):
        parse(code)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from([1, 3, 12]))
def test_periods_follow_each_other_without_a_hole(day, months):
    period = around(day, months)
    assert period.first <= day <= period.last
    assert period.after().first - period.last == timedelta(days=1)
    assert period.before().after() == period
    assert parse(period.code) == period


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 31), 0),
        (date(2026, 11, 1), 100),
        (date(2026, 11, 15), 1500),
        (date(2026, 11, 30), 3000),
        (date(2027, 1, 1), 3000),
    ],
)
def test_a_target_is_expected_in_proportion_to_the_days_worked(today, expected):
    assert expected_by(3000, parse("2026-11"), today, every_day) == expected


def test_the_gap_says_what_is_left_and_how_far_ahead():
    found = gap(1700, 3000, parse("2026-11"), date(2026, 11, 15), every_day)
    assert (found.left, found.lead, found.ratio) == (1300, 200, Decimal(1700) / 3000)


def test_without_a_target_there_is_no_gap():
    assert gap(1700, 0, parse("2026-11"), date(2026, 11, 15), every_day) is None


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.dates(date(2026, 10, 1), date(2026, 12, 31)))
def test_actual_left_and_target_always_add_up(actual, target, today):
    found = gap(actual, target, parse("2026-11"), today, every_day)
    assert found.actual + found.left == target
    assert 0 <= found.expected <= target


def test_the_period_before_is_compared_at_the_same_age():
    november = parse("2026-11")
    assert same_day_before(november, date(2026, 11, 23)) == date(2026, 10, 23)
    assert same_day_before(november, date(2026, 12, 5)) == date(2026, 10, 31)
    assert same_day_before(parse("2026-03"), date(2026, 3, 30)) == date(2026, 2, 28)


def test_a_rate_keeps_silent_below_five_cases():
    assert share(3, 4) is None
    assert share(4, 5) == Decimal("0.8")


def test_averages_round_half_up_and_nothing_has_no_average():
    assert average(5, 2) == 3
    assert average(0, 0) is None


def test_there_is_no_change_from_nothing():
    assert change(5, 0) is None
    assert change(3, 4) == Decimal("-0.25")
