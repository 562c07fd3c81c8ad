"""Do a piece of work: taken up by one worker only, its end always written."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from .models import Job
from .progress import JobCancelled, JobFailed, JobLost, Progress
from .registry import work_of

logger = logging.getLogger(__name__)


def perform(job_id: int) -> None:
    """Do the work, unless another already does or it was cancelled meanwhile. Its own failure is not raised."""
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
    progress.mine().update(**fields)
