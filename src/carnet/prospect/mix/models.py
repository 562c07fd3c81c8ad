"""A prospecting plan (plan de prospection): its groups, their actions in versions, what was put into the agenda.

Glossary: plan de prospection = prospecting plan, groupe de cibles = target group, enchaînement d'actions = sequence.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.models import Event
from carnet.foundation.documents.models import Document
from carnet.foundation.jobs.models import Job
from carnet.foundation.parties.models import Company
from carnet.foundation.tags.models import Tag
from carnet.foundation.ui.models import SavedView
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped
from carnet.prospect.sourcing.models import Grid, Targeting

from .rules import channels, scheduling
from .rules.proposing import Step

MOST_WEEKS = 26


class Channel(models.TextChoices):
    EMAIL = channels.Channel.EMAIL.value, pgettext_lazy("prospecting", "E-mail")
    LETTER = channels.Channel.LETTER.value, pgettext_lazy("prospecting", "Letter")
    PHONE = channels.Channel.PHONE.value, pgettext_lazy("prospecting", "Phone")
    SOCIAL = channels.Channel.SOCIAL.value, pgettext_lazy("prospecting", "Social network")
    VISIT = channels.Channel.VISIT.value, pgettext_lazy("prospecting", "Visit")
    EVENT = channels.Channel.EVENT.value, pgettext_lazy("prospecting", "Event")


class ChannelTerms(ScopedModel):
    """What the workspace says of a channel; null where it leaves the table of conventions to speak."""

    event: Event | None = None

    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    cost_cents = models.PositiveIntegerField(_("cost of one contact"), null=True, blank=True)
    per_week = models.PositiveIntegerField(_("contacts in a week"), null=True, blank=True)
    grams = models.DecimalField(_("grams of CO2e"), max_digits=9, decimal_places=1, null=True, blank=True)
    meetings = models.DecimalField(
        _("meetings for 100 contacts"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    sales = models.DecimalField(
        _("sales for 100 contacts"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    source = models.CharField(_("where these figures come from"), max_length=200, blank=True)
    read_on = models.DateField(_("as of"), default=timezone.localdate)

    class Meta:
        verbose_name = _("terms of a channel")
        verbose_name_plural = _("terms of channels")
        constraints = [models.UniqueConstraint(fields=["workspace", "channel"], name="channel_terms_once")]

    def __str__(self) -> str:
        return str(self.get_channel_display())


class PlanQuerySet(models.QuerySet["Plan"]):
    def present(self) -> "PlanQuerySet":
        return self.filter(deleted_at=None)


class Plan(ScopedModel):
    """Some weeks of prospecting of one member. The goals are what it should bring; `budget_cents` what it may cost."""

    event: Event | None = None

    name = models.CharField(_("name"), max_length=120)
    goal = models.TextField(_("what is to be reached, and why"), max_length=1000, blank=True)
    first_on = models.DateField(_("first day"))
    weeks = models.PositiveSmallIntegerField(
        _("weeks"), default=8, validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)]
    )
    contacts_goal = models.PositiveIntegerField(_("contacts aimed at"), null=True, blank=True)
    meetings_goal = models.PositiveIntegerField(_("meetings aimed at"), null=True, blank=True)
    sales_goal = models.PositiveIntegerField(_("sales aimed at"), null=True, blank=True)
    budget_cents = models.PositiveBigIntegerField(_("budget"), null=True, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = scoped(PlanQuerySet)

    class Meta:
        verbose_name = _("prospecting plan")
        verbose_name_plural = _("prospecting plans")
        ordering = ["-first_on", "-pk"]
        indexes = [models.Index(fields=["workspace", "-first_on"], name="prospecting_plan_first")]
        constraints = [
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=MOST_WEEKS), name="prospecting_plan_weeks")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_on(self) -> date:
        return scheduling.last_day(self.first_on, self.weeks)


class Group(ScopedModel):
    """A group of targets, counted live. One of the four links says whom; all null when what it named is gone."""

    class Kind(models.TextChoices):
        TARGETING = "targeting", pgettext_lazy("group", "A choice of targets")
        GRID = "grid", pgettext_lazy("group", "All chosen by a set of criteria")
        TAG = "tag", pgettext_lazy("group", "A tag")
        VIEW = "view", pgettext_lazy("group", "A saved view")

    event: Event | None = None

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=120)
    why = models.CharField(_("why these, and why in this place"), max_length=400, blank=True)
    rank = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=9, choices=Kind)
    targeting = models.ForeignKey(Targeting, models.SET_NULL, null=True, related_name="+")
    grid = models.ForeignKey(Grid, models.SET_NULL, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.SET_NULL, null=True, related_name="+")
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        ordering = ["plan", "rank", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="target_group_named")]

    def __str__(self) -> str:
        return self.name


class ActionSequence(ScopedModel):
    """The actions of a group, written once: a change makes the next version. `steps`: `proposing.Step`s."""

    event: Event | None = None

    group = models.ForeignKey(Group, models.CASCADE, related_name="sequences")
    version = models.PositiveIntegerField(default=1)
    steps = models.JSONField(default=list)
    is_proposed = models.BooleanField(default=True)
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("sequence of actions")
        verbose_name_plural = _("sequences of actions")
        ordering = ["group", "-version"]
        constraints = [models.UniqueConstraint(fields=["group", "version"], name="sequence_version_once")]

    def __str__(self) -> str:
        return f"{self.group_id} v{self.version}"

    @property
    def read(self) -> tuple[Step, ...]:
        return read_steps(self.steps)


def plain_steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [
        {"channel": step.channel.value, "day": step.day, "reasons": list(step.reasons), "note": step.note}
        for step in steps
    ]


def read_steps(told: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(channels.Channel(one["channel"]), int(one["day"]), tuple(one["reasons"]), one["note"]) for one in told
    )


class Launch(ScopedModel):
    """A sequence put into the agenda for its group. The counts are of companies, `tasks` of next actions."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("launch", "Under way")
        DONE = "done", pgettext_lazy("launch", "In the agenda")
        STOPPED = "stopped", pgettext_lazy("launch", "Stopped")
        REVERTING = "reverting", pgettext_lazy("launch", "Being taken back")
        REVERTED = "reverted", pgettext_lazy("launch", "Taken back")

    group = models.ForeignKey(Group, models.CASCADE, related_name="launches")
    sequence = models.ForeignKey(ActionSequence, models.CASCADE, related_name="launches")
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    planned = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    tasks = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("launch of a sequence")
        verbose_name_plural = _("launches of sequences")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sequence_id} {self.state}"


class Action(ScopedModel):
    """One company of a launch and one of its steps; a refused company has one row without a day, with its reason."""

    class State(models.TextChoices):
        TODO = "t"
        PLANNED = "p"
        REFUSED = "r"
        BACK = "b"
        KEPT = "k"

    launch = models.ForeignKey(Launch, models.CASCADE, related_name="actions", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="prospecting_actions")
    channel = models.CharField(max_length=6, choices=Channel, blank=True)
    due_on = models.DateField(null=True)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=1, choices=State, default=State.TODO)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("prospecting action")
        verbose_name_plural = _("prospecting actions")
        indexes = [models.Index(fields=["launch", "state", "id"], name="action_todo")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.channel} {self.due_on}"
