"""What a letter may hold, how it is filled, how many leave in a day: tables, and one property each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.mailing.rules.letters import (
    ValueMissing,
    faults_of,
    filled,
    links_in,
    one_line,
    relinked,
    variant_of,
)
from carnet.prospect.mailing.rules.pacing import Pace, allowed_on, days_needed, retry_at
from carnet.prospect.mailing.rules.wording import doubts_of

KNOWN = ["prenom", "societe", "ville"]
DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("subject", "text", "faults"),
    [
        ("Bonjour {{ prenom }}", "Un mot à {{societe|vous}}.", []),
        ("Bonjour", "Un mot.\nÀ {{ prenon }}", [("unknown_field", "text", 2, 3, "prenom")]),
        ("Bonjour", "{{ xyz }}", [("unknown_field", "text", 1, 1, "")]),
        (
            "Bonjour",
            "Il manque }} une accolade {{ prenom",
            [("braces", "text", 1, 11, ""), ("braces", "text", 1, 27, "")],
        ),
        ("Bonjour", "https://x.example/?nom={{ prenom }}", [("in_link", "text", 1, 1, "")]),
        ("Bonjour\r\nBcc: tous@x.example", "Un mot.", [("line_break", "subject", 1, 8, "")]),
        ("RE: notre échange", "Un mot.", [("false_reply", "subject", 1, 1, "")]),
        ("", "  ", [("empty", "subject", 1, 1, ""), ("empty", "text", 1, 1, "")]),
        ("Bonjour", "x" * 20_001, [("too_long", "text", 1, 20_001, "")]),
    ],
)
def test_each_fault_of_a_letter_has_its_place_and_its_remedy(subject: str, text: str, faults: list) -> None:
    found = [(one.reason, one.part, one.line, one.column, one.near) for one in faults_of(subject, text, KNOWN)]
    assert found == faults


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("{{ prenom }}", {"prenom": "Anne"}, "Anne"),
        ("{{ prenom|cher client }}", {"prenom": ""}, "cher client"),
        ("{{ prenom| }}!", {}, "!"),
        ("{{ prenom }}", {"prenom": "Anne\r\nBcc: tous@x.example"}, "Anne Bcc: tous@x.example"),
        ("{{ prenom }}", {"prenom": "A\u2028n\u202en\x00e"}, "A nn e"),
        ("{{ prenom }}", {"prenom": "{{ ville }}"}, "{{ ville }}"),
    ],
)
def test_a_field_becomes_a_value_on_one_line(text: str, values: dict[str, str], said: str) -> None:
    assert filled(text, values) == said


def test_a_field_without_value_is_told_rather_than_left_empty() -> None:
    with pytest.raises(ValueMissing, match="ville"):
        filled("À {{ ville }}", {"ville": "  "})


@given(st.text())
def test_no_value_carries_a_line_break_or_a_control_mark(value: str) -> None:
    said = filled("{{ x| }}", {"x": value})
    assert said.splitlines() in ([], [said])
    assert said == one_line(said)
    assert len(said) <= 200


def test_links_are_those_of_the_text_without_the_point_after_them() -> None:
    text = "Voyez https://a.example/x?b=1. Ou (https://b.example), ou https://a.example/x?b=1 !"
    assert links_in([text]) == ["https://a.example/x?b=1", "https://b.example"]
    assert relinked(text, lambda link: "@") == "Voyez @. Ou (@), ou @ !"


@given(st.integers(), st.text(min_size=1))
def test_a_reader_keeps_the_same_variant_whatever_the_order(letter: int, reader: str) -> None:
    assert variant_of("ABC", letter=letter, reader=reader) == variant_of("CAB", letter=letter, reader=reader)


def test_variants_are_drawn_about_evenly() -> None:
    drawn = [variant_of("AB", letter=1, reader=f"person-{number}") for number in range(1000)]
    assert 450 < drawn.count("A") < 550


@pytest.mark.parametrize(
    ("day", "warm_since", "allowed"),
    [
        (DAY, None, 500),
        (DAY, DAY, 20),
        (DAY + timedelta(days=1), DAY, 30),
        (DAY + timedelta(days=2), DAY, 500),
        (DAY - timedelta(days=1), DAY, 20),
    ],
)
def test_a_new_address_begins_with_few(day: date, warm_since: date | None, allowed: int) -> None:
    assert allowed_on(Pace(500, 20, (20, 30)), day, warm_since) == allowed


@given(st.integers(0, 5000), st.integers(1, 600))
def test_the_days_needed_hold_all_the_messages_and_one_day_less_does_not(count: int, cap: int) -> None:
    pace = Pace(cap, 0, (5, 8))
    days = days_needed(pace, count, DAY, DAY)
    room = [allowed_on(pace, DAY + timedelta(days=number), DAY) for number in range(days)]
    assert sum(room) >= count or days == 1000
    assert sum(room[:-1]) < count or count == 0


def test_one_tries_again_later_each_time_and_then_no_more() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert retry_at(now, 2, (5, 15)) == now + timedelta(minutes=15)
    assert retry_at(now, 3, (5, 15)) is None


@pytest.mark.parametrize(
    ("subject", "text", "reason"),
    [
        ("GRANDE OFFRE POUR VOUS", "{{ prenom }} ?", "shouting"),
        ("Offre !!", "{{ prenom }} ?", "marks"),
        ("x" * 71, "{{ prenom }} ?", "long_subject"),
        ("Bonjour", "{{ prenom }}, le meilleur prix ?", "superlative"),
        ("Bonjour", "{{ prenom }}, un produit neutre en carbone ?", "carbon"),
        ("Bonjour", "{{ prenom }}, écologique ?", "green"),
        ("Bonjour", "{{ prenom }}, dernière chance ?", "pressure"),
        ("Bonjour", "{{ prenom }}, garanti ?", "guarantee"),
        ("Bonjour", "{{ prenom }}, gratuit ?", "free"),
        ("Bonjour", "Un mot ?", "impersonal"),
        ("Bonjour", "{{ prenom }}.", "no_call"),
    ],
)
def test_words_to_be_looked_at_again_are_told(subject: str, text: str, reason: str) -> None:
    assert [one.reason for one in doubts_of(subject, text)] == [reason]
