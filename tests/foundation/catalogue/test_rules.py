from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.catalogue import rules
from carnet.foundation.catalogue.rules import Price

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
HISTORY = [Price(JUNE, 100_00), Price(JULY, 80_00), Price(AUGUST, 120_00)]


@pytest.mark.parametrize(
    ("day", "cents"),
    [(date(2026, 5, 31), None), (JUNE, 100_00), (date(2026, 7, 31), 80_00), (date(2027, 1, 1), 120_00)],
)
def test_a_price_holds_until_the_next(day, cents):
    assert rules.price_on(HISTORY, day) == cents


@pytest.mark.parametrize(
    ("since", "until", "cents"),
    [
        (date(2026, 5, 1), date(2026, 5, 31), None),
        (date(2026, 5, 1), JUNE, 100_00),
        (date(2026, 7, 31), date(2026, 8, 30), 80_00),
        (AUGUST, date(2026, 8, 31), 120_00),
        (JUNE, date(2026, 8, 31), 80_00),
    ],
)
def test_the_lowest_price_of_some_days(since, until, cents):
    assert rules.lowest_price(HISTORY, since, until) == cents


days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
histories = st.dictionaries(days, st.integers(0, 10**6), max_size=8).map(
    lambda prices: [Price(day, cents) for day, cents in prices.items()]
)


@given(histories, days, st.integers(0, 60))
def test_the_lowest_price_is_that_of_one_of_the_days(history, since, length):
    asked = [rules.price_on(history, since + timedelta(days=n)) for n in range(length + 1)]
    known = [cents for cents in asked if cents is not None]
    assert rules.lowest_price(history, since, since + timedelta(days=length)) == min(known, default=None)


def test_margins_by_their_two_french_names():
    assert rules.margin_on_cost(150_00, 100_00) == Decimal("0.5")  # taux de marge
    assert rules.margin_on_price(150_00, 120_00) == Decimal("0.2")  # taux de marque
    assert rules.margin_on_cost(150_00, 0) is None
    assert rules.margin_on_price(0, 10) is None


@given(st.integers(1, 10**9), st.decimals("0", "0.95", places=3))
def test_a_price_for_a_margin_leaves_that_margin(cost, ratio):
    price = rules.price_for(cost, ratio)
    assert abs(price * (1 - ratio) - cost) <= Decimal("0.5")


def test_no_price_leaves_all_of_itself():
    with pytest.raises(ValueError, match="margin"):
        rules.price_for(100, Decimal(1))
