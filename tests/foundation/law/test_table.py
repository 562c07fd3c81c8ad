"""The table that Carnet ships: sound, and saying what the law says."""

from datetime import date
from decimal import Decimal

import pytest

from carnet.foundation import law
from carnet.foundation.law import checks
from carnet.foundation.law.table import BadTable, load, table

TODAY = date(2026, 11, 23)


def test_the_shipped_table_has_no_problem():
    held = table()
    assert list(checks.problems(held.values, held.mentions)) == []


def test_the_buyers_of_the_law_are_the_kinds_of_a_company():
    from carnet.foundation.parties.models import BuyerKind

    assert set(law.Buyer) == set(BuyerKind.values)


def test_every_departement_has_a_territory_of_the_table():
    from carnet.foundation.geo.rules import territory_of

    departments = ["69", "2A", "2B", *(str(code) for code in range(971, 979)), "984", "986", "987", "988"]
    assert {territory_of(code) for code in departments} == set(law.Territory)


@pytest.mark.parametrize(
    ("code", "on", "buyer", "territory", "expected"),
    [
        ("vat.rate.normal", TODAY, None, "metropole", Decimal(20)),
        ("vat.rate.normal", TODAY, None, "reunion", Decimal("8.5")),
        ("vat.rate.intermediate", TODAY, None, "corsica", Decimal(10)),
        ("vat.rate.reduced", TODAY, None, "metropole", Decimal("5.5")),
        ("vat.rate.reduced", TODAY, None, "martinique", Decimal("2.1")),
        ("vat.rate.super_reduced", TODAY, None, "metropole", Decimal("2.1")),
        ("vat.applies", TODAY, None, "mayotte", False),
        ("vat.franchise.services", TODAY, None, "metropole", 3_750_000),
        ("vat.franchise.goods_tolerance", TODAY, None, "metropole", 9_350_000),
        ("payment.max.days", TODAY, "company", "metropole", 60),
        ("payment.max.end_of_month_days", TODAY, "sole_trader", "metropole", 45),
        ("payment.public.days", TODAY, "public_body", "metropole", 30),
        ("payment.public.hospital_days", TODAY, "public_body", "metropole", 50),
        ("late.recovery_fee", TODAY, "company", "metropole", 4000),
        ("late.points_over_ecb", TODAY, "company", "metropole", Decimal(10)),
        ("late.points_over_ecb", TODAY, "public_body", "metropole", Decimal(8)),
        ("late.legal_interest", date(2026, 6, 30), "company", "metropole", Decimal("2.62")),
        ("late.legal_interest", date(2025, 7, 1), "consumer", "metropole", Decimal("6.65")),
        ("withdrawal.days", TODAY, "consumer", "metropole", 14),
        ("off_premises.no_payment_days", TODAY, "consumer", "metropole", 7),
        ("off_premises.first_payment_day", TODAY, "small_business", "metropole", 8),
        ("quote.validity.days", TODAY, None, "metropole", 30),
        ("deposit.default_nature", TODAY, "consumer", "metropole", "arrhes"),
        ("call.consent.required", TODAY, "consumer", "metropole", True),
        ("call.consent.required", TODAY, "company", "metropole", False),
        ("retention.accounting.years", TODAY, None, "metropole", 10),
        ("retention.prospect.years", TODAY, None, "metropole", 3),
    ],
)
def test_a_known_value(code, on, buyer, territory, expected):
    assert law.rule(code, on=on, buyer=buyer, territory=territory).value == expected


@pytest.mark.parametrize(
    ("code", "on", "buyer", "territory", "reason"),
    [
        ("vat.rate.normal", TODAY, None, "guyane", "other_territory"),
        ("late.recovery_fee", TODAY, "consumer", "metropole", "other_buyer"),
        ("withdrawal.days", TODAY, "company", "metropole", "other_buyer"),
        ("late.legal_interest", TODAY, "company", "metropole", "unknown_value"),
        ("late.ecb_refinancing", TODAY, None, "metropole", "unknown_value"),
        ("late.legal_interest", date(2027, 1, 1), "company", "metropole", "other_dates"),
        ("einvoice.issue.small", TODAY, "company", "metropole", "other_dates"),
        ("call.hours", date(2026, 8, 10), "consumer", "metropole", "other_dates"),
    ],
)
def test_what_the_table_does_not_say_is_refused_with_its_reason(code, on, buyer, territory, reason):
    with pytest.raises(law.NoRuleInForce) as caught:
        law.rule(code, on=on, buyer=buyer, territory=territory)
    assert caught.value.reason == reason


class TestMentions:
    def codes(self, buyer, document="quote", facts=(), on=TODAY):
        return {one.code for one in law.mentions(document, on=on, buyer=buyer, facts=facts)}

    def never(self, buyer, document="quote", on=TODAY):
        return {one.code for one in law.forbidden_mentions(document, on=on, buyer=buyer)}

    def test_the_recovery_fee_is_for_professionals_only(self):
        assert "recovery_fee" in self.codes("company")
        assert "recovery_fee" not in self.codes("consumer")
        assert {"recovery_fee", "late_penalties"} <= self.never("consumer")

    def test_the_mediator_and_the_guarantee_are_for_consumers_only(self):
        assert "mediator" in self.codes("consumer")
        assert "guarantee_box" in self.codes("consumer", "order", {"goods"})
        assert {"mediator", "guarantee_box"} <= self.never("company")

    def test_a_mention_waits_for_its_facts(self):
        assert "seller_rcs" not in self.codes("company")
        assert {"seller_rcs", "seller_form_and_capital"} <= self.codes(
            "company", facts={"registered", "capital_company"}
        )

    def test_off_premises_protects_small_businesses_and_distance_does_not(self):
        assert "withdrawal_form" in self.codes("small_business", facts={"off_premises"})
        assert "withdrawal_form" not in self.codes("company", facts={"off_premises"})
        assert "withdrawal_form_distance" not in self.codes("small_business", facts={"distance"})

    def test_the_franchise_replaces_the_vat_number(self):
        assert "vat_franchise" in self.codes("consumer", facts={"vat_franchise"})
        assert "seller_vat_number" not in self.codes("consumer", facts={"vat_franchise"})

    def test_a_mention_begins_with_its_law(self):
        assert "phone_canvassing" not in self.codes("consumer", "contract", on=date(2026, 8, 10))
        assert "phone_canvassing" in self.codes("consumer", "contract", on=date(2026, 8, 11))

    def test_a_quote_names_itself_first(self):
        assert law.mentions("quote", on=TODAY, buyer="company")[0].code == "word_quote"


class TestForms:
    def test_a_company_prints_its_capital_and_register(self):
        assert {"capital", "register", "seat"} <= set(law.legal_form("sarl").printed)

    def test_a_sole_trader_prints_ei_and_no_capital(self):
        form = law.legal_form("EI")
        assert "ei" in form.printed
        assert not form.has_capital

    def test_an_unknown_form_is_none(self):
        assert law.legal_form("GmbH") is None


RULE = """
label: Neige
label_en: Snow
rules:
  - {{code: a, label: x, label_en: x, unit: {unit}, source: x, confidence: unverified, periods: [{period}]}}
"""


class TestReading:
    @pytest.mark.parametrize(
        ("unit", "period", "told"),
        [
            ("miles", "{value: 5, in_force_from: 2020-01-01}", "'miles' is not a valid Unit"),
            ("days", "{value: '5', in_force_from: 2020-01-01}", "a: '5' is no days"),
            ("days", "{value: true, in_force_from: 2020-01-01}", "a: True is no days"),
            ("days", "{value: 5, in_force_from: soon}", "'soon' is not a date"),
            ("days", "{value: 5}", "in_force_from"),
            ("days", "{value: 5, in_force_from: 2020-01-01, buyers: martians}", "'martians' is not a valid Buyer"),
            ("days", "[", "expected"),
        ],
    )
    def test_a_file_that_cannot_be_read_names_itself_and_the_fault(self, tmp_path, unit, period, told):
        (tmp_path / "snow.yaml").write_text(RULE.format(unit=unit, period=period))
        with pytest.raises(BadTable) as caught:
            load(tmp_path)
        assert str(caught.value).startswith("snow.yaml")
        assert told in str(caught.value)

    def test_what_stands_on_a_rule_holds_for_each_period(self, tmp_path):
        period = "{value: 5, in_force_from: 2020-01-01, in_force_to: 2020-12-31}, {value: 6, in_force_from: 2021-01-01}"
        (tmp_path / "snow.yaml").write_text(RULE.format(unit="days", period=period))
        old, new = load(tmp_path).values
        assert (old.value, new.value, new.source) == (5, 6, "x")
