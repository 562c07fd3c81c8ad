"""Text is folded so that accents, case, spaces and punctuation never hide a match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.search.rules import fold, fold_all, fold_query, rank


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Société Générale d’Été", "societe generale d ete"),
        ("  Œuvre & Cæsar – SARL ", "oeuvre caesar sarl"),
        ("L'ISLE-D’ABEAU", "l isle d abeau"),
        ("Contact@Exemple.FR", "contact@exemple.fr"),
        ("", ""),
        ("…", ""),
    ],
)
def test_text_is_folded(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("06 12 34 56 78", "612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("732 829 320 00074", "73282932000074"),
        ("732.829.320", "732829320"),
        ("12 rue Émile", "12 rue emile"),
        ("Lyon 3", "lyon 3"),
    ],
)
def test_numbers_typed_in_groups_are_joined(typed, query):
    assert fold_query(typed) == query


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_nothing_to_escape(text):
    once = fold(text)
    assert fold(once) == once
    assert not set(once) & set("%_\"'\\")


def test_the_whole_title_comes_before_its_beginning_a_word_and_a_piece():
    titles = ["ancien martin", "martinet", "saint martin", "martin"]
    places = sorted(["remartine", *titles], key=lambda title: rank("martin", title))
    assert places == ["martin", "martinet", "saint martin", "ancien martin", "remartine"]


@given(st.lists(st.text() | st.text(alphabet="éÀœŒßΣσς’' -_Aa1.@+\u0301\x1f…İﬁ½")))
def test_many_texts_are_folded_as_one_by_one(texts):
    assert fold_all(texts) == [fold(text) for text in texts]
