"""Clocks of rights, breaches and retention."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.grow.privacy.rules import Pace, Since, add_months, answer_by, clock, countdown, may_extend, term

ANSWERS = [
    (date(2026, 11, 23), 0, date(2026, 12, 23)),
    (date(2026, 1, 31), 0, date(2026, 2, 28)),
    (date(2028, 1, 31), 0, date(2028, 2, 29)),
    (date(2026, 12, 15), 0, date(2027, 1, 15)),
    (date(2026, 11, 30), 2, date(2027, 2, 28)),
]


@pytest.mark.parametrize(("received", "extension", "due"), ANSWERS)
def test_an_answer_is_due_within_the_month(received: date, extension: int, due: date) -> None:
    assert answer_by(received, 1, extension) == due


def test_more_time_is_taken_within_the_first_month_only() -> None:
    assert may_extend(date(2026, 11, 1), date(2026, 12, 1), 1)
    assert not may_extend(date(2026, 11, 1), date(2026, 12, 2), 1)


@pytest.mark.parametrize(
    ("days", "pace"), [(20, Pace.CALM), (8, Pace.CALM), (7, Pace.SOON), (0, Pace.SOON), (-1, Pace.LATE)]
)
def test_a_clock_asks_for_attention_a_week_before(days: int, pace: Pace) -> None:
    today = date(2026, 11, 23)
    assert clock(today + timedelta(days=days), today).pace == pace
    assert clock(today + timedelta(days=days), today, is_done=True).pace == Pace.DONE


@pytest.mark.parametrize(("hours", "pace"), [(1, Pace.CALM), (47, Pace.CALM), (49, Pace.SOON), (73, Pace.LATE)])
def test_the_72_hours_run_by_night_and_on_sundays(hours: int, pace: Pace) -> None:
    known = datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert countdown(known, known + timedelta(hours=hours), 72).pace == pace


TERMS = [
    (date(2023, 3, 1), None, None, Since.COLLECTED, date(2026, 3, 1)),
    (date(2023, 3, 1), date(2024, 5, 6), None, Since.INBOUND, date(2027, 5, 6)),
    (date(2023, 3, 1), date(2024, 5, 6), date(2025, 1, 2), Since.SOLD, date(2028, 1, 2)),
    (date(2024, 2, 29), None, None, Since.COLLECTED, date(2027, 2, 28)),
    (date(2025, 3, 1), date(2024, 5, 6), None, Since.COLLECTED, date(2028, 3, 1)),
]


@pytest.mark.parametrize(("collected", "inbound", "sold", "since", "due"), TERMS)
def test_retention_counts_from_the_last_thing_that_came_from_them(
    collected: date, inbound: date | None, sold: date | None, since: Since, due: date
) -> None:
    found = term(collected_on=collected, inbound_on=inbound, sold_on=sold, years=3)
    assert (found.since, found.due_on) == (since, due)


days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(days, st.none() | days, st.none() | days, st.integers(1, 10))
def test_a_term_never_ends_before_anyone_of_its_bases_allows(
    collected: date, inbound: date | None, sold: date | None, years: int
) -> None:
    found = term(collected_on=collected, inbound_on=inbound, sold_on=sold, years=years)
    for base in filter(None, (collected, inbound, sold)):
        assert found.due_on >= add_months(base, 12 * years)
