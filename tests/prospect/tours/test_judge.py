"""The evaluator: times to the minute, and each promise that a plan may break."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.tours.rules.case import Case, Opening, Visit
from carnet.prospect.tours.rules.judge import DayPlan, judge

from .builders import LUNCH, MONDAY, at, case, day, visit

EVERY_DAY = frozenset(range(1, 8))


def only_day(built: Case, *codes: str) -> DayPlan:
    verdict = judge(built, [codes])
    assert verdict.breaches == ()
    return verdict.days[0]


def reasons(built: Case, *routes: tuple[str, ...]) -> list[str]:
    return [breach.reason for breach in judge(built, routes).breaches]


def test_a_short_day_begins_when_one_begins_and_lunch_is_had_at_home() -> None:
    plan = only_day(case(visit("a", 20), visit("b", 40)), "a", "b")
    assert (plan.departs, plan.returns) == (at("09:00"), at("09:00") + 80 + 60)
    assert (plan.drive, plan.km, plan.work) == (80, 80.0, 140)
    assert plan.lunch == at("12:00")


def test_one_leaves_just_in_time_for_a_first_appointment() -> None:
    plan = only_day(case(visit("a", 20, at="11:00")), "a")
    assert plan.departs == at("10:40")
    assert plan.stops[0].arrives == plan.stops[0].begins == at("11:00")


def test_lunch_is_taken_on_the_road_where_the_road_holds_it() -> None:
    plan = only_day(case(visit("a", 150, minutes=60), visit("b", 170)), "a", "b")
    assert [stop.begins for stop in plan.stops] == [at("11:30"), at("13:50")]
    assert plan.lunch == at("12:30")
    assert plan.work == plan.returns - plan.departs - 60


def test_a_day_that_leaves_no_hour_free_between_noon_and_two_has_no_lunch() -> None:
    built = case(visit("a", 10, at="12:15", minutes=60))
    assert reasons(built, ("a",)) == ["no_lunch"]
    eaten = case(visit("a", 10, at="12:15", minutes=60, is_lunch=True))
    assert reasons(eaten, ("a",)) == []


@pytest.mark.parametrize(
    ("built", "route", "reason"),
    [
        (case(visit("a", 10)), ("b",), "unknown_visit"),
        (case(visit("a", 10)), ("a", "a"), "twice"),
        (case(visit("a", 10, at=(MONDAY + timedelta(days=1), 600))), ("a",), "wrong_day"),
        (case(visit("a", 10, first_on=MONDAY + timedelta(days=1))), ("a",), "wrong_day"),
        (case(visit("a", 10, openings=(Opening(frozenset({2}), 540, 720),))), ("a",), "closed"),
        (case(visit("a", 10, openings=(Opening(EVERY_DAY, 480, 555),))), ("a",), "closed"),
        (case(visit("a", 100, at="10:00")), ("a",), "late"),
        (case(visit("a", 100, at="16:30", minutes=30)), ("a",), "late"),
        (case(visit("a", 300)), ("a",), "late"),
        (case(visit("a", 10, minutes=200), days=[day(most=120)]), ("a",), "day_too_long"),
    ],
)
def test_each_broken_promise_has_its_name(built: Case, route: tuple[str, ...], reason: str) -> None:
    assert reasons(built, route) == [reason]


def test_a_bounded_day_waits_at_home_rather_than_on_the_road() -> None:
    # From 9:00 the visit of the morning would be made at once, and the day last until the evening appointment.
    built = case(visit("a", 10), visit("b", 20, at="16:00"), days=[day(most=120, lunch=None)])
    plan = only_day(built, "a", "b")
    assert plan.work <= 120
    assert plan.stops[1].begins == at("16:00")


def test_a_night_away_is_counted_and_the_next_day_begins_where_one_slept() -> None:
    days = [day(0, finish="hotel"), day(1, start="hotel")]
    away = case(visit("a", 100), visit("b", 120), days=days, bases=[("hotel", 110)], most_nights=1)
    verdict = judge(away, [["a"], ["b"]])
    assert verdict.is_sound
    assert verdict.km == 110 + 10 + 120 - 10 + 10
    assert reasons(replace(away, most_nights=0), ("a",), ("b",)) == ["too_many_nights"]
    never_back = case(visit("a", 100), days=days[:1], bases=[("hotel", 110)], most_nights=1)
    assert reasons(never_back, ("a",)) == ["night_mismatch"]
    lost = case(visit("a", 100), days=[day(0, finish="hotel"), day(1)], bases=[("hotel", 110)])
    assert "night_mismatch" in reasons(lost, ("a",), ())


def test_what_is_left_out_is_named_and_weighed() -> None:
    built = case(visit("a", 10), visit("b", 20, is_mandatory=False, value=15), visit("c", 30))
    verdict = judge(built, [["a"]])
    assert verdict.left_out == ("b", "c")
    assert (verdict.missing, verdict.value, verdict.objective) == (1, 0, 20 + 15 + 1000)


STOPS = st.lists(
    st.tuples(
        st.integers(0, 120),
        st.integers(5, 120),
        st.sampled_from([(), (Opening(EVERY_DAY, 540, 720), Opening(EVERY_DAY, 840, 1080))]),
    ),
    min_size=1,
    max_size=6,
)


@given(STOPS, st.sampled_from([None, 300, 480]))
def test_a_day_called_sound_keeps_every_promise_when_one_lives_it(stops: list, most: int | None) -> None:
    rows = [visit(f"v{n}", x, minutes=m, openings=o) for n, (x, m, o) in enumerate(stops)]
    built = case(*rows, days=[day(most=most)])
    verdict = judge(built, [[one.code for _x, one in rows]])
    if not verdict.is_sound:
        return
    plan = verdict.days[0]
    assert plan.departs >= at("09:00")
    assert plan.returns <= at("18:00")
    assert most is None or plan.work <= most
    now, where, busy = plan.departs, 0, []
    for (x, row), stop in zip(rows, plan.stops, strict=True):
        assert stop.arrives >= now + abs(x - where)
        assert stop.begins >= stop.arrives
        assert any(first <= stop.begins <= last for first, last in Visit.windows(row, MONDAY))
        busy.append((stop.begins, stop.ends))
        now, where = stop.ends, x
    assert plan.returns >= now + where
    assert plan.lunch is not None
    assert LUNCH.early <= plan.lunch <= LUNCH.last_start
    assert all(plan.lunch >= end or plan.lunch + 60 <= begin for begin, end in busy)
