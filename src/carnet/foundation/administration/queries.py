"""One function per screen of this room."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.queries import Entry, entry
from carnet.foundation.workspaces.models import Invitation, Membership, Workspace

HISTORY_PAGE = 50


def members(workspace: Workspace) -> list[Membership]:
    """Everyone who has or had a place: the active first, then by name. One query."""
    rows = Membership.objects.filter(workspace=workspace).select_related("user")
    return sorted(rows, key=lambda place: (not place.is_active, str(place).casefold(), place.pk))


def invitations() -> list[Invitation]:
    """Offers neither taken nor withdrawn, the newest first. One query."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return list(waiting.select_related("invited_by__user").order_by("-invited_at", "-pk"))


def history(*, member_id: int | None = None, kind: str = "", day: date | None = None) -> QuerySet[Event]:
    """Events newest first. `kind` is the first word of their codes (`parties`); `day` in the current time zone."""
    wanted = Q()
    if member_id is not None:
        wanted &= Q(member=member_id)
    if kind:
        wanted &= Q(code__startswith=f"{kind}.")
    if day is not None:
        start = timezone.make_aware(datetime.combine(day, time.min))
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        wanted &= Q(at__gte=start, at__lt=end)
    return Event.objects.filter(wanted).order_by("-at", "-pk")


def history_page(events: QuerySet[Event], *, reader: Membership, page: int) -> tuple[list[Entry], bool]:
    """One page of entries, and whether another follows. One query, whatever their number."""
    first = (page - 1) * HISTORY_PAGE
    rows = list(events.select_related("member__user", "undoes", "undone_by")[first : first + HISTORY_PAGE + 1])
    return [entry(event, reader) for event in rows[:HISTORY_PAGE]], len(rows) > HISTORY_PAGE


def kinds() -> list[str]:
    """The first words of the codes found in this workspace's history. One query over the codes' index."""
    codes = Event.objects.order_by("code").values_list("code", flat=True).distinct()
    return sorted({code.partition(".")[0] for code in codes})
