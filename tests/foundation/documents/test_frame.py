"""What every document shares: whose it is, at its foot too, and colours that can be read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.documents.frame import frame, palette
from carnet.foundation.documents.rules import contrast

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("seller", "color", "on_color", "word_color"),
    [
        ({}, "#1f46b4", "#ffffff", "#1f46b4"),
        ({"color": "#f5d800"}, "#f5d800", "#1c2130", "#1c2130"),
        ({"color": "#f5d800", "second_color": "#7a1020"}, "#f5d800", "#1c2130", "#7a1020"),
        ({"color": "#0b5d3b", "second_color": "#ffe0e0"}, "#0b5d3b", "#ffffff", "#1c2130"),
    ],
)
def test_bands_take_the_first_colour_and_titles_the_second(seller, color, on_color, word_color) -> None:
    assert palette(seller) == {"color": color, "on_color": on_color, "word_color": word_color}


@given(COLOURS, COLOURS)
def test_words_can_be_read_whatever_the_colours(first: str, second: str) -> None:
    found = palette({"color": first, "second_color": second})
    assert contrast(found["on_color"], found["color"]) >= 4.5
    assert contrast(found["word_color"], "#ffffff") >= 4.5


def test_a_seller_is_named_with_its_number() -> None:
    data = frame({"legal_name": "Rhodanis", "siren": "732829320"}, title="Plan", language="fr", on=date(2026, 11, 24))
    assert data["seller"]["legal"].replace("\u202f", " ").replace("\u00a0", " ") == "Rhodanis · SIREN 732 829 320"
    assert data["date"] == [2026, 11, 24]
