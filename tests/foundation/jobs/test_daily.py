"""What is done once a day is done once, by whoever comes first, and goes on after a failure."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.accounts.models import CacheRow
from carnet.foundation.jobs import daily
from carnet.foundation.jobs.models import Chore

pytestmark = pytest.mark.django_db


@pytest.fixture
def chores(monkeypatch):
    """Chores of this test alone."""
    monkeypatch.setattr(daily, "_chores", {})
    return daily.daily


def waiting() -> list[datetime]:
    return sorted(DBTaskResult.objects.filter(task_path=daily.tidy.module_path).values_list("run_after", flat=True))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), datetime(2026, 11, 23, 2, 30, tzinfo=UTC)),
        (datetime(2026, 11, 23, 2, 30, tzinfo=UTC), datetime(2026, 11, 24, 2, 30, tzinfo=UTC)),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), datetime(2026, 11, 24, 2, 30, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), datetime(2027, 1, 1, 2, 30, tzinfo=UTC)),
    ],
)
def test_the_next_round_is_at_half_past_three_in_paris(now, then):
    assert daily.next_round(now) == then


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 (its timezone comes with it)
def test_the_next_round_is_always_ahead_and_at_most_a_day_and_an_hour(now):
    assert timedelta() < daily.next_round(now) - now <= timedelta(hours=25)


def test_a_chore_is_done_once_a_day_and_again_the_next(chores):
    done = []
    chores("tests.one")(lambda: done.append(1) or 4)
    assert daily.do_chores() == {"tests.one": 4}
    assert daily.do_chores() == {}
    Chore.objects.update(done_on=timezone.localdate() - timedelta(days=1))
    assert daily.do_chores() == {"tests.one": 4}
    assert len(done) == 2
    assert daily.do_chores(again=True) == {"tests.one": 4}


def test_a_failure_is_logged_left_to_the_next_round_and_stops_no_other(chores, caplog):
    chores("tests.broken")(lambda: 1 // 0)
    chores("tests.whole")(lambda: 2)
    with caplog.at_level(logging.ERROR):
        assert daily.do_chores() == {"tests.broken": None, "tests.whole": 2}
    assert "tests.broken" in caplog.text
    with pytest.raises(CommandError):
        call_command("tidy")
    assert Chore.objects.get(code="tests.broken").done_on is None


def test_two_chores_do_not_share_a_name(chores):
    chores("tests.one")(lambda: 0)
    with pytest.raises(ValueError, match=r"tests\.one"):
        chores("tests.one")(lambda: 0)


def test_the_command_says_what_it_did(chores, capsys):
    chores("tests.one")(lambda: 3)
    call_command("tidy")
    call_command("tidy")
    assert capsys.readouterr().out == "tests.one: 3\nEverything has been done today.\n"


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_it_when_it_starts_and_plans_the_next_day(chores):
    done = []
    chores("tests.one")(lambda: done.append(1) or 1)
    for _ in range(2):
        call_command("db_worker", "--batch", "--interval=0", "--no-startup-delay", "--verbosity=0")
    assert done == [1]
    planned, _at_once = waiting()
    assert planned == daily.next_round(timezone.now()), "one round only waits, however often a worker starts"


def test_it_is_not_planned_twice():
    assert daily.plan()
    assert not daily.plan(at=timezone.now())
    assert len(waiting()) == 1


def test_every_room_that_keeps_files_for_a_time_has_its_chore():
    assert set(daily._chores) >= {"imports.expired_files", "jobs.sessions", "jobs.limits", "jobs.results"}


def test_limits_that_are_over_are_forgotten_and_the_others_stay():
    cache.set("over", 1, 300)
    cache.set("counted", 1, 300)
    CacheRow.objects.filter(cache_key__contains="over").update(expires=timezone.now() - timedelta(days=1))
    daily.do_chores()
    assert [row.cache_key for row in CacheRow.objects.all()] == [":1:counted"]


def test_the_timer_of_systemd_calls_the_command():
    unit = Path(__file__).parents[3] / "deploy/systemd/carnet-tidy.service"
    assert "manage.py tidy" in unit.read_text()


def test_nothing_is_asked_per_row_of_a_chore(chores, django_assert_num_queries):
    chores("tests.one")(lambda: 1)
    daily.do_chores()
    with django_assert_num_queries(2):
        daily.do_chores()
