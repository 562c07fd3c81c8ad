"""Long work is done once, shows how far it is, stops when asked and is taken up again after a kill."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.jobs import progress as progress_module
from carnet.foundation.jobs import registry, services
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.queries import watched
from carnet.foundation.jobs.rules import lasting, pace
from carnet.foundation.jobs.services import JobCancelled, JobFailed, JobNotRestartable, Progress, perform, start

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("done", "total", "after", "percent", "left"),
    [
        (0, None, 5, None, None),
        (0, 100, 5, 0, None),
        (50, 100, 10, 50, 10),
        (999, 1000, 1, 99, None),
        (100, 100, 10, 100, 0),
        (110, 100, 10, 100, 0),
    ],
)
def test_the_pace_says_the_share_and_what_is_left(done, total, after, percent, left):
    found = pace(done=done, total=total, started_at=NOW, now=NOW + timedelta(seconds=after))
    assert found.percent == percent
    assert found.left == (None if left is None else timedelta(seconds=left))


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 10**6))
def test_a_share_stays_between_nothing_and_all(done, total, after):
    found = pace(done=done, total=total, started_at=NOW, now=NOW + timedelta(seconds=after))
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (done >= total)
    assert found.left is None or found.left >= timedelta()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 s"), (12, "12 s"), (185, "3 min 05 s"), (7800, "2 h 10 min")])
def test_a_duration_reads_as_people_say_it(seconds, text):
    assert lasting(timedelta(seconds=seconds)).replace("\u00a0", " ") == text


@pytest.fixture
def work(monkeypatch):
    """Register functions for this test alone."""
    monkeypatch.setattr(registry, "_works", dict(registry._works))
    monkeypatch.setattr(progress_module, "WRITE_EVERY", 0)
    return registry.job


@pytest.fixture
def begun(bruno, in_nord):
    def begin(**options):
        return start(member=bruno, kind="tests.count", title="Compter", payload={"to": 3}, enqueue=False, **options)

    return begin


def test_work_runs_in_its_scope_and_language_and_keeps_its_result(work, begun, bruno, nord):
    seen = []

    @work("tests.count")
    def count(job, progress):
        progress.of(3)
        for _number in range(job.payload["to"]):
            progress.step()
        seen.append((Job.objects.count(), translation.get_language()))
        return {"counted": 3}

    job = begun()
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result, job.attempt) == ("done", 3, 3, {"counted": 3}, 1)
    assert seen == [(1, "fr")]
    perform(job.pk)
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_it_up_once_the_transaction_is_over(work, bruno, nord):
    work("tests.count")(lambda job, progress: {"ran": True})
    with scope(workspace=nord):
        job = start(member=bruno, kind="tests.count", title="Compter", payload={})
        call_command("db_worker", "--batch", "--interval=0", "--no-startup-delay", "--verbosity=0")
        job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"ran": True})


def test_a_cancel_stops_at_the_next_step(work, begun, bruno):
    @work("tests.count")
    def count(job, progress):
        progress.step()
        services.cancel(member=bruno, job=job)
        with pytest.raises(JobCancelled):
            progress.step()
        raise JobCancelled

    job = begun()
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 2)


def test_waiting_work_is_cancelled_at_once(work, begun, bruno):
    work("tests.count")(lambda job, progress: None)
    job = begun()
    services.cancel(member=bruno, job=job)
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("cancelled", 0)


def test_a_failure_tells_its_sentence_and_a_bug_only_that_it_is_one(work, begun, caplog):
    reasons = [JobFailed("Le fichier a disparu."), ZeroDivisionError("secret 42")]

    @work("tests.count")
    def fail(job, progress):
        raise reasons.pop(0)

    first, second = begun(), begun()
    perform(first.pk)
    perform(second.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.message) == ("failed", "Le fichier a disparu.")
    assert second.state == "failed"
    assert "42" not in second.message
    assert "ZeroDivisionError" in caplog.text


def test_silent_work_is_interrupted_and_taken_up_again_by_one_worker_only(work, begun, bruno):
    work("tests.count")(lambda job, progress: None)
    job = begun()
    fresh, stale = timezone.now(), timezone.now() - timedelta(seconds=61)
    Job.objects.filter(pk=job.pk).update(state="running", attempt=1, started_at=stale, beat_at=fresh)
    job.refresh_from_db()
    with pytest.raises(JobNotRestartable):
        services.restart(member=bruno, job=job)
    Job.objects.filter(pk=job.pk).update(beat_at=stale)
    job.refresh_from_db()
    assert watched(job).state == "interrupted"
    services.restart(member=bruno, job=job)
    old = Progress(job)
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("done", 2)
    with pytest.raises(services.JobLost):
        old.write()
    with pytest.raises(JobNotRestartable) as error:
        services.restart(member=bruno, job=job)
    assert error.value.reason == "done"


def test_progress_is_written_twice_a_second_at_most(work, begun, monkeypatch, django_assert_num_queries):
    work("tests.count")(lambda job, progress: None)
    job = begun()
    Job.objects.update(state="running")
    monkeypatch.setattr(progress_module, "WRITE_EVERY", 0.5)
    progress = Progress(job)
    with django_assert_num_queries(0):
        for _number in range(1000):
            progress.step()
    assert progress.done == 1000


def test_work_that_nobody_takes_up_says_so(work, begun, bruno_client):
    work("tests.count")(lambda job, progress: None)
    job = begun()
    url = f"/e/nord/travaux/{job.pk}/"
    assert "db_worker" not in bruno_client.get(url).content.decode()
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=30))
    assert "db_worker" in bruno_client.get(url).content.decode()


def bare(html):
    """Without white space and the token that changes each time."""
    return re.sub(r'csrfmiddlewaretoken"value="\w+"', "", "".join(html.split()))


def test_the_page_asks_again_while_it_lives_and_stops_when_done(work, begun, bruno_client):
    work("tests.count")(lambda job, progress: None)
    job = begun(total=3)
    url = f"/e/nord/travaux/{job.pk}/"
    page = bruno_client.get(url).content.decode()
    part = bruno_client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in part
    assert bare(part) in bare(page)
    perform(job.pk)
    part = bruno_client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part


def test_one_sees_ones_own_work_and_a_manager_all(
    work, begun, bruno_client, alice_client, reader_client, stranger_client
):
    work("tests.count")(lambda job, progress: None)
    job = begun()
    url = f"/e/nord/travaux/{job.pk}/"
    clients = (bruno_client, alice_client, reader_client, stranger_client)
    assert [client.get(url).status_code for client in clients] == [200, 200, 404, 404]
    assert "Compter" in bruno_client.get("/e/nord/travaux/").content.decode()
    assert "Compter" not in reader_client.get("/e/nord/travaux/").content.decode()
    assert bruno_client.post(f"{url}arreter/").status_code == 303
    assert bruno_client.post(f"{url}reprendre/").status_code == 303
    assert bruno_client.get(f"{url}arreter/").status_code == 405


def test_the_list_costs_the_same_for_two_and_for_twenty(work, begun, bruno_client, django_assert_num_queries):
    work("tests.count")(lambda job, progress: None)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            bruno_client.get("/e/nord/travaux/")
        return len(queries)

    begun(), begun()
    cost()
    two = cost()
    for _number in range(18):
        begun()
    assert cost() == two
