"""What a job reports to, and the three ways in which it ends before its end."""

import time

from django.db.models import QuerySet
from django.utils import timezone

from .models import Job

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
        if not self.mine().update(beat_at=timezone.now()):
            raise JobLost(self.job.pk)

    def write(self) -> None:
        """Write now, and see whether to go on. One statement."""
        self._written_at = time.monotonic()
        fields = {"done": self.done, "total": self.job.total, "beat_at": timezone.now()}
        if self.mine().filter(is_cancel_asked=False).update(**fields):
            return
        if self.mine().update(**fields):
            raise JobCancelled(self.job.pk)
        raise JobLost(self.job.pk)

    def mine(self) -> QuerySet[Job]:
        """The job, as long as it is this worker's."""
        return Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, state=Job.State.RUNNING)
