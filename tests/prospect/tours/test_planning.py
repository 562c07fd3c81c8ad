"""Plans as they come out of the planner: sound to the judge, and plain about what they leave out."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.prospect.tours.rules.case import Case, Opening
from carnet.prospect.tours.rules.judge import judge
from carnet.prospect.tours.solving import fallback, planning, week
from carnet.prospect.tours.solving.clock import starts

from .builders import LUNCH, at, case, day, visit

HALVES = (
    Opening(frozenset(range(1, 6)), at("09:00"), at("12:00")),
    Opening(frozenset(range(1, 6)), at("14:00"), at("18:00")),
)


def best_of(built: Case) -> int:
    """The least objective of all orders of one day's mandatory visits, by trying them all."""
    codes = [one.code for one in built.visits]
    verdicts = (judge(built, [order]) for order in itertools.permutations(codes))
    return min(one.objective for one in verdicts if one.is_sound)


def test_a_day_is_planned_as_well_as_by_trying_every_order() -> None:
    rows = [visit(f"v{n}", x, minutes=40) for n, x in enumerate((70, 15, 45, 5, 30))]
    built = case(*rows)
    found = planning.plan(built, 0.2)
    assert found.verdict.is_sound
    assert found.verdict.objective == best_of(built)


@given(
    st.lists(
        st.tuples(st.integers(1, 90), st.sampled_from([20, 45, 60, 90, 150]), st.booleans(), st.booleans()),
        min_size=1,
        max_size=9,
    )
)
@settings(max_examples=25)
def test_every_plan_is_sound_and_accounts_for_each_visit(rows: list[Any]) -> None:
    visits = [
        visit(f"v{n}", x, minutes=minutes, is_mandatory=must, value=30, openings=HALVES if closes else ())
        for n, (x, minutes, must, closes) in enumerate(rows)
    ]
    found = planning.plan(case(*visits, days=[day(0), day(1, end=at("13:30")), day(2, begin=at("14:00"))]), 0.05)
    assert found.verdict.is_sound
    told = {code for route in found.routes for code in route} | {one.code for one in (*found.conflicts, *found.left)}
    assert told == {f"v{n}" for n in range(len(rows))}


def test_a_mandatory_visit_that_does_not_fit_is_left_out_and_explained() -> None:
    built = case(*(visit(f"v{n}", 10, minutes=110) for n in range(5)))
    found = planning.plan(built, 0.2)
    assert found.verdict.is_sound
    assert found.verdict.missing == 1
    (left,) = found.left
    assert (left.reason, left.on) == ("no_room", built.days[0].on)
    assert left.minutes


def test_an_empty_week_has_an_empty_plan() -> None:
    found = planning.plan(case(days=[day(0), day(1)]), 0.1)
    assert found.routes == [[], []]
    assert found.solver == "none"


def test_a_night_away_is_driven_even_without_a_visit_that_day() -> None:
    days = [day(0, finish="hotel"), day(1, start="hotel")]
    built = case(visit("a", 100), days=days, bases=[("hotel", 110)], most_nights=1)
    found = planning.plan(built, 0.2)
    assert found.verdict.is_sound
    assert found.verdict.km == 220


def test_two_bases_serve_two_days() -> None:
    days = [day(0), day(1, start="office", finish="office")]
    built = case(visit("a", 5), visit("b", 195), days=days, bases=[("office", 200)])
    found = planning.plan(built, 0.2)
    assert found.routes == [["a"], ["b"]]
    assert found.verdict.is_sound


def test_a_long_visit_leaves_room_for_lunch_before_or_after() -> None:
    built = case(visit("a", 5, minutes=150))
    assert starts(built, built.visits[0]) == [(540, 630), (720, 870)]
    short = case(visit("a", 5, minutes=60), days=[day(0), day(1)])
    assert len(starts(short, short.visits[0])) == 1


def test_a_day_bounded_in_length_stays_within_it() -> None:
    rows = [visit(f"v{n}", 30 + n, minutes=60, is_mandatory=False, value=100) for n in range(6)]
    found = planning.plan(case(*rows, days=[day(most=240)]), 0.2)
    assert found.verdict.is_sound
    assert found.verdict.days[0].work <= 240
    assert len(found.routes[0]) == 2


def test_the_same_seed_gives_the_same_kind_of_plan() -> None:
    rows = [visit(f"v{n}", 7 * n % 60, minutes=45) for n in range(7)]
    first, second = (planning.plan(case(*rows), 0.3, seed=3).verdict.objective for _ in range(2))
    assert first == second


def test_vroom_answers_where_one_visit_too_many_is_asked_for() -> None:
    pytest.importorskip("vroom")
    built = case(*(visit(f"v{n}", 10, minutes=110) for n in range(5)))
    routes = fallback.solve(built, 1.0)
    assert routes is not None
    assert len(planning.mended(built, routes)[0]) == 4


def test_a_search_that_finds_nothing_sound_says_so() -> None:
    built = case(*(visit(f"v{n}", 10, minutes=110) for n in range(5)))
    assert week.solve(built, 0.2).routes is None
    assert LUNCH.last_start == at("13:00")
