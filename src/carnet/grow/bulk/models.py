"""An act on many records at once, and what became of each of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.audit.models import Event
from carnet.foundation.jobs.models import Job
from carnet.foundation.workspaces.models import Membership, ScopedModel, within


class Act(ScopedModel):
    """`wishes`: the list's query string that the records were chosen by, empty when they were ticked. `wanted`: what is
    asked of each, as `acts.py` reads it. The counts are of the records, once they are known."""

    class Kind(models.TextChoices):
        EDIT = "edit", pgettext_lazy("bulk", "Change")
        TAG = "tag", pgettext_lazy("bulk", "Tags")
        PLAN = "plan", pgettext_lazy("bulk", "Next action")
        TRASH = "trash", pgettext_lazy("bulk", "Trash")
        EXPORT = "export", pgettext_lazy("bulk", "Export")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("bulk", "Under way")
        DONE = "done", pgettext_lazy("bulk", "Done")
        STOPPED = "stopped", pgettext_lazy("bulk", "Stopped")
        REVERTING = "reverting", pgettext_lazy("bulk", "Being taken back")
        REVERTED = "reverted", pgettext_lazy("bulk", "Taken back")

    class Party(models.TextChoices):
        COMPANY = "company", pgettext_lazy("bulk", "Companies")
        PERSON = "person", pgettext_lazy("bulk", "People")

    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    party = models.CharField(max_length=7, choices=Party)
    act = models.CharField(_("act"), max_length=6, choices=Kind)
    wishes = models.CharField(max_length=1500, blank=True)
    wanted = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    is_gathered = models.BooleanField(default=False)
    total = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    same = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    gone = models.PositiveBigIntegerField(default=0)
    kept = models.PositiveBigIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("act on many records")
        verbose_name_plural = _("acts on many records")
        constraints = [
            models.CheckConstraint(condition=Q(party__in=["company", "person"]), name="bulk_party_known"),
            models.CheckConstraint(
                condition=Q(act__in=["edit", "tag", "plan", "trash", "export"]), name="bulk_act_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({self.total})"


class ActRow(ScopedModel):
    """One record of an act. `before`: what its undo needs; `reason`: why it was refused, in the words of its day."""

    class State(models.TextChoices):
        TODO = "t"
        CHANGED = "c"
        SAME = "s"
        REFUSED = "r"
        GONE = "g"
        BACK = "b"

    # So that an exported workspace finds the rows again under their new numbers.
    carried_kinds = {"company": "parties.company", "person": "parties.person"}

    workspace = within()
    act = models.ForeignKey(Act, models.CASCADE, related_name="rows", db_index=False)
    kind = models.CharField(max_length=7, choices=Act.Party)
    object_id = models.BigIntegerField()
    state = models.CharField(max_length=1, choices=State, default=State.TODO)
    before = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["act", "state", "id"], name="bulk_row_todo")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
