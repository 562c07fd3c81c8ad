"""What the registers hold and what is due."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from carnet.foundation.consents.models import Suppression
from carnet.foundation.workspaces.models import Workspace

from . import rules
from .models import Breach, PrivacySettings, PurgeItem, RightsRequest


def settings_of(workspace: Workspace) -> PrivacySettings:
    """Those of the workspace, or new ones not yet saved. One query."""
    return PrivacySettings.objects.filter(workspace=workspace).first() or PrivacySettings(workspace=workspace)


@dataclass(frozen=True, slots=True)
class Due:
    """What waits: `soon` of the open requests end within a week or are late, `breaches` are to be told; `fields` of the
    workspace hold values past their term."""

    requests: int
    soon: int
    late: int
    breaches: int
    purge: int
    fields: int = 0

    @property
    def total(self) -> int:
        return self.soon + self.breaches + self.purge + self.fields


def due() -> Due:
    """Four queries, on partial indexes."""
    today = timezone.localdate()
    days = list(RightsRequest.objects.open().values_list("due_on", flat=True))
    return Due(
        requests=len(days),
        soon=sum(day <= today + timedelta(days=rules.SOON_DAYS) for day in days),
        late=sum(day < today for day in days),
        breaches=Breach.objects.to_notify().count(),
        purge=purge_queue().count(),
        fields=sum(len(one) for one in PrivacySettings.objects.values_list("values_due", flat=True)),
    )


def purge_queue() -> QuerySet[PurgeItem]:
    """What is due, and what was kept until a day that has passed; the oldest first."""
    today = timezone.localdate()
    due_now = PurgeItem.objects.filter(state=PurgeItem.State.DUE)
    again = PurgeItem.objects.filter(state=PurgeItem.State.KEPT, kept_until__lt=today)
    return (due_now | again).select_related("company", "person").order_by("due_on", "pk")


def kept() -> QuerySet[PurgeItem]:
    rows = PurgeItem.objects.filter(state=PurgeItem.State.KEPT, kept_until__gte=timezone.localdate())
    return rows.select_related("company", "person", "member__user").order_by("kept_until", "pk")


def requests() -> QuerySet[RightsRequest]:
    """Open ones by their term, then those answered, the latest first. One query."""
    rows = RightsRequest.objects.select_related("company", "person")
    return rows.order_by(F("answered_on").desc(nulls_first=True), "due_on", "pk")


def breaches() -> QuerySet[Breach]:
    return Breach.objects.order_by(F("closed_at").desc(nulls_first=True), "-known_at", "-pk")


def listed_fingerprints() -> int:
    return Suppression.objects.count()
