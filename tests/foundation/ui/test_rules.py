from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.ui.rules import (
    Shape,
    query_of,
    read_state,
    shown_range,
    spreadsheet_cell,
    spreadsheet_phone,
    wishes,
)

SHAPE = Shape(
    columns=("nom", "ville", "etape", "siren"),
    shown=("nom", "ville", "etape"),
    sorts=frozenset({"nom", "ville"}),
    filters=("etape", "ville"),
    default_sort="nom",
)


def state(query: str, saved: str | None = None):
    keep = {"keep_blank_values": True}
    return read_state(SHAPE, parse_qs(query, **keep), None if saved is None else parse_qs(saved, **keep))


def test_a_bare_address_is_the_list_as_it_comes():
    found = state("")
    assert (found.sort, found.is_descending, found.columns, found.page) == ("nom", False, SHAPE.shown, 1)
    assert not found.is_narrowed
    assert query_of(SHAPE, found) == ""


@pytest.mark.parametrize(
    ("query", "attribute", "expected"),
    [
        ("tri=-ville", "is_descending", True),
        ("tri=-ville", "sort", "ville"),
        ("tri=prix", "sort", "nom"),
        ("q=%20lyon%20", "search", "lyon"),
        ("etape=&ville=Lyon", "filters", {"ville": "Lyon"}),
        ("inconnu=1", "filters", {}),
        ("col=siren", "columns", ("nom", "siren")),
        ("col=nom&col=siren", "columns", ("nom", "siren")),
        ("col=rien", "columns", SHAPE.shown),
        ("apres=12&page=3", "page", 3),
        ("page=3", "page", 1),
        ("apres=12&avant=4", "before", None),
        ("apres=abc", "after", None),
        ("apres=-1", "after", None),
        ("vue=4", "view", None),
    ],
)
def test_what_an_address_asks_for(query, attribute, expected):
    assert getattr(state(query), attribute) == expected


def test_a_saved_view_is_read_for_itself_and_only_its_page_comes_from_the_address():
    found = state("vue=7&apres=3&page=2&etape=cold", saved="etape=customer&tri=-ville")
    assert found.filters == {"etape": "customer"}
    assert (found.view, found.after, found.page) == (7, 3, 2)
    assert query_of(SHAPE, found, after=9, before=None, page=3) == "vue=7&apres=9&page=3"


def test_changing_a_saved_view_makes_it_the_base_of_another():
    found = state("vue=7", saved="etape=customer")
    changed = query_of(SHAPE, found, filters={})
    assert changed == "depuis=7"
    assert state(changed).base == 7
    assert wishes(SHAPE, state(changed)) == ""


def test_a_new_sort_goes_back_to_the_first_page():
    assert query_of(SHAPE, state("apres=12&page=3"), sort="ville") == "tri=ville"


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)


@given(search=words, ville=words, sort=st.sampled_from(["nom", "-nom", "ville", "-ville"]), page=st.integers(2, 10**6))
def test_an_address_reads_back_as_what_it_was_made_of(search, ville, sort, page):
    given_state = read_state(
        SHAPE, {"q": [search], "ville": [ville], "tri": [sort], "apres": ["5"], "page": [str(page)]}
    )
    assert state(query_of(SHAPE, given_state, page=page)) == given_state


@pytest.mark.parametrize(("page", "rows", "expected"), [(1, 50, (1, 50)), (3, 7, (101, 107)), (1, 0, (0, 0))])
def test_rows_are_numbered_through_the_pages(page, rows, expected):
    assert shown_range(page, rows) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+33", "'+33"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("Été", "Été"),
        ("", ""),
        (None, ""),
        (12, "12"),
    ],
)
def test_no_cell_of_a_file_is_a_formula(value, expected):
    assert spreadsheet_cell(value) == expected


@given(st.text())
def test_whatever_a_cell_holds_it_never_begins_as_a_formula(value):
    assert not spreadsheet_cell(value).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize(
    ("number", "expected"), [("+33472000000", "04 72 00 00 00"), ("+493012345", "00493012345"), ("", "")]
)
def test_a_phone_in_a_file_is_what_one_dials(number, expected):
    assert spreadsheet_phone(number) == expected
