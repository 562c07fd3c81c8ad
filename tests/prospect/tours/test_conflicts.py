"""What cannot be is named before a plan is looked for; what is left out says why."""

from datetime import timedelta

import pytest

from carnet.prospect.tours.rules.case import Case, Opening
from carnet.prospect.tours.rules.conflicts import Conflict, prepared, reason_left

from .builders import MONDAY, case, day, visit

TUESDAY = MONDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (case(visit("a", 10, minutes=600)), Conflict("a", "longer_than_day", minutes=600)),
        (case(visit("a", 10, at=(TUESDAY, 600))), Conflict("a", "outside_days", TUESDAY)),
        (case(visit("a", 10, at="08:00")), Conflict("a", "outside_hours", MONDAY)),
        (case(visit("a", 10, openings=(Opening(frozenset({7}), 540, 720),))), Conflict("a", "closed")),
        (case(visit("a", 10, openings=(Opening(frozenset({1}), 540, 560),))), Conflict("a", "closed")),
        (case(visit("a", 10, first_on=TUESDAY)), Conflict("a", "no_date")),
        (case(visit("a", 300)), Conflict("a", "too_far", minutes=600)),
        (case(visit("a", 100, at="09:30")), Conflict("a", "leave_earlier", MONDAY, minutes=200, until=470)),
        (case(visit("a", 100, at="17:00")), Conflict("a", "back_late", MONDAY, minutes=200, until=1150)),
    ],
)
def test_a_visit_that_fits_in_no_week_is_taken_out_and_says_why(built: Case, expected: Conflict) -> None:
    planned, conflicts = prepared(built)
    assert conflicts == [expected]
    assert planned.visits == ()


def test_of_two_appointments_at_once_the_second_is_named_with_the_first() -> None:
    built = case(visit("a", 10, at="10:00", minutes=60), visit("b", 10, at="10:30"))
    planned, conflicts = prepared(built)
    assert conflicts == [Conflict("b", "overlaps", MONDAY, ("a",), 30)]
    assert [one.code for one in planned.visits] == ["a"]


def test_two_appointments_too_far_apart_say_how_much_is_lacking() -> None:
    _planned, conflicts = prepared(case(visit("a", 10, at="10:00"), visit("b", 100, at="11:00")))
    assert conflicts == [Conflict("b", "too_far_in_time", MONDAY, ("a",), 60)]


def test_a_mandatory_appointment_goes_before_an_optional_one() -> None:
    built = case(visit("a", 10, at="10:00", is_mandatory=False), visit("b", 10, at="10:15"))
    assert [one.code for one in prepared(built)[1]] == ["a"]


def test_an_appointment_at_lunch_keeps_its_time_and_the_lunch_lost_is_told() -> None:
    planned, conflicts = prepared(case(visit("a", 10, at="12:15", minutes=60)))
    assert conflicts == [Conflict("a", "no_lunch", MONDAY)]
    assert planned.days[0].lunch is None
    planned, conflicts = prepared(case(visit("a", 10, at="12:15", minutes=60, is_lunch=True)))
    assert conflicts == []
    assert planned.days[0].lunch is None


def test_a_full_day_tells_by_how_much_it_is_too_short() -> None:
    built = case(visit("a", 10, minutes=400), visit("b", 20, minutes=120))
    left = reason_left(built, [["a"]], "b")
    assert (left.reason, left.on, left.minutes) == ("no_room", MONDAY, 110)
    assert left.until == 18 * 60 + 110


def test_a_detour_longer_than_its_worth_is_told_in_minutes() -> None:
    built = case(visit("a", 10), visit("b", 60, is_mandatory=False, value=20))
    assert reason_left(built, [["a"]], "b") == Conflict("b", "not_worth", MONDAY, minutes=100)


def test_what_fits_nowhere_names_the_appointments_in_its_way() -> None:
    narrow = (Opening(frozenset({1}), 600, 640),)
    built = case(visit("a", 0, at="10:00", minutes=45), visit("b", 0, openings=narrow), days=[day(lunch=None)])
    assert reason_left(built, [["a"]], "b") == Conflict("b", "no_room", others=("a",))
