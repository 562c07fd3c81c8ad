"""What waits in one's own agenda."""

from django.utils import timezone
from django.utils.translation import ngettext

from carnet.foundation.ui.counts import MOST, waiting
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Task
from .queries import appointments


def _late(number: int) -> str:
    return ngettext("%(count)d late task", "%(count)d late tasks", number) % {"count": number}


def _meetings(number: int) -> str:
    return ngettext("%(count)d more meeting today", "%(count)d more meetings today", number) % {"count": number}


@waiting("today", needs=Permission.AGENDA_READ, words=_late)
def late_tasks(member: Membership) -> int:
    """One query."""
    return Task.objects.late().filter(member=member)[:MOST].count()


@waiting("agenda", needs=Permission.AGENDA_READ, words=_meetings)
def meetings_left(member: Membership) -> int:
    """Those of today that are not over. One query."""
    today = timezone.localdate()
    return appointments(today, today, member).filter(ends_at__gt=timezone.now())[:MOST].count()
