import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.documents import rules

N, B = rules.NARROW, rules.NO_BREAK


@pytest.mark.parametrize(
    ("typed", "set_in_type"),
    [
        ("Voyez-vous ?", f"Voyez-vous{N}?"),
        ("Oui!", f"Oui{N}!"),
        ("Vraiment ?!", f"Vraiment{N}?!"),
        ("un ; deux : trois", f"un{N}; deux{B}: trois"),
        ("l'offre d'hiver", "l’offre d’hiver"),
        ('dit "oui" !', f"dit «{B}oui{B}»{N}!"),
        ("« bon pour accord »", f"«{B}bon pour accord{B}»"),
        ("20 % soit 12 €", f"20{B}% soit 12{B}€"),
        ("https://exemple.fr/?q=1;2", "https://exemple.fr/?q=1;2"),
        ("à 10:30", "à 10:30"),
        ("", ""),
    ],
)
def test_french_spaces_and_quotes(typed, set_in_type):
    assert rules.french(typed) == set_in_type


@given(st.text(alphabet="aé1 ;!?:«»\"'%€.\n\u00a0\u202f", max_size=40))
def test_setting_a_text_twice_changes_nothing_more(text):
    once = rules.french(text)
    assert rules.french(once) == once


def test_every_string_of_the_data_is_set_and_nothing_else():
    data = {"a": ["Oui !", 3, None, {"b": "l'an"}]}
    assert rules.typeset(data, "fr") == {"a": [f"Oui{N}!", 3, None, {"b": "l’an"}]}
    assert rules.typeset(data, "en") == data


def test_typed_text_becomes_paragraphs_of_lines():
    assert rules.paragraphs("un\r\ndeux\n \n\ntrois\n") == [["un", "deux"], ["trois"]]
    assert rules.paragraphs("  ") == []


def test_a_colour_too_pale_for_words_gives_way_to_ink():
    assert rules.readable("#1f46b4") == "#1f46b4"
    assert rules.readable("#ffe680") == "#1c2130"
    assert rules.contrast("#000000", "#ffffff") == pytest.approx(21)
