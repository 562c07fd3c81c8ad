"""Whom to see next: the reasons add up, and follow the step and the kind of the purchase."""

from datetime import timedelta

import pytest
from hypothesis import given

from carnet.prospect.buying.rules.centre import Actor, Attitude, Kind, Motive, Part, Purchase, Step, Tie, TieKind
from carnet.prospect.buying.rules.choosing import Why, ranked, to_find

from .conftest import TODAY, actor, tie
from .test_gaps import links, people, purchases

FOR, AGAINST = Attitude.FAVOURABLE, Attitude.OPPOSED
EVERY = [actor(1, "I"), actor(2, "U"), actor(3, "P"), actor(4, "B"), actor(5, "D")]


def first(actors: list[Actor], ties: list[Tie] | None = None, purchase: Purchase | None = None) -> int:
    return ranked(actors, ties or [], purchase or Purchase(), TODAY)[0].key


@pytest.mark.parametrize(
    ("step", "kind", "part"),
    [
        (Step.NEED, Kind.NEW, "I"),
        (Step.SPECIFICATION, Kind.NEW, "P"),
        (Step.SEARCH, Kind.MODIFIED, "B"),
        (Step.CONSULTATION, Kind.MODIFIED, "B"),
        (Step.CONSULTATION, Kind.NEW, "D"),
        (Step.CHOICE, Kind.NEW, "D"),
        (Step.CHOICE, Kind.STRAIGHT, "B"),
        (Step.FOLLOW_UP, Kind.NEW, "U"),
    ],
)
def test_who_has_the_say_at_a_step_comes_first_all_else_equal(step: Step, kind: Kind, part: str) -> None:
    chosen = first(EVERY, purchase=Purchase(step, kind))
    assert next(one for one in EVERY if one.key == chosen).parts == {Part(part)}


def test_who_was_just_met_waits_and_who_was_left_alone_comes_back() -> None:
    assert first([actor(1, "D", days=2), actor(2, "D", days=40)], purchase=Purchase(Step.CHOICE)) == 2
    reasons = {one.why for one in ranked([actor(1, "D", days=40)], [], Purchase(Step.CHOICE), TODAY)[0].reasons}
    assert Why.LONG_AGO in reasons


def test_somebody_to_be_met_already_gone_or_refusing_is_not_proposed() -> None:
    tomorrow = TODAY + timedelta(days=1)
    left_out = [actor(1, "D", planned_on=tomorrow), actor(2, "D", is_gone=True), actor(3, "D", is_barred=True)]
    assert [one.key for one in ranked([*left_out, actor(4, "U")], [], Purchase(), TODAY)] == [4]
    past = actor(1, "D", planned_on=TODAY - timedelta(days=1))
    assert first([past, actor(4, "U")], purchase=Purchase(Step.CHOICE)) == 1


def test_a_filter_is_worth_more_before_a_decider_nobody_has_met() -> None:
    guard = actor(1, "F")
    points = [
        next(one for one in ranked([guard, boss], [], Purchase(), TODAY) if one.key == 1).points
        for boss in (actor(2, "D"), actor(2, "D", days=3))
    ]
    assert points[0] - points[1] == 10


def test_the_way_to_a_decider_is_told_with_who_stands_in_it() -> None:
    actors = [actor(1, "D", power=5), actor(2, "P", days=3, attitude=FOR), actor(3, "F", days=1)]
    choice = ranked(actors, [tie(2, 1)], Purchase(Step.CHOICE), TODAY)[0]
    assert (choice.key, choice.way, choice.guards) == (1, (2,), (3,))


def test_a_favourable_voice_counts_for_more_where_it_reaches_an_opponent() -> None:
    ally, foe = actor(1, "U", days=60, attitude=FOR), actor(2, "D", days=60, attitude=AGAINST)
    for ties, why in (([tie(1, 2)], True), ([tie(1, 2, TieKind.OPPOSES)], False)):
        choice = next(one for one in ranked([ally, foe], ties, Purchase(), TODAY) if one.key == 1)
        assert (Why.CARRIES in {reason.why for reason in choice.reasons}) is why


def test_a_role_nobody_holds_is_looked_for_first_when_nobody_known_weighs_as_much() -> None:
    known = [actor(1, "U", days=3, attitude=FOR, power=2), actor(2, "U", days=3, power=5), actor(3, "F", days=3)]
    found = to_find(known, Purchase(Step.CHOICE))
    assert found is not None
    assert (found.part, found.ask) == (Part.DECIDER, 1)
    assert to_find([*known, actor(4, "D")], Purchase(Step.CHOICE)) is None
    nobody_met = to_find([actor(1, "U", attitude=FOR)], Purchase(Step.CHOICE))
    assert nobody_met is not None
    assert nobody_met.ask is None


@given(people, links, purchases)
def test_points_are_the_sum_of_told_reasons_and_the_order_follows_them(
    actors: list[Actor], ties: list[Tie], purchase: Purchase
) -> None:
    found = ranked(actors, ties, purchase, TODAY)
    points = [one.points for one in found]
    assert points == sorted(points, reverse=True)
    assert {one.key for one in found} == {one.key for one in actors if not (one.is_gone or one.is_barred)}
    for one in found:
        assert one.points == sum(reason.points for reason in one.reasons)
        assert one.key not in one.way


@given(people, links, purchases)
def test_to_learn_a_motive_never_makes_somebody_more_urgent(
    actors: list[Actor], ties: list[Tie], purchase: Purchase
) -> None:
    before = {one.key: one.points for one in ranked([*actors, actor(99, "D", motives=())], ties, purchase, TODAY)}
    after = {
        one.key: one.points
        for one in ranked([*actors, actor(99, "D", motives=(Motive.COMFORT,))], ties, purchase, TODAY)
    }
    assert after[99] < before[99]
