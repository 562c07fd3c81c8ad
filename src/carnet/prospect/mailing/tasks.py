"""Rounds of sending, as tasks of the worker that plan the next one before they begin.

A killed worker therefore never ends the series: the next round waits already, and a worker that starts looks for it.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

SAFETY = timedelta(seconds=60)


def _plan(which: object, at: datetime) -> bool:
    """Hand a task to a worker at an instant, unless one waits that comes no later."""
    waiting = DBTaskResult.objects.filter(task_path=which.module_path, status=TaskResultStatus.READY)  # type: ignore[attr-defined] # a task has a path
    if waiting.filter(run_after__lte=at).exists():
        return False
    which.using(run_after=at).enqueue()  # type: ignore[attr-defined] # as above
    return True


def plan_sending(at: datetime | None = None) -> bool:
    return _plan(send_mailings, at or timezone.now())


@task()
def send_mailings() -> None:
    from .sending import next_due, send_round

    with scopes_disabled():
        due = next_due()
    if due is None:
        return
    plan_sending(timezone.now() + SAFETY)
    send_round()
    with scopes_disabled():
        due = next_due()
    if due is not None:
        plan_sending(max(due, timezone.now()))
