"""An interview (entretien): prepared on a sheet, held with notes, debriefed line by line.

Glossary: fiche de préparation = preparation sheet, trame d'entretien = conduct guide, débriefing = debrief.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.agenda.models import Appointment, Interaction, Task
from carnet.foundation.agenda.models import Channel as Contact
from carnet.foundation.audit.models import Event
from carnet.foundation.documents.models import Document
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped

from .rules.notes import Told, told
from .rules.sheet import Content, clean

HIGHEST_MARK = 4


class Channel(models.TextChoices):
    """The contacts of the agenda that are an interview."""

    VISIT = Contact.VISIT.value, pgettext_lazy("interview", "Face to face")
    VIDEO = Contact.VIDEO.value, pgettext_lazy("interview", "By video")
    CALL = Contact.CALL.value, pgettext_lazy("interview", "By phone")


class Kind(models.TextChoices):
    """What it is held for; a room above knows the grid by which each kind is debriefed."""

    PROSPECTING = "prospecting", pgettext_lazy("interview", "Prospecting")


class InterviewQuerySet(models.QuerySet["Interview"]):
    def standing(self) -> "InterviewQuerySet":
        return self.filter(cancelled_at=None)

    def held(self) -> "InterviewQuerySet":
        return self.standing().filter(ended_at__isnull=False)

    def coming(self) -> "InterviewQuerySet":
        return self.standing().filter(ended_at=None)

    def to_debrief(self) -> "InterviewQuerySet":
        return self.held().filter(debrief=None)


class Interview(ScopedModel):
    """`notes`: what the conduct guide holds (`rules.notes`); `revision` goes up each time they are kept.

    `prepared_at`: when a sheet was first validated. `interaction`, `task`, `meeting`: what the debrief made.
    """

    event: Event | None = None

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PROSPECTING)
    channel = models.CharField(_("how"), max_length=8, choices=Channel, default=Channel.VISIT)
    company = models.ForeignKey(Company, models.CASCADE, related_name="interviews", verbose_name=_("company"))
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="interviews", verbose_name=_("with")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.SET_NULL, null=True, blank=True, related_name="interviews", verbose_name=_("deal")
    )
    appointment = models.OneToOneField(
        Appointment, models.SET_NULL, null=True, blank=True, related_name="interview", verbose_name=_("appointment")
    )
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    planned_at = models.DateTimeField(_("planned for"), default=timezone.now)
    prepared_at = models.DateTimeField(_("prepared on"), null=True, blank=True)
    started_at = models.DateTimeField(_("begun on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("held on"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    notes = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    noted_at = models.DateTimeField(null=True, blank=True)
    interaction = models.ForeignKey(Interaction, models.SET_NULL, null=True, blank=True, related_name="+")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Appointment, models.SET_NULL, null=True, blank=True, related_name="+")
    report = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped(InterviewQuerySet)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        indexes = [
            models.Index(fields=["workspace", "member", "-planned_at"], name="interview_of_member"),
            models.Index(fields=["workspace", "kind", "-ended_at"], name="interview_held"),
            models.Index(fields=["company", "-planned_at"], name="interview_company"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="interview_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="interview_channel_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__isnull=False), name="interview_ended_was_begun"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.planned_at:%Y-%m-%d}"

    @property
    def told(self) -> Told:
        return told(self.notes)

    @property
    def is_prepared(self) -> bool:
        """Before it began, which is what preparing means."""
        if self.prepared_at is None:
            return False
        return self.started_at is None or self.prepared_at <= self.started_at

    @property
    def state(self) -> str:
        """cancelled, debriefed, held, begun, prepared or new."""
        if self.cancelled_at:
            return "cancelled"
        if self.ended_at:
            return "debriefed" if hasattr(self, "debrief") else "held"
        if self.started_at:
            return "begun"
        return "prepared" if self.prepared_at else "new"


class Sheet(ScopedModel):
    """A version of the preparation. A validated one stays as it is: what is changed afterwards is the next version."""

    event: Event | None = None

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="sheets")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    content = models.JSONField(default=dict)
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    validated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("preparation sheet")
        verbose_name_plural = _("preparation sheets")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["interview", "version"], name="sheet_version_once")]

    def __str__(self) -> str:
        return f"{self.interview_id} v{self.version}"

    @property
    def told(self) -> Content:
        """The content with every key there, whichever version of Carnet wrote it."""
        return clean(self.content)


class Debrief(ScopedModel):
    """`marks`: `{criterion: {mark, words}}`, the mark from 0 to 4, by the codes of the shipped référentiel."""

    class Next(models.TextChoices):
        TASK = "task", pgettext_lazy("interview", "Something to do")
        MEETING = "meeting", pgettext_lazy("interview", "Another meeting")
        NONE = "none", pgettext_lazy("interview", "No follow-up")

    event: Event | None = None

    interview = models.OneToOneField(Interview, models.CASCADE, related_name="debrief")
    marks = models.JSONField(default=dict)
    strengths = models.TextField(_("factors of success"), max_length=2000, blank=True)
    to_improve = models.TextField(_("points to improve"), max_length=2000, blank=True)
    adjustments = models.TextField(_("adjustments"), max_length=2000, blank=True)
    next = models.CharField(_("what follows"), max_length=7, choices=Next)
    no_follow_up = models.CharField(_("why nothing follows"), max_length=300, blank=True)
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("debrief of an interview")
        verbose_name_plural = _("debriefs of interviews")
        constraints = [
            models.CheckConstraint(
                condition=~Q(next="none") | ~Q(no_follow_up=""), name="debrief_no_follow_up_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id}"

    @property
    def total(self) -> int:
        return sum(one["mark"] for one in self.marks.values())

    @property
    def most(self) -> int:
        return HIGHEST_MARK * len(self.marks)


def plain_marks(marks: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    return {code: {"mark": mark, "words": words.strip()[:600]} for code, (mark, words) in marks.items()}
