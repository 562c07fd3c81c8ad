"""The address of a filter reads back as it was written, and what is broken in it is left out and told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.filters.rules.tree import (
    DEEPEST,
    LONGEST,
    MOST_CONDITIONS,
    Condition,
    Group,
    Joined,
    conditions,
    depth,
    read,
    tidy,
    without,
    written,
)

ALL, ANY = Joined.ALL, Joined.ANY
HOT = Condition("etape", "parmi", ("hot",))
BEFORE = Condition("contact", "sous", ("2026-08-01",))
NEVER = Condition("contact", "vide")


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Group(), ""),
        (Group(ALL, (HOT,)), "1.et(etape:parmi:hot)"),
        (
            Group(ALL, (HOT, Group(ANY, (BEFORE, NEVER)))),
            "1.et(etape:parmi:hot,ou(contact:sous:2026-08-01,contact:vide))",
        ),
        (Group(ANY, (HOT, NEVER)), "1.ou(etape:parmi:hot,contact:vide)"),
        (Group(ALL, (Group(ANY, ()), HOT)), "1.et(etape:parmi:hot)"),
        (Group(ALL, (Condition("nom", "est", ("a:b,(c)~",)),)), "1.et(nom:est:a~:b~,~(c~)~~)"),
    ],
)
def test_a_tree_is_written_in_words_that_people_can_read(tree, text):
    assert written(tree) == text
    assert read(text).tree == tidy(tree)
    assert not read(text).problems


@pytest.mark.parametrize(
    ("text", "kept", "reasons"),
    [
        ("2.et(a:b)", "", ["version"]),
        ("nonsense", "", ["version"]),
        ("1.", "", ["syntax"]),
        ("1.et(a:b,c,d:e)", "1.et(a:b,d:e)", ["syntax"]),
        ("1.et(a:b,c(d:e)", "1.et(a:b)", ["syntax"]),
        ("1.et(a:b,ou(c:d,e:f", "1.et(a:b,ou(c:d,e:f))", []),
        ("1.et(a:b)et(c:d)", "1.et(a:b)", ["syntax"]),
        ("1.et(a:b,ou(c:d,et(e:f,ou(g:h,i:j))))", "1.et(a:b,ou(c:d,e:f))", ["deep"]),
        ("1.et(" + ",".join(["a:b"] * (MOST_CONDITIONS + 5)) + ")", "1.et(" + ",".join(["a:b"] * 20) + ")", ["many"]),
        ("1.et(a:b:" + "x" * 101 + ",c:d)", "1.et(c:d)", ["long"]),
        ("1.et(" + "a:b," * LONGEST + ")", "", ["long"]),
    ],
)
def test_what_is_broken_is_left_out_and_told(text, kept, reasons):
    found = read(text)
    assert written(found.tree) == kept
    assert [problem.reason for problem in found.problems] == reasons


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
leaves = st.builds(Condition, words, words, st.lists(words, max_size=3).map(tuple))


def groups(inner):
    return st.builds(Group, st.sampled_from(Joined), st.lists(inner, max_size=3).map(tuple))


trees = groups(st.one_of(leaves, groups(st.one_of(leaves, groups(leaves)))))


@given(trees)
def test_every_tree_of_an_allowed_size_reads_back(tree):
    text = written(tree)
    found = read(text)
    if text != text.strip() or len(text) > LONGEST or sum(1 for _ in conditions(tree)) > MOST_CONDITIONS:
        return
    assert found.tree == tidy(tree)
    assert not found.problems


@given(st.text(max_size=300), st.booleans())
def test_no_text_at_all_breaks_the_reading(text, is_ours):
    found = read(f"1.et({text}" if is_ours else text)
    assert depth(found.tree) <= DEEPEST
    assert sum(1 for _ in conditions(found.tree)) <= MOST_CONDITIONS
    assert read(written(found.tree)).tree == found.tree


def test_a_part_is_taken_out_by_its_place():
    tree = Group(ALL, (HOT, Group(ANY, (BEFORE, NEVER))))
    assert without(tree, (0,)) == Group(ALL, (Group(ANY, (BEFORE, NEVER)),))
    assert without(tree, (1, 0)) == Group(ALL, (HOT, Group(ANY, (NEVER,))))
    assert without(tree, (7,)) == without(tree, (0, 3)) == tree
