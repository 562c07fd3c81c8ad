"""What the buying centres say for B1.2-C4.1-3: never by the mere existence of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.agenda.services import log_interaction
from carnet.foundation.opportunities.services import open_opportunity
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prospect.buying.evidence import who_is_to_be_met_is_known
from carnet.prospect.buying.rules.standing import Known, known_state
from carnet.prospect.buying.services import save_purchase
from carnet.referential.evidence import State

from .conftest import Mapped


@pytest.mark.parametrize(
    ("active", "mapped", "sourced", "placed", "acted", "state"),
    [
        (0, 0, 0, 0, 0, "missing"),
        (8, 0, 0, 0, 0, "missing"),
        (8, 3, 3, 3, 3, "partly"),
        (8, 4, 4, 4, 4, "met"),
        (8, 4, 2, 2, 2, "met"),
        (8, 4, 1, 4, 4, "partly"),
        (8, 4, 4, 1, 4, "partly"),
        (8, 4, 4, 4, 1, "partly"),
    ],
)
def test_half_the_companies_mapped_and_half_the_maps_worked_on_is_enough(
    active: int, mapped: int, sourced: int, placed: int, acted: int, state: str
) -> None:
    assert known_state(Known(active, mapped, sourced, placed, acted)) == state


@given(st.integers(0, 30), st.integers(0, 30), st.data())
def test_one_more_map_told_placed_and_acted_on_never_says_less(active: int, mapped: int, data: st.DataObject) -> None:
    rank = ["missing", "partly", "met"]
    parts = [data.draw(st.integers(0, mapped)) for _ in range(3)]
    before = known_state(Known(active, mapped, *parts))
    after = known_state(Known(active, mapped + 1, *(part + 1 for part in parts)))
    assert rank.index(after) >= rank.index(before)


def test_a_map_nobody_works_from_is_a_beginning(
    nord: Workspace, bruno: Membership, mapped: Mapped, django_assert_num_queries: object
) -> None:
    open_opportunity(member=bruno, company=mapped.company, name="Mobilier")
    with django_assert_num_queries(4):
        assert who_is_to_be_met_is_known(nord).state == State.PARTLY
    save_purchase(member=bruno, company=mapped.company, step="choice", kind="new")
    log_interaction(member=bruno, channel="note", company=mapped.company, person=mapped.decider)
    assert who_is_to_be_met_is_known(nord).state == State.PARTLY
    log_interaction(member=bruno, channel="visit", company=mapped.company, person=mapped.adviser)
    found = who_is_to_be_met_is_known(nord)
    assert found.state == State.MET
    assert str(found.facts[0]).endswith("1 sur 1.")
    for number in range(2):
        bare = create_company(member=bruno, name=f"Sans carte {number}")
        open_opportunity(member=bruno, company=bare, name="Autre")
    assert who_is_to_be_met_is_known(nord).state == State.PARTLY


def test_nothing_is_said_where_nobody_is_on_a_map(nord: Workspace, in_nord: Workspace) -> None:
    assert who_is_to_be_met_is_known(nord).state == State.MISSING
