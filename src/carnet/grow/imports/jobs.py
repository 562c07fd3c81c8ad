"""The long work of this room."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from carnet.foundation.jobs.daily import daily
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.registry import Work, job
from carnet.foundation.jobs.services import JobFailed, Progress

from . import checking, reverting, running, services, words
from .rules.records import FileUnreadable


def explained(work: Work) -> Work:
    """A file that turns out to be unreadable far down is the person's concern, not a bug."""

    @wraps(work)
    def function(job: Job, progress: Progress) -> Mapping[str, Any] | None:
        try:
            return work(job, progress)
        except FileUnreadable as error:
            raise JobFailed(words.file_refused(error)) from error

    return function


job("imports.check")(explained(checking.run))
job("imports.run")(explained(running.run))
job("imports.revert")(reverting.run)
daily("imports.expired_files")(services.purge)
