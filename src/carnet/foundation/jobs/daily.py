"""What is done once a day by itself: files past their retention, ended sessions. A room registers in its `jobs.py`.

A worker plans the day's work when it starts, and each day plans the next; `manage.py tidy` does the same from a timer.
"""

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from .models import Chore

logger = logging.getLogger(__name__)
HOUR = time(3, 30)
"""In the server's time zone, when hardly anybody works."""

Function = Callable[[], int]
_chores: dict[str, Function] = {}


def daily(code: str) -> Callable[[Function], Function]:
    """Register what is done once a day; it returns how many it dealt with.

    It runs with scopes disabled, over all workspaces, and may be killed and begun again.
    """

    def register(function: Function) -> Function:
        if code in _chores:
            raise ValueError(f"two chores for {code}")
        _chores[code] = function
        return function

    return register


def do_chores(*, again: bool = False) -> dict[str, int | None]:
    """Do what has not been done today, or all of it `again`. Returns the counts, None for what failed.

    Each is claimed by one process only. What fails is logged and left to the next round; the others go on.
    """
    return {code: _do(code) for code in _chores if _claim(code) or again}


def _claim(code: str) -> bool:
    today = timezone.localdate()
    Chore.objects.get_or_create(code=code)
    return bool(Chore.objects.filter(code=code).exclude(done_on=today).update(done_on=today))


def _do(code: str) -> int | None:
    try:
        with scopes_disabled():
            count = _chores[code]()
    except Exception:
        # One room's bug must not keep the others' files for ever; the log has the trace.
        logger.exception("the daily chore %s failed", code)
        Chore.objects.filter(code=code).update(done_on=None)
        return None
    Chore.objects.filter(code=code).update(ended_at=timezone.now(), count=count)
    return count


def next_round(now: datetime) -> datetime:
    """The next half past three of the morning."""
    day = timezone.localtime(now)
    at = timezone.make_aware(datetime.combine(day.date(), HOUR))
    return at if at > now else timezone.make_aware(datetime.combine(day.date() + timedelta(days=1), HOUR))


def plan(*, at: datetime | None = None) -> bool:
    """Hand the chores to a worker, now or `at` an instant, unless they wait already."""
    if DBTaskResult.objects.filter(task_path=tidy.module_path, status=TaskResultStatus.READY).exists():
        return False
    tidy.using(run_after=at).enqueue()
    return True


@task()
def tidy() -> None:
    """The next round is planned first: a worker killed meanwhile does not end the series."""
    plan(at=next_round(timezone.now()))
    do_chores()
