"""Questions to a field, as the one box of a list's filter asks them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.fields.rules.asking import OPERATORS, Operator, question, short_question
from carnet.foundation.fields.rules.definitions import Kind
from carnet.foundation.fields.rules.values import ValueRefused

from .test_values import of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "text", "operator", "values"),
    [
        ("text", "Bois", "begins", ("Bois",)),
        ("link", "exemple", "contains", ("exemple",)),
        ("number", "> 1 000", "more", (1000,)),
        ("number", ">=12,5", "at_least", (12.5,)),
        ("number", "-3", "is", (-3,)),
        ("number", "10-20", "between", (10, 20)),
        ("number", "20 à 10", "between", (10, 20)),
        ("money", "≤ 1 500", "at_most", (150000,)),
        ("money", "1000..2000", "between", (100000, 200000)),
        ("date", "2026", "between", ("2026-01-01", "2026-12-31")),
        ("date", "02/2028", "between", ("2028-02-01", "2028-02-29")),
        ("date", "23/11/2026", "is", ("2026-11-23",)),
        ("date", "> 01/01/2026", "more", ("2026-01-01",)),
        ("date", "01/01/2026 à 31/01/2026", "between", ("2026-01-01", "2026-01-31")),
        ("choice", "pvc", "any_of", ("pvc",)),
        ("yes_no", "non", "is", (False,)),
    ],
)
def test_a_short_text_asks(kind: str, text: str, operator: str, values: Any) -> None:
    asked = short_question(of(kind), text, today=TODAY)
    assert asked is not None
    assert (asked.operator, asked.values) == (operator, values)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "beaucoup"), ("date", "bientôt"), ("choice", "verre"), ("yes_no", "?"), ("money", "> ")],
)
def test_what_says_nothing_asks_nothing(kind: str, text: str) -> None:
    assert short_question(of(kind), text, today=TODAY) is None


def test_days_to_come_and_days_gone_are_a_span() -> None:
    to_come = question(of("date"), "next_days", ["90"], today=TODAY)
    gone = question(of("date"), "past_days", ["7"], today=TODAY)
    assert (to_come.operator, to_come.values) == (Operator.BETWEEN, ("2026-11-23", "2027-02-21"))
    assert gone.values == ("2026-11-16", "2026-11-23")


@given(st.sampled_from(list(Kind)), st.sampled_from([*Operator, "like"]), st.lists(st.text(max_size=30), max_size=3))
def test_any_question_is_answered_or_refused_with_a_reason(kind: Kind, operator: str, given: list[str]) -> None:
    try:
        asked = question(of(kind), operator, given, today=TODAY)
    except ValueRefused as refused:
        reason = refused.reason
    else:
        reason = "" if asked.operator in OPERATORS[kind] else "not offered"
    assert reason in {
        "",
        "operator",
        "missing",
        "range",
        "number",
        "money",
        "date",
        "choice",
        "yes_no",
        "decimals",
        "too_long",
    }
