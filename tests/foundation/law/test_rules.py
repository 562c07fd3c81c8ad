"""The value that holds on a day, for a buyer, in a territory, and nothing in its place."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.law.checks import problems
from carnet.foundation.law.rules import (
    PROFESSIONALS,
    Buyer,
    Confidence,
    LegalValue,
    NoRuleInForce,
    Territory,
    Unit,
    WrongUnit,
    pick,
)

TODAY = date(2026, 11, 23)


class TestPicking:
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2020, 1, 1), 5),
            (date(2024, 12, 31), 5),
            (date(2025, 1, 1), 7),
            (date(2030, 1, 1), 7),
        ],
    )
    def test_the_first_and_last_day_of_a_period_belong_to_it(self, legal_value, on, expected):
        old = legal_value(in_force_to=date(2024, 12, 31))
        new = legal_value(value=7, in_force_from=date(2025, 1, 1))
        assert pick([old, new], "snow.days", on=on).value == expected

    def test_each_buyer_has_their_own_value(self, legal_value):
        values = [legal_value(buyers=frozenset({Buyer.CONSUMER})), legal_value(value=9, buyers=PROFESSIONALS)]
        assert pick(values, "snow.days", on=TODAY, buyer="consumer").value == 5
        assert pick(values, "snow.days", on=TODAY, buyer=Buyer.COMPANY).value == 9

    @pytest.mark.parametrize(
        ("asked", "reason"),
        [
            ({"code": "rain.days"}, "unknown_code"),
            ({"on": date(2019, 12, 31)}, "other_dates"),
            ({"buyer": "public_body"}, "other_buyer"),
            ({"territory": "mayotte"}, "other_territory"),
            ({"buyer": None}, "buyer_needed"),
            ({"buyer": "company"}, "unknown_value"),
        ],
    )
    def test_nothing_is_invented_and_the_reason_is_told(self, legal_value, asked, reason):
        place = frozenset({Territory.METROPOLE})
        values = [
            legal_value(buyers=frozenset({Buyer.CONSUMER}), territories=place),
            legal_value(buyers=frozenset({Buyer.COMPANY}), territories=place, value=None),
        ]
        arguments = {"code": "snow.days", "on": TODAY, "buyer": "consumer", **asked}
        with pytest.raises(NoRuleInForce) as caught:
            pick(values, **arguments)
        assert caught.value.reason == reason

    @given(st.dates(), st.dates(), st.integers(0, 4000))
    def test_no_value_is_given_outside_its_period(self, on, start, length):
        end = start + timedelta(days=length) if start.year < 9000 else None
        value = LegalValue(
            "x", "x", "x", "x", 1, Unit.DAYS, start, end, frozenset(Buyer), frozenset(Territory), "x", None,
            Confidence.UNVERIFIED,
        )  # fmt: skip
        inside = start <= on and (end is None or on <= end)
        if inside:
            assert pick([value], "x", on=on) is value
        else:
            with pytest.raises(NoRuleInForce):
                pick([value], "x", on=on)


class TestUnits:
    def test_a_rate_is_an_exact_decimal(self, percent):
        assert percent.decimal == Decimal("5.5")

    def test_a_length_is_a_whole_number(self, legal_value):
        assert legal_value().number == 5

    @pytest.mark.parametrize("wrong", ["decimal", "text", "items", "is_true"])
    def test_a_length_is_nothing_else(self, legal_value, wrong):
        with pytest.raises(WrongUnit, match=r"snow\.days is given in days"):
            getattr(legal_value(), wrong)

    def test_a_flag_is_no_number(self, legal_value):
        flag = legal_value(unit=Unit.FLAG, value=True)
        assert flag.is_true
        with pytest.raises(WrongUnit):
            _ = flag.number

    def test_a_list_and_a_text_say_what_they_hold(self, legal_value):
        assert legal_value(unit=Unit.LIST, value=("a", "b")).items == ("a", "b")
        assert legal_value(unit=Unit.TEXT, value="arrhes").text == "arrhes"


class TestTheChecker:
    def test_a_sound_table_has_no_problem(self, legal_value):
        old = legal_value(in_force_to=date(2024, 12, 31))
        assert list(problems([old, legal_value(in_force_from=date(2025, 1, 1))])) == []

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"in_force_from": date(2024, 12, 31)}, "overlap"),
            ({"in_force_from": date(2025, 1, 1), "in_force_to": date(2024, 1, 1)}, "before it begins"),
            ({"in_force_from": date(2025, 1, 1), "read_on": None}, "without the day it was read"),
            ({"in_force_from": date(2025, 1, 1), "source": ""}, "no source"),
            ({"in_force_from": date(2025, 1, 1), "value": None}, "no value"),
            ({"in_force_from": date(2025, 1, 1), "label": "Autre"}, "two labels"),
        ],
    )
    def test_each_fault_is_told(self, legal_value, change, told):
        old = legal_value(in_force_to=date(2024, 12, 31))
        found = list(problems([old, legal_value(**change)]))
        assert any(told in one for one in found)

    def test_the_same_days_for_other_buyers_or_places_do_not_overlap(self, legal_value):
        values = [
            legal_value(buyers=frozenset({Buyer.CONSUMER})),
            legal_value(buyers=PROFESSIONALS, territories=frozenset({Territory.CORSICA})),
            legal_value(buyers=PROFESSIONALS, territories=frozenset({Territory.METROPOLE})),
        ]
        assert list(problems(values)) == []
