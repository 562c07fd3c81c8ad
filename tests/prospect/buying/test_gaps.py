"""What is lacking in a buying centre, at a day."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.buying.rules.centre import (
    Actor,
    Attitude,
    Basis,
    Kind,
    Motive,
    Part,
    Purchase,
    Step,
    Tie,
    TieKind,
    missing,
)
from carnet.prospect.buying.rules.gaps import PATIENCE, STALE, Lack, gaps_of
from carnet.prospect.buying.rules.ways import allies_of, filters_before, way_to

from .conftest import TODAY, actor, tie

FOR, AGAINST, UNKNOWN = Attitude.FAVOURABLE, Attitude.OPPOSED, Attitude.UNKNOWN
WHOLE = [actor(1, "D", days=3), actor(2, "B", days=5), actor(3, "P", days=8), actor(4, "U", days=9)]


def lacks(actors: list[Actor], ties: list[Tie] | None = None, purchase: Purchase | None = None) -> list[Lack]:
    return [gap.lack for gap in gaps_of(actors, ties or [], purchase or Purchase(), TODAY)]


@pytest.mark.parametrize(
    ("actors", "ties", "purchase", "expected"),
    [
        (WHOLE, [], Purchase(), []),
        ([], [], Purchase(), [Lack.NOBODY]),
        ([actor(1, "D", is_gone=True)], [], Purchase(), [Lack.NOBODY, Lack.GONE]),
        (WHOLE[1:], [], Purchase(), [Lack.NO_DECIDER]),
        (WHOLE[1:], [], Purchase(kind=Kind.STRAIGHT), []),
        (WHOLE[:2], [], Purchase(), [Lack.ROLE, Lack.ROLE]),
        (WHOLE[:2], [], Purchase(kind=Kind.MODIFIED), [Lack.ROLE]),
        ([actor(1, "D"), *WHOLE[1:]], [], Purchase(), [Lack.UNMET]),
        ([actor(1, "D"), *WHOLE[1:], actor(5, "F", days=2)], [], Purchase(), [Lack.FILTERED]),
        ([actor(1, "D"), *WHOLE[1:], actor(5, "F", days=2, attitude=FOR)], [], Purchase(), [Lack.UNMET]),
        ([actor(1, "D", days=3, attitude=AGAINST), *WHOLE[1:]], [], Purchase(), [Lack.OPPOSED]),
        (
            [actor(1, "D", days=3, attitude=AGAINST), actor(2, "B", days=5, attitude=FOR), *WHOLE[2:]],
            [tie(2, 1)], Purchase(), [],
        ),
        (
            [actor(1, "D", days=3, attitude=AGAINST), actor(2, "B", days=5, attitude=FOR), *WHOLE[2:]],
            [tie(2, 1, TieKind.OPPOSES)], Purchase(), [Lack.OPPOSED],
        ),
        ([actor(1, "DBPU", days=3)], [], Purchase(), [Lack.ONE_CONTACT]),
        ([actor(1, "DBPU")], [], Purchase(), [Lack.UNMET, Lack.SILENCE]),
        ([actor(1, "DBPU", days=20), actor(2, days=20)], [], Purchase(Step.CHOICE), [Lack.SILENCE]),
        ([actor(1, "DBPU", days=20), actor(2, days=20)], [], Purchase(Step.FOLLOW_UP), []),
        ([actor(1, "D", days=3, basis=Basis.GUESS), *WHOLE[1:]], [], Purchase(), [Lack.GUESS]),
        ([actor(1, "D", days=3, motives=()), *WHOLE[1:]], [], Purchase(), [Lack.MOTIVE]),
        ([replace(one, motives=()) for one in WHOLE], [], Purchase(), [Lack.MOTIVE]),
        ([actor(1, "D", days=3, attitude=UNKNOWN), *WHOLE[1:]], [], Purchase(), [Lack.ATTITUDE]),
        ([*WHOLE[:3], actor(4, "U", days=9, said=STALE)], [], Purchase(), []),
        ([*WHOLE[:3], actor(4, "U", days=9, said=STALE + 1)], [], Purchase(), [Lack.STALE]),
    ],
)  # fmt: skip
def test_each_lack_is_named(actors: list[Actor], ties: list[Tie], purchase: Purchase, expected: list[Lack]) -> None:
    assert lacks(actors, ties, purchase) == expected


@pytest.mark.parametrize("step", list(Step))
def test_a_centre_goes_cold_the_day_after_the_patience_of_its_step(step: Step) -> None:
    for days, is_cold in ((PATIENCE[step], False), (PATIENCE[step] + 1, True)):
        met = [actor(1, "DBPU", days=days), actor(2, days=days)]
        found = [gap for gap in gaps_of(met, [], Purchase(step), TODAY) if gap.lack == Lack.SILENCE]
        assert [gap.days for gap in found] == ([days] if is_cold else [])


def test_the_worst_comes_first_and_is_called_serious() -> None:
    found = gaps_of([actor(1, "U", motives=())], [], Purchase(), TODAY)
    assert found[0].lack == Lack.NO_DECIDER
    assert [gap.is_serious for gap in found] == sorted((gap.is_serious for gap in found), reverse=True)


def test_one_gets_to_somebody_through_the_favourable_and_never_through_the_opposed() -> None:
    ties = [tie(1, 2, TieKind.WORKS_WITH), tie(2, 3), tie(4, 3), tie(5, 3)]
    ally, between, goal = actor(1, "P", days=3, attitude=FOR), actor(2), actor(3, "D")
    against, unmet = actor(4, "B", days=1, attitude=AGAINST), actor(5, "U", attitude=FOR)
    assert way_to(3, [ally, between, goal, against, unmet], ties) == (1, 2)
    assert way_to(3, [ally, goal, against, unmet], ties) == ()
    assert allies_of(3, [ally, between, goal, against, unmet], ties) == (5,)


def test_a_filter_tied_to_one_decider_stands_before_that_one_only() -> None:
    people = [actor(1, "D"), actor(2, "D"), actor(3, "F"), actor(4, "F")]
    assert filters_before(1, people, [tie(3, 1, TieKind.REPORTS_TO)]) == (3,)
    assert filters_before(2, people, [tie(3, 1, TieKind.REPORTS_TO)]) == (4,)


people = st.lists(
    st.builds(
        actor,
        key=st.integers(1, 40),
        parts=st.text("IUPBDF", min_size=1, max_size=4),
        days=st.none() | st.integers(0, 400),
        said=st.integers(0, 400),
        power=st.none() | st.integers(1, 5),
        attitude=st.sampled_from(Attitude),
        motives=st.lists(st.sampled_from(Motive), max_size=2).map(tuple),
        basis=st.sampled_from(Basis),
        is_gone=st.booleans(),
        is_barred=st.booleans(),
    ),
    max_size=9,
    unique_by=lambda one: one.key,
)
links = st.lists(
    st.builds(Tie, st.integers(1, 40), st.integers(1, 40), st.sampled_from(TieKind), st.integers(1, 3)), max_size=14
)
purchases = st.builds(Purchase, st.sampled_from(Step), st.sampled_from(Kind))


@given(people, links, purchases)
def test_every_gap_speaks_of_people_on_the_map_and_every_missing_role_is_told(
    actors: list[Actor], ties: list[Tie], purchase: Purchase
) -> None:
    keys = {one.key for one in actors}
    found = gaps_of(actors, ties, purchase, TODAY)
    for gap in found:
        assert set(gap.who) <= keys
        assert gap.whom is None or gap.whom in keys
    if any(not one.is_gone for one in actors):
        told = {gap.part or Part.DECIDER for gap in found if gap.lack in {Lack.ROLE, Lack.NO_DECIDER}}
        assert told == set(missing(actors, purchase))
    else:
        assert found[0].lack == Lack.NOBODY


@given(people, links, purchases)
def test_to_learn_who_decides_never_adds_that_nobody_is_known_to(
    actors: list[Actor], ties: list[Tie], purchase: Purchase
) -> None:
    told = gaps_of([*actors, actor(99, "D", days=1)], ties, purchase, TODAY)
    assert Lack.NO_DECIDER not in {gap.lack for gap in told}
