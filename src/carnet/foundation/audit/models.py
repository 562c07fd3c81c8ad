"""What happened, who did it, and what stood there before. Events are written once and never changed."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped


class EventFrozen(TypeError):
    """Someone tried to change or delete what was written once."""


class EventQuerySet(models.QuerySet["Event"]):
    """Reads and adds. The deletion of a whole workspace goes by its tables, not through here."""

    def update(self, **fields: object) -> int:
        raise EventFrozen("an event is never changed; write another one")

    def bulk_update(self, *args: object, **kwargs: object) -> int:
        raise EventFrozen("an event is never changed; write another one")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise EventFrozen("an event is never deleted alone")

    def about(self, kind: str, object_id: int) -> "EventQuerySet":
        return self.filter(subjects__kind=kind, subjects__object_id=object_id)


class Event(ScopedModel):
    """One business act. `before` and `after` hold what its undo and its sentence need, as JSON.

    `erased_at`: that somebody's data was in it and the law took it; that the act took place, when and by whom, stays.
    """

    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"), default=timezone.now)
    code = models.CharField(_("act"), max_length=60)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    is_undoable = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    undoes = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="undone_by")

    objects = scoped(EventQuerySet)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["workspace", "-at"], name="event_workspace_at"),
            models.Index(fields=["workspace", "code", "-at"], name="event_workspace_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise EventFrozen("an event is never changed; write another one")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise EventFrozen("an event is never deleted alone")


class EventSubject(ScopedModel):
    """A row that an event is about: the same act stands in the timeline of the company and of the person."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "kind", "object_id", "-at"], name="event_subject_timeline"),
        ]


class Consultation(ScopedModel):
    """Who saw a record, or took it away in an export: once a day at most. Kept as long as the table of law says."""

    class Act(models.TextChoices):
        SEEN = "seen", pgettext_lazy("consultation", "Seen")
        EXPORTED = "exported", pgettext_lazy("consultation", "Exported")

    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    act = models.CharField(max_length=8, choices=Act, default=Act.SEEN)
    day = models.DateField()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "object_id", "day", "member", "act"], name="consultation_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["workspace", "day"], name="consultation_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.day}"


def kind_of(row: models.Model) -> str:
    """The stable name of a row's kind: `parties.company`."""
    return f"{row._meta.app_label}.{row._meta.model_name}"
