import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.parties.services import create_company
from carnet.foundation.ui.services import save_view
from carnet.grow.customer_file.evidence import file_is_sorted_and_selected, information_is_easily_reached
from carnet.grow.customer_file.rules import file_state, share_state
from carnet.referential.evidence import State


@pytest.mark.parametrize(
    ("counts", "total", "expected"),
    [
        ([0], 0, "missing"),
        ([5], 5, "partly"),
        ([10, 8], 10, "met"),
        ([10, 7], 10, "partly"),
        ([10, 2], 10, "missing"),
        ([100, 80], 100, "met"),
    ],
)
def test_a_field_serves_when_it_covers_the_file(counts, total, expected):
    assert share_state(counts, total) == expected


@pytest.mark.parametrize(("stages", "views", "expected"), [(3, 1, "met"), (1, 1, "partly"), (3, 0, "partly")])
def test_selections_must_be_possible_and_kept(stages, views, expected):
    assert file_state([10], 10, stages=stages, views=views) == expected


@given(total=st.integers(10, 10**6), data=st.data())
def test_filling_a_field_further_never_says_less(total, data):
    rank = ["missing", "partly", "met"]
    less = data.draw(st.integers(0, total))
    more = data.draw(st.integers(less, total))
    assert rank.index(share_state([less], total)) <= rank.index(share_state([more], total))


def test_rows_alone_are_no_evidence(alice, in_nord):
    for number in range(12):
        create_company(member=alice, name=f"Atelier {number}")
    assert information_is_easily_reached(in_nord).state == State.MISSING
    assert file_is_sorted_and_selected(in_nord).state == State.MISSING


def test_an_empty_file_shows_nothing(in_nord):
    assert information_is_easily_reached(in_nord).state == State.MISSING


def test_a_file_that_is_kept_and_selected_from_shows_it(alice, in_nord):
    for number in range(12):
        stage = ["cold", "hot"][number % 2]
        create_company(member=alice, name=f"Atelier {number}", city="Lyon", industry="Bois", stage=stage)
    assert file_is_sorted_and_selected(in_nord).state == State.PARTLY
    save_view(member=alice, list_code="companies", name="Chauds", query="etape=hot", is_shared=False)
    found = file_is_sorted_and_selected(in_nord)
    assert found.state == State.MET
    assert any("12" in str(fact) for fact in found.facts)
    assert found.links[0].url.startswith("/e/nord/societes/")
