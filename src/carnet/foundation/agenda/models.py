"""What was done with a party (interaction), what is to be done (task), and when one meets (appointment)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.audit.models import Event
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped


class Channel(models.TextChoices):
    CALL = "call", pgettext_lazy("interaction", "Call")
    EMAIL = "email", pgettext_lazy("interaction", "E-mail")
    VISIT = "visit", pgettext_lazy("interaction", "Visit")
    VIDEO = "video", pgettext_lazy("interaction", "Video meeting")
    LETTER = "letter", pgettext_lazy("interaction", "Letter")
    NOTE = "note", pgettext_lazy("interaction", "Note")


class CallOutcome(models.TextChoices):
    """What came of it: one key each on the call screen."""

    REACHED = "reached", pgettext_lazy("call", "Reached")
    NO_ANSWER = "no_answer", pgettext_lazy("call", "No answer")
    MESSAGE = "message", pgettext_lazy("call", "Message left")
    CALL_BACK = "call_back", pgettext_lazy("call", "To be called back")
    MEETING = "meeting", pgettext_lazy("call", "Meeting agreed")
    REFUSED = "refused", pgettext_lazy("call", "Not interested")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("call", "Wrong number")


class OfRelation(ScopedModel):
    """A row about a company, a person, or both. `event` is that of the act which has just made it."""

    event: Event | None = None

    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True


class Interaction(OfRelation):
    """A contact that took place. `is_inbound` restarts the three years that a prospect's data may be kept."""

    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    outcome = models.CharField(_("outcome"), max_length=12, choices=CallOutcome, blank=True)
    is_inbound = models.BooleanField(_("they contacted us"), default=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    text = models.TextField(_("what was said"), blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        indexes = [
            models.Index(fields=["workspace", "-at"], name="interaction_at"),
            models.Index(fields=["company", "-at"], name="interaction_company"),
            models.Index(fields=["person", "-at"], name="interaction_person"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%Y-%m-%d}"


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None, dropped_at=None)

    def late(self) -> "TaskQuerySet":
        return self.open().filter(due_on__lt=timezone.localdate())


class Task(OfRelation):
    """A next action: what, with whom, by when. The earliest open one is the party's next action."""

    class Kind(models.TextChoices):
        CALL = "call", pgettext_lazy("task", "Call")
        EMAIL = "email", pgettext_lazy("task", "Write")
        VISIT = "visit", pgettext_lazy("task", "Visit")
        QUOTE = "quote", pgettext_lazy("task", "Make a quote")
        FOLLOW_UP = "follow_up", pgettext_lazy("task", "Follow up")
        OTHER = "other", pgettext_lazy("task", "Other")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FOLLOW_UP)
    title = models.CharField(_("what"), max_length=200)
    due_on = models.DateField(_("due on"))
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped(TaskQuerySet)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["workspace", "member", "due_on"], name="task_open", condition=Q(done_at=None)),
            models.Index(fields=["company", "due_on"], name="task_company", condition=Q(done_at=None)),
            models.Index(fields=["workspace", "due_on"], name="task_due", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return self.title


class Appointment(OfRelation):
    """A meeting at a time and a place; `location` is free text or the company's own address."""

    title = models.CharField(_("subject"), max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    is_remote = models.BooleanField(_("by video or phone"), default=False)
    location = models.CharField(_("place"), max_length=200, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [models.Index(fields=["workspace", "member", "starts_at"], name="appointment_member")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="appointment_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title
