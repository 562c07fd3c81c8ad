"""The chores of the ground: sessions that have ended, sign-in limits and task results that are over."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from carnet.foundation.accounts.models import CacheRow

from .daily import daily

RESULTS_DAYS = 30


@daily("jobs.sessions")
def forget_sessions() -> int:
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


@daily("jobs.limits")
def forget_limits() -> int:
    return CacheRow.objects.filter(expires__lt=timezone.now()).delete()[0]


@daily("jobs.results")
def forget_results() -> int:
    limit = timezone.now() - timedelta(days=RESULTS_DAYS)
    return DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()[0]
