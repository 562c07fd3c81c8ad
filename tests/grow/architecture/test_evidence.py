"""What the architecture says for B3-C13.1-1 and -2: never by the mere existence of rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.parties.services import create_company, create_person, edit_company
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.grow.architecture.evidence import what_is_kept_is_treated_lawfully, what_is_kept_serves_the_follow_up
from carnet.grow.architecture.rules import choice_state, lawful_state
from carnet.grow.architecture.services import edit_register, freeze_register
from carnet.referential.evidence import State
from tests.foundation.fields.making import make_field


@pytest.mark.parametrize(
    ("serving", "in_use", "renewed", "followed", "state"),
    [
        (0, 0, 0, 10, "missing"),
        (0, 5, 9, 10, "missing"),
        (1, 5, 0, 10, "partly"),
        (3, 5, 0, 10, "partly"),
        (3, 5, 1, 4, "partly"),
        (3, 5, 1, 10, "met"),
        (3, 5, 1, 0, "missing"),
    ],
)
def test_a_choice_serves_when_it_is_filled_in_and_kept_up(
    serving: int, in_use: int, renewed: int, followed: int, state: str
) -> None:
    assert choice_state(serving=serving, in_use=in_use, renewed=renewed, followed=followed) == state


@pytest.mark.parametrize(
    ("in_use", "exposed", "overdue", "traced", "is_told", "is_frozen", "state"),
    [
        (5, 0, 0, 1.0, True, True, "met"),
        (5, 1, 0, 1.0, True, True, "partly"),
        (5, 0, 3, 1.0, False, False, "missing"),
        (5, 0, 0, 0.5, True, True, "partly"),
        (0, 0, 0, 0.0, False, False, "missing"),
    ],
)
def test_a_file_is_lawful_when_nothing_is_exposed_or_overdue_and_the_register_stands(
    in_use: int, exposed: int, overdue: int, traced: float, is_told: bool, is_frozen: bool, state: str
) -> None:
    found = lawful_state(
        in_use=in_use, exposed=exposed, overdue=overdue, traced=traced, is_told=is_told, is_frozen=is_frozen
    )
    assert found == state


@given(st.integers(1, 20), st.integers(0, 20), st.integers(0, 5), st.integers(0, 50))
def test_one_more_field_that_serves_never_says_less(in_use: int, serving: int, renewed: int, followed: int) -> None:
    rank = ["missing", "partly", "met"]
    states = [
        choice_state(serving=count, in_use=in_use, renewed=renewed, followed=followed)
        for count in (serving, serving + 1)
    ]
    assert rank.index(states[0]) <= rank.index(states[1])


def test_fields_alone_are_no_evidence_until_they_are_filled_and_kept_up(alice: Membership, in_nord: Workspace) -> None:
    labels = ("Besoin", "Concurrent", "Budget")
    for label in labels:
        make_field(alice, label)
    rows = [create_company(member=alice, name=f"C{number}", stage="hot") for number in range(6)]
    assert what_is_kept_serves_the_follow_up(in_nord).state == State.MISSING
    for row in rows:
        edit_company(member=alice, company=row, changes={"custom": {label.lower(): "x" for label in labels}})
    assert what_is_kept_serves_the_follow_up(in_nord).state == State.PARTLY
    edit_company(member=alice, company=rows[0], changes={"custom": {"besoin": "y"}})
    found = what_is_kept_serves_the_follow_up(in_nord)
    assert found.state == State.MET
    assert any("Besoin, Concurrent, Budget" in str(fact) for fact in found.facts)
    assert found.links[0].url == "/e/nord/fichier/"


def test_lawfulness_wants_readers_terms_sources_and_a_register(alice: Membership, in_nord: Workspace) -> None:
    make_field(alice, "Santé du projet", sensitivity="delicate")
    create_person(member=alice, family_name="Vial")
    assert what_is_kept_is_treated_lawfully(in_nord).state == State.MISSING
    edit_register(member=alice, values={"representative": "Mme Roux, gérante"})
    freeze_register(member=alice)
    assert what_is_kept_is_treated_lawfully(in_nord).state == State.PARTLY


def test_lawfulness_is_met_when_all_stands(alice: Membership, in_nord: Workspace) -> None:
    make_field(alice, "Besoin", roles=["manager"], sensitivity="delicate")
    create_person(member=alice, family_name="Vial")
    edit_register(member=alice, values={"representative": "Mme Roux, gérante"})
    freeze_register(member=alice)
    assert what_is_kept_is_treated_lawfully(in_nord).state == State.MET
