"""Criteria are set before looking, in versions that nobody rewrites."""

import pytest

from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.sirene.rules.scoring import Kind, Term
from carnet.prospect.sourcing import services
from carnet.prospect.sourcing.models import Grid, Targeting
from carnet.prospect.sourcing.services import SourcingRefused

pytestmark = pytest.mark.usefixtures("in_nord")
TERMS = [Term(Kind.HEAD, 10)]


def test_a_change_makes_the_next_version_and_leaves_the_former(alice, bruno, grid):
    second = services.save_grid(member=bruno, name="Installateurs", terms=TERMS, grid=grid)
    grid.refresh_from_db()
    assert (second.version, second.author, grid.version, grid.author) == (2, bruno, 1, alice)
    assert [one.pk for one in Grid.objects.current()] == [second.pk]
    assert len(grid.rules) == 2


@pytest.mark.parametrize(
    ("name", "terms", "reason"),
    [("  ", TERMS, "no_name"), ("Autres", [], "no_terms"), ("Installateurs", TERMS, "taken")],
)
def test_what_cannot_be_saved_is_refused(alice, grid, name, terms, reason):
    with pytest.raises(SourcingRefused) as refused:
        services.save_grid(member=alice, name=name, terms=terms)
    assert refused.value.reason == reason


def test_two_people_changing_the_same_version_do_not_both_win(alice, bruno, grid):
    services.save_grid(member=bruno, name="Installateurs", terms=TERMS, grid=grid)
    with pytest.raises(SourcingRefused) as refused:
        services.save_grid(member=alice, name="Installateurs", terms=TERMS, grid=grid)
    assert refused.value.reason == "gone"


def test_saving_is_undone_to_the_version_before(alice, grid):
    second = services.save_grid(member=alice, name="Installateurs", terms=TERMS, grid=grid)
    undo(member=alice, event_id=second.event.pk)
    assert [one.pk for one in Grid.objects.current()] == [grid.pk]


def test_criteria_that_were_used_stay(alice, grid):
    Targeting.objects.create(grid=grid, stock_on="2026-10-31", found=1, added=1)
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=alice, event_id=grid.event.pk)


def test_withdrawing_is_undone_unless_the_name_was_taken(alice, grid):
    event = services.withdraw_grid(member=alice, grid=grid)
    assert not Grid.objects.current().exists()
    services.save_grid(member=alice, name="Installateurs", terms=TERMS)
    with pytest.raises(NotUndoable, match="changed_since"):
        undo(member=alice, event_id=event.pk)
