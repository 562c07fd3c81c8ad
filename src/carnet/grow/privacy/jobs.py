"""Once a month, in every workspace: whose time is over, and what the log of looks may keep no longer."""

from django.utils import timezone
from django_scopes import scope

from carnet.foundation.jobs.daily import daily
from carnet.foundation.workspaces.models import Workspace

from .models import PrivacySettings
from .purging import scan
from .rules import add_months


@daily("privacy.purge")
def look_monthly() -> int:
    """Asked every day, does each workspace's work when a month has passed since the last; how many lines are due."""
    today, due = timezone.localdate(), 0
    done = dict(PrivacySettings.objects.exclude(scanned_at=None).values_list("workspace_id", "scanned_at"))
    for workspace in Workspace.objects.order_by("pk"):
        last = done.get(workspace.pk)
        if last is None or add_months(timezone.localtime(last).date(), 1) <= today:
            with scope(workspace=workspace):
                due += scan(workspace, today=today)
    return due
