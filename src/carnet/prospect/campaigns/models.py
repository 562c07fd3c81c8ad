"""A campaign of prospecting (campagne) and each contact that it made.

Glossary: contact de prospection = touch, motif = reason.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.agenda.models import Interaction
from carnet.foundation.audit.models import Event
from carnet.foundation.documents.models import Document
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped
from carnet.prospect.mix.models import Channel, Group, Plan

from .rules import looks, stages

MOST_LOOKS = looks.MOST_LOOKS


class Stage(models.IntegerChoices):
    """Ordered: each stage includes those before it."""

    ATTEMPTED = stages.Stage.ATTEMPTED.value, pgettext_lazy("touch", "Attempted")
    REACHED = stages.Stage.REACHED.value, pgettext_lazy("touch", "Reached")
    ARGUED = stages.Stage.ARGUED.value, pgettext_lazy("touch", "Offer heard")
    MEETING = stages.Stage.MEETING.value, pgettext_lazy("touch", "Meeting")
    SALE = stages.Stage.SALE.value, pgettext_lazy("touch", "Sale")


class Reason(models.TextChoices):
    NEED = stages.Reason.NEED.value, pgettext_lazy("reason", "A need right now")
    RIGHT_TIME = stages.Reason.RIGHT_TIME.value, pgettext_lazy("reason", "The right moment")
    KNOWN = stages.Reason.KNOWN.value, pgettext_lazy("reason", "They knew us")
    REFERRED = stages.Reason.REFERRED.value, pgettext_lazy("reason", "Recommended by somebody")
    OFFER = stages.Reason.OFFER.value, pgettext_lazy("reason", "An offer that suits them")
    PROOF = stages.Reason.PROOF.value, pgettext_lazy("reason", "A proof that convinced")
    NO_ANSWER = stages.Reason.NO_ANSWER.value, pgettext_lazy("reason", "No answer")
    WRONG_CONTACT = stages.Reason.WRONG_CONTACT.value, pgettext_lazy("reason", "Wrong number, address or person")
    GATEKEEPER = stages.Reason.GATEKEEPER.value, pgettext_lazy("reason", "Not put through")
    NO_NEED = stages.Reason.NO_NEED.value, pgettext_lazy("reason", "No need")
    COMPETITOR = stages.Reason.COMPETITOR.value, pgettext_lazy("reason", "Content with their supplier")
    PRICE = stages.Reason.PRICE.value, pgettext_lazy("reason", "Too expensive")
    BUDGET = stages.Reason.BUDGET.value, pgettext_lazy("reason", "No budget")
    WRONG_TIME = stages.Reason.WRONG_TIME.value, pgettext_lazy("reason", "Not now")
    TRUST = stages.Reason.TRUST.value, pgettext_lazy("reason", "Not convinced by us")
    NOT_INTERESTED = stages.Reason.NOT_INTERESTED.value, pgettext_lazy("reason", "Not interested, without saying why")
    OBJECTED = stages.Reason.OBJECTED.value, pgettext_lazy("reason", "Wants no more contact")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def present(self) -> "CampaignQuerySet":
        return self.filter(deleted_at=None)

    def open(self) -> "CampaignQuerySet":
        """Not closed: what comes of its contacts still counts, even after its last day."""
        return self.filter(deleted_at=None, closed_at=None)

    def running(self, day: date) -> "CampaignQuerySet":
        """Open, and making contacts on that day."""
        return self.open().filter(first_on__lte=day, last_on__gte=day)


class Campaign(ScopedModel):
    """Some weeks of contacts with one goal, of a plan's group or free. `previous`: the one it learnt from."""

    event: Event | None = None

    name = models.CharField(_("name"), max_length=120)
    goal = models.TextField(_("what it should bring"), max_length=1000, blank=True)
    first_on = models.DateField(_("first day"), default=timezone.localdate)
    last_on = models.DateField(_("last day"))
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="campaigns")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="campaigns")
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    previous = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="following")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = scoped(CampaignQuerySet)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-first_on", "-pk"]
        indexes = [
            models.Index(fields=["workspace", "-first_on"], name="campaign_first"),
            models.Index(fields=["workspace", "last_on"], name="campaign_open", condition=Q(closed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="campaign_ends_after_start"),
            models.CheckConstraint(condition=~Q(name=""), name="campaign_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def state(self, today: date) -> str:
        """closed, coming, running or over."""
        if self.closed_at:
            return "closed"
        if today < self.first_on:
            return "coming"
        return "running" if today <= self.last_on else "over"


class Touch(ScopedModel):
    """One contact of a campaign, by one channel. `message`: which version of it; `heard`: the act that made it known.

    `cost_cents` is what the channel cost on that day, None where nobody knows.
    """

    event: Event | None = None

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="touches", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="touches", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="touches")
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    segment = models.CharField(_("segment"), max_length=80, blank=True)
    message = models.CharField(_("message"), max_length=80, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    cost_cents = models.PositiveIntegerField(_("cost"), null=True, blank=True)
    stage = models.PositiveSmallIntegerField(_("how far it came"), choices=Stage, default=Stage.ATTEMPTED)
    reason = models.CharField(_("why"), max_length=14, choices=Reason, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    interaction = models.OneToOneField(Interaction, models.SET_NULL, null=True, blank=True, related_name="touch")
    heard = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("contact of a campaign")
        verbose_name_plural = _("contacts of campaigns")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["campaign", "-at", "-id"], name="touch_campaign"),
            models.Index(fields=["company", "-at"], name="touch_company"),
        ]
        constraints = [models.CheckConstraint(condition=Q(stage__gte=1, stage__lte=5), name="touch_stage")]

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%Y-%m-%d}"

    @property
    def party(self) -> Company | Person | None:
        return self.company or self.person


class Boundary(models.TextChoices):
    OBRIEN_FLEMING = looks.Boundary.OBRIEN_FLEMING.value, pgettext_lazy("boundary", "O’Brien-Fleming: strict at first")
    POCOCK = looks.Boundary.POCOCK.value, pgettext_lazy("boundary", "Pocock: the same at each look")


class Said(models.TextChoices):
    FIRST = looks.Said.FIRST.value, pgettext_lazy("look", "The first is better")
    SECOND = looks.Said.SECOND.value, pgettext_lazy("look", "The second is better")
    GO_ON = looks.Said.GO_ON.value, pgettext_lazy("look", "Not decided: go on")
    ALIKE = looks.Said.ALIKE.value, pgettext_lazy("look", "No difference shown")


class Trial(ScopedModel):
    """Two messages compared (test A/B), with everything decided before it begins: goal, numbers, looks.

    `base`: per cent that come to the goal today; `gain`: points more that are worth knowing; `each`: parties of each
    message that this takes; `wait_days`: how long a contact is left before it is read.
    """

    event: Event | None = None

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="trials")
    first = models.CharField(_("first message"), max_length=80)
    second = models.CharField(_("second message"), max_length=80)
    goal = models.PositiveSmallIntegerField(_("what counts as a success"), choices=Stage, default=Stage.MEETING)
    base = models.DecimalField(_("today’s rate"), max_digits=4, decimal_places=1)
    gain = models.DecimalField(_("gain worth knowing"), max_digits=4, decimal_places=1)
    boundary = models.CharField(max_length=14, choices=Boundary, default=Boundary.OBRIEN_FLEMING)
    looks = models.PositiveSmallIntegerField(_("looks"), default=3)
    each = models.PositiveIntegerField(_("for each message"))
    wait_days = models.PositiveSmallIntegerField(_("days left to a contact"), default=7)
    seed = models.PositiveIntegerField(editable=False)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    said = models.CharField(max_length=7, choices=Said, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("trial of two messages")
        verbose_name_plural = _("trials of two messages")
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(ended_at__isnull=True), name="trial_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(looks__gte=1, looks__lte=MOST_LOOKS), name="trial_looks"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class TrialLook(ScopedModel):
    """What a planned look read and said; it is never taken again."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="taken")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    each = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    second = models.PositiveIntegerField()
    z = models.DecimalField(max_digits=7, decimal_places=3)
    beyond = models.DecimalField(max_digits=6, decimal_places=3)
    said = models.CharField(max_length=7, choices=Said)

    class Meta:
        verbose_name = _("look at a trial")
        verbose_name_plural = _("looks at trials")
        ordering = ["trial", "number"]
        constraints = [models.UniqueConstraint(fields=["trial", "number"], name="trial_look_once")]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.number}"


class Adjustment(ScopedModel):
    """What to change next time. `code`, `key`, `figures`: the rule that proposed it, empty where one wrote it oneself.

    Held: carried into this campaign from the one before, of which `origin` is the row.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("adjustment", "For the next campaign")
        DROPPED = "dropped", pgettext_lazy("adjustment", "Left aside")
        HELD = "held", pgettext_lazy("adjustment", "To apply here")

    event: Event | None = None

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="adjustments")
    code = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=100, blank=True)
    figures = models.JSONField(default=dict)
    text = models.CharField(_("what to change"), max_length=600)
    state = models.CharField(max_length=8, choices=State)
    origin = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        ordering = ["campaign", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "code", "key"],
                condition=Q(state__in=["accepted", "dropped"], code__gt=""),
                name="adjustment_decided_once",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="adjustment_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
