"""Start, stop and take up again long work."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.workspaces.models import Membership

from .models import Job
from .performing import perform
from .progress import JobCancelled, JobFailed, JobLost, Progress
from .registry import work_of
from .rules import SILENCE
from .tasks import run_job

__all__ = [
    "JobCancelled",
    "JobFailed",
    "JobLost",
    "JobNotRestartable",
    "Progress",
    "cancel",
    "perform",
    "restart",
    "start",
]


class JobNotRestartable(Exception):
    """It is waiting or running (`reason` running), or has ended well (done)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
    transaction.on_commit(lambda: run_job.enqueue(job.pk))


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
