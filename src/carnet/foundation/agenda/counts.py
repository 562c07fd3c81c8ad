"""What waits in one's own agenda."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from carnet.foundation.ui.counts import MOST, waiting
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.prepared import Prepared

from .models import Appointment, Task


def _late(number: int) -> str:
    return ngettext("%(count)d late task", "%(count)d late tasks", number) % {"count": number}


def _meetings(number: int) -> str:
    return ngettext("%(count)d more meeting today", "%(count)d more meetings today", number) % {"count": number}


_tasks = Prepared(
    lambda workspace, member, today: (
        Task.objects.open().filter(workspace=workspace, member=member, due_on__lt=today).values_list("pk")[:MOST]
    ),
    workspace=int,
    member=int,
    today=date,
)
_left = Prepared(
    lambda workspace, member, now, midnight: Appointment.objects.filter(
        workspace=workspace, member=member, cancelled_at=None, starts_at__lt=midnight, ends_at__gt=now
    ).values_list("pk")[:MOST],
    workspace=int,
    member=int,
    now=datetime,
    midnight=datetime,
)


@waiting("today", needs=Permission.AGENDA_READ, words=_late)
def late_tasks(member: Membership) -> int:
    """One query."""
    return len(_tasks.rows(workspace=member.workspace_id, member=member.pk, today=timezone.localdate()))


@waiting("agenda", needs=Permission.AGENDA_READ, words=_meetings)
def meetings_left(member: Membership) -> int:
    """Those begun or to begin today that are not over. One query."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))
    return len(_left.rows(workspace=member.workspace_id, member=member.pk, now=timezone.now(), midnight=midnight))
