"""Start, do, stop and take up again long work."""

import logging
import time
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from carnet.foundation.workspaces.models import Membership

from .models import Job
from .registry import work_of
from .rules import SILENCE

logger = logging.getLogger(__name__)

WRITE_EVERY = 0.5
"""Seconds between two writes of the progress."""


class JobCancelled(Exception):
    """Someone asked to stop. A job may catch it to tidy up, and must let it go on."""

    reason = "cancelled"


class JobLost(Exception):
    """Another worker has taken this work up: nothing more may be written."""

    reason = "lost"


class JobFailed(Exception):
    """The work cannot be done; the message is a sentence for the person who asked."""

    reason = "failed"


class JobNotRestartable(Exception):
    """It is waiting or running (`reason` running), or has ended well (done)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Progress:
    """What a job's function reports to. `done` counts from where an interrupted run had stopped."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.done = job.done
        self._written_at = time.monotonic()

    def step(self, count: int = 1) -> None:
        """`count` more units are done. Writes at most twice a second; raises JobCancelled, JobLost."""
        self.done += count
        if time.monotonic() - self._written_at >= WRITE_EVERY:
            self.write()

    def of(self, total: int | None) -> None:
        """Say how many units there are, once known."""
        self.job.total = total
        self.write()

    def at(self, done: int) -> None:
        """Say where the work stands, when it is taken up again."""
        self.done = done
        self.write()

    def hold(self) -> None:
        """Inside a transaction: take the job's row, so that a worker believed dead cannot write too. Raises JobLost."""
        if not self._mine().update(beat_at=timezone.now()):
            raise JobLost(self.job.pk)

    def write(self) -> None:
        """Write now, and see whether to go on. One statement."""
        self._written_at = time.monotonic()
        fields = {"done": self.done, "total": self.job.total, "beat_at": timezone.now()}
        if self._mine().filter(is_cancel_asked=False).update(**fields):
            return
        if self._mine().update(**fields):
            raise JobCancelled(self.job.pk)
        raise JobLost(self.job.pk)

    def _mine(self):  # type: ignore[no-untyped-def]
        return Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, state=Job.State.RUNNING)


def start(
    *,
    member: Membership,
    kind: str,
    title: str,
    payload: Mapping[str, Any],
    total: int | None = None,
    target_url: str = "",
    enqueue: bool = True,
) -> Job:
    """Hand work over to a worker once the open transaction commits.

    Without `enqueue` the caller does it itself, by `perform`, outside any transaction.
    """
    work_of(kind)
    job = Job.objects.create(
        workspace_id=member.workspace_id,
        member=member,
        kind=kind,
        title=title[:200],
        payload=dict(payload),
        total=total,
        target_url=target_url,
    )
    if enqueue:
        _enqueue(job)
    return job


def _enqueue(job: Job) -> None:
    from .tasks import run_job

    transaction.on_commit(lambda: run_job.enqueue(job.pk))


def perform(job_id: int) -> None:
    """Do the work, unless another already does or it was cancelled meanwhile. Never raises for the work's own failure."""
    with scopes_disabled():
        taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
            state=Job.State.RUNNING,
            attempt=F("attempt") + 1,
            started_at=timezone.now(),
            beat_at=timezone.now(),
            finished_at=None,
            message="",
        )
        if not taken:
            return
        job = Job.objects.select_related("workspace", "member__user").get(pk=job_id)
    language = job.member.user.language if job.member else None
    with scope(workspace=job.workspace), translation.override(language or translation.get_language()):
        _perform(job)


def _perform(job: Job) -> None:
    progress = Progress(job)
    try:
        result = work_of(job.kind)(job, progress)
    except JobLost:
        logger.warning("job %s was taken up by another worker", job.pk)
    except JobCancelled:
        _finish(progress, Job.State.CANCELLED)
    except JobFailed as error:
        _finish(progress, Job.State.FAILED, message=str(error))
    except Exception:
        # The one place where a bug is caught: the person who waits must see an end; the log has the trace.
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _finish(progress, Job.State.FAILED, message=_("Something broke on our side. The log of the server says what."))
    else:
        _finish(progress, Job.State.DONE, result=dict(result or {}))


def _finish(progress: Progress, state: str, *, message: str = "", result: Mapping[str, Any] | None = None) -> None:
    fields: dict[str, Any] = {"state": state, "message": message[:300], "finished_at": timezone.now()}
    fields["done"] = progress.done
    if result is not None:
        fields["result"] = result
    progress._mine().update(**fields)


def cancel(*, member: Membership, job: Job) -> None:
    """Ask to stop: at once when nobody has begun or the worker is dead, else at the next step."""
    now = timezone.now()
    ended = {"state": Job.State.CANCELLED, "finished_at": now, "is_cancel_asked": True}
    if Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(**ended):
        return
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)
    if not running.filter(beat_at__lt=now - SILENCE).update(**ended):
        running.update(is_cancel_asked=True)


def restart(*, member: Membership, job: Job) -> None:
    """Hand interrupted, failed or cancelled work to a worker again. Raises JobNotRestartable."""
    stale = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, beat_at__lt=timezone.now() - SILENCE)
    ended = Job.objects.filter(pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED])
    fields: dict[str, Any] = {"state": Job.State.WAITING, "is_cancel_asked": False, "message": "", "finished_at": None}
    if not (stale.update(**fields) or ended.update(**fields)):
        raise JobNotRestartable("done" if job.state == Job.State.DONE else "running")
    _enqueue(job)
