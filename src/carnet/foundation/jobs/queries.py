"""Work to show: one piece, or the last ones."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from carnet.foundation.workspaces.models import Membership

from .models import Job
from .perms import visible_to
from .rules import UNTAKEN, Pace, lasting, pace

RECENT = 50


@dataclass(frozen=True, slots=True)
class Watched:
    """A job as one looks at it. `state` is that of the job, or "interrupted", or "untaken" when nobody takes it up."""

    job: Job
    state: str
    pace: Pace | None

    @property
    def is_live(self) -> bool:
        """Whether looking again in a second makes sense."""
        return not self.job.is_over() and self.state != "interrupted"

    @property
    def elapsed(self) -> str:
        return lasting(self.pace.elapsed) if self.pace else ""

    @property
    def left(self) -> str:
        return lasting(self.pace.left) if self.pace and self.pace.left is not None else ""


def watched(job: Job, now: datetime | None = None) -> Watched:
    moment = now or timezone.now()
    state: str = job.state
    if job.is_interrupted(moment):
        state = "interrupted"
    elif job.state == Job.State.WAITING and moment - job.created_at > UNTAKEN:
        state = "untaken"
    measured = None
    if job.started_at:
        end = job.finished_at or (job.beat_at if state == "interrupted" else None) or moment
        measured = pace(done=job.done, total=job.total, started_at=job.started_at, now=end)
    return Watched(job, state, measured)


def visible_jobs(member: Membership) -> QuerySet[Job]:
    return Job.objects.filter(visible_to(member)).select_related("member__user")


def recent_jobs(member: Membership) -> list[Watched]:
    """The last 50, newest first. One query."""
    return [watched(job) for job in visible_jobs(member).order_by("-created_at", "-pk")[:RECENT]]
