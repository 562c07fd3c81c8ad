"""What the rows say for C4.1, and what they do not."""

import pytest

from carnet.prospect.sourcing import services
from carnet.prospect.sourcing.evidence import (
    targets_are_chosen_by_criteria_set_beforehand as chosen,
)
from carnet.prospect.sourcing.evidence import (
    targets_are_told_apart_and_ranked as ranked,
)
from carnet.prospect.sourcing.rules import chosen_state, ranked_state

from .conftest import AROUND


@pytest.mark.parametrize(
    ("total", "beforehand", "argued", "state"),
    [(0, 0, 0, "missing"), (2, 0, 0, "missing"), (2, 1, 1, "partly"), (2, 2, 1, "partly"), (2, 2, 2, "met")],
)
def test_a_choice_rests_on_criteria_written_before(total, beforehand, argued, state):
    assert chosen_state(total, beforehand, argued) == state


@pytest.mark.parametrize(
    ("total", "told", "scored", "state"),
    [(0, [0, 0], 0, "missing"), (10, [10, 10], 0, "partly"), (10, [9, 10], 9, "met"), (10, [8, 10], 10, "partly")],
)
def test_targets_are_ranked_when_a_score_says_why(total, told, scored, state):
    assert ranked_state(total, told, scored) == state


@pytest.mark.usefixtures("three")
def test_the_rows_speak(alice, in_nord, grid, django_assert_num_queries):
    assert (chosen(in_nord).state, ranked(in_nord).state) == ("missing", "missing")
    services.add_targets(member=alice, criteria=AROUND, grid=grid, top=50)
    with django_assert_num_queries(5):
        found = chosen(in_nord), ranked(in_nord)
    assert [one.state for one in found] == ["met", "met"]
    assert "3" in str(found[1].facts[0])
    assert len(found[0].links) == 2


@pytest.mark.usefixtures("three")
def test_a_choice_without_criteria_is_not_called_one(alice, in_nord):
    services.add_targets(member=alice, criteria=AROUND, top=50)
    assert (chosen(in_nord).state, ranked(in_nord).state) == ("missing", "partly")
