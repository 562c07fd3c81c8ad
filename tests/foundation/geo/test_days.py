"""Public holidays and working days, wherever in France."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.geo import days

SOME_DAY = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "department", "name"),
    [
        (date(2026, 1, 1), "69", "Jour de l'an"),
        (date(2026, 4, 6), "69", "Lundi de Pâques"),
        (date(2026, 5, 14), "69", "Ascension"),
        (date(2026, 11, 11), "", "Armistice"),
        (date(2026, 4, 3), "69", ""),
        (date(2026, 4, 3), "67", "Vendredi saint"),
        (date(2026, 12, 26), "57", "Saint-Étienne"),
        (date(2026, 12, 26), "54", ""),
        (date(2026, 5, 27), "971", "Abolition de l'esclavage"),
        (date(2026, 12, 20), "974", "Abolition de l'esclavage"),
        (date(2026, 12, 20), "971", ""),
    ],
)
def test_each_corner_of_france_has_its_own_holidays(day, department, name):
    assert days.holiday_name(day, department) == name
    assert days.is_holiday(day, department) is bool(name)


@pytest.mark.parametrize("year", range(2020, 2035))
def test_mainland_france_has_eleven_public_holidays_a_year(year):
    assert len(list(days.holidays_between(date(year, 1, 1), date(year, 12, 31), "69"))) == 11


def test_saturday_is_ouvrable_and_not_ouvre():
    saturday = date(2026, 11, 21)
    assert not days.is_working_day(saturday)
    assert days.is_working_day(saturday, with_saturday=True)


def test_a_bridge_is_stepped_over():
    before_ascension = date(2026, 5, 13)
    assert days.add_working_days(before_ascension, 1) == date(2026, 5, 15)
    assert days.add_working_days(before_ascension, 3) == date(2026, 5, 19)
    assert days.add_working_days(date(2026, 5, 15), -1) == before_ascension


def test_the_next_working_day_may_be_today():
    assert days.next_working_day(date(2026, 11, 23)) == date(2026, 11, 23)
    assert days.next_working_day(date(2026, 12, 25), "69") == date(2026, 12, 28)


def test_dates_in_the_wrong_order_hold_no_working_day():
    assert days.working_days_between(date(2026, 2, 2), date(2026, 2, 1)) == 0
    assert days.working_days_between(date(2026, 11, 9), date(2026, 11, 13)) == 4


@given(SOME_DAY, st.integers(1, 40), st.sampled_from(["", "69", "68", "974"]))
def test_adding_then_counting_gives_the_same_number(day, count, department):
    end = days.add_working_days(day, count, department)
    assert days.is_working_day(end, department)
    assert days.working_days_between(day + timedelta(days=1), end, department) == count
