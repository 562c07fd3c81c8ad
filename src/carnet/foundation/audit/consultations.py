"""Who looked at a record, and who took it away: one line a day for each member, row and act.

Written while the page is made, hence plainly: a process remembers what it has already written today and says nothing
twice.
"""

from datetime import date

from django.db import connection, models
from django.utils import timezone

from carnet.foundation.workspaces.models import Membership

from .models import Consultation, kind_of

_LIMIT = 50_000
_told: set[tuple[int, str, int, str]] = set()
_day: list[date] = []
_INSERT = (
    "INSERT INTO audit_consultation (workspace_id, member_id, kind, object_id, act, day) "
    "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)


def consulted(member: Membership, row: models.Model, act: str = Consultation.Act.SEEN) -> None:
    """Remember that `member` saw (or exported) `row` today. One statement the first time, none afterwards."""
    today = timezone.localdate()
    if _day != [today] or len(_told) > _LIMIT:
        forget_told()
        _day[:] = [today]
    key = (member.pk, kind_of(row), row.pk, str(act))
    if key in _told:
        return
    with connection.cursor() as cursor:
        day = connection.ops.adapt_datefield_value(today)
        cursor.execute(_INSERT, [member.workspace_id, member.pk, key[1], row.pk, str(act), day])
    _told.add(key)


def forget_told() -> None:
    """What this process has written no longer counts: for tests, whose rows go back."""
    _told.clear()
    _day.clear()


def consultations(row: models.Model) -> list[Consultation]:
    """Who saw a row or took it away, the latest first. One query."""
    rows = Consultation.objects.filter(kind=kind_of(row), object_id=row.pk).select_related("member__user")
    return list(rows.order_by("-day", "member", "act"))


def drop_consultations(*, before: date) -> int:
    """Forget what is older than the log may be. The scope is open; returns how many lines went."""
    gone, _rows = Consultation.objects.filter(day__lt=before).delete()
    return gone
