"""The builder's fields say a tree, finished or not."""

from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.filters.rules.form import acted, from_form, settled
from carnet.foundation.filters.rules.tree import DEEPEST, MOST_CONDITIONS, Condition, Group, Joined, conditions, depth

FORM = {
    "j0": ["et"],
    "k0-0": ["etape"],
    "o0-0": ["parmi"],
    "v0-0": ["hot", "warm"],
    "j0-1": ["ou"],
    "k0-1-0": ["contact"],
    "o0-1-0": ["vide"],
    "k0-1-1": [""],
}
TREE = Group(
    Joined.ALL,
    (
        Condition("etape", "parmi", ("hot", "warm")),
        Group(Joined.ANY, (Condition("contact", "vide"), Condition(""))),
    ),
)


def test_the_fields_say_the_tree_with_what_is_not_yet_chosen():
    assert from_form(FORM) == TREE
    assert settled(TREE).parts[1] == Group(Joined.ANY, (Condition("contact", "vide"),))


def test_each_button_changes_one_place():
    assert len(acted(TREE, "condition-0").parts) == 3
    assert len(acted(TREE, "condition-0-1").parts[1].parts) == 3
    assert acted(TREE, "remove-0-1-1").parts[1].parts == (Condition("contact", "vide"),)
    assert acted(TREE, "remove-0-0").parts == TREE.parts[1:]
    assert depth(acted(TREE, "group-0-1")) == DEEPEST
    assert acted(TREE, "group-0-1-0") == acted(TREE, "remove-0") == acted(TREE, "dance-0") == acted(TREE, "") == TREE


fields = st.dictionaries(
    st.from_regex(r"[jkov]0(-\d{1,2}){0,5}", fullmatch=True), st.lists(st.text(max_size=5), max_size=2), max_size=30
)
acts = st.from_regex(r"(condition|group|remove)-0(-\d){0,4}", fullmatch=True)


@given(fields, st.lists(acts, max_size=6))
def test_no_form_makes_a_tree_beyond_the_limits(given_fields, buttons):
    tree = from_form(given_fields)
    for button in buttons:
        tree = acted(tree, button)
    assert depth(tree) <= DEEPEST + 1
    assert sum(1 for _ in conditions(settled(tree))) <= MOST_CONDITIONS + 30
