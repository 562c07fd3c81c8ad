"""Long work that a person can watch: what, how far, how long, and a way to stop it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.workspaces.models import Membership, ScopedModel

from .rules import SILENCE


class Job(ScopedModel):
    """`done` of `total` units; `total` null while it is not known. `result` is what the finished work tells its screen.

    `attempt` counts how often it was taken up: a worker that comes back from a long sleep sees that another has
    its work, and stops. `target_url` is where the outcome is read.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("job", "Waiting")
        RUNNING = "running", pgettext_lazy("job", "Running")
        DONE = "done", pgettext_lazy("job", "Done")
        FAILED = "failed", pgettext_lazy("job", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")

    kind = models.CharField(max_length=60)
    title = models.CharField(_("what"), max_length=200)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    payload = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    target_url = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    is_cancel_asked = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        indexes = [models.Index(fields=["workspace", "-created_at"], name="job_recent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]), name="job_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_interrupted(self, now: datetime | None = None) -> bool:
        """Taken up, then silent for too long: its worker was killed."""
        if self.state != self.State.RUNNING or self.beat_at is None:
            return False
        return (now or timezone.now()) - self.beat_at > SILENCE

    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}


class Chore(models.Model):
    """What the house does by itself once a day, for all workspaces; the row says when it was last done."""

    code = models.CharField(max_length=60, primary_key=True)
    done_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("daily chore")
        verbose_name_plural = _("daily chores")

    def __str__(self) -> str:
        return self.code
