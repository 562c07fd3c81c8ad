"""A possible sale: opened by prospecting, closed by selling."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.audit.models import Event
from carnet.foundation.fields.holders import Stages, Table, register
from carnet.foundation.fields.models import FieldValue, value_indexes
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped


class Outcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("outcome", "Open")
    WON = "won", pgettext_lazy("outcome", "Won")
    LOST = "lost", pgettext_lazy("outcome", "Lost")


class LostReason(models.TextChoices):
    PRICE = "price", pgettext_lazy("lost", "Price")
    COMPETITOR = "competitor", pgettext_lazy("lost", "Went to a competitor")
    TIMING = "timing", pgettext_lazy("lost", "Not the right time")
    BUDGET = "budget", pgettext_lazy("lost", "No budget")
    FIT = "fit", pgettext_lazy("lost", "Our offer does not fit the need")
    SILENCE = "silence", pgettext_lazy("lost", "No answer")
    OTHER = "other", pgettext_lazy("lost", "Other reason")


class PipelineStage(ScopedModel):
    """A step of the workspace's own pipeline; `probability` in whole percent, used for the weighted forecast."""

    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))
    probability = models.PositiveSmallIntegerField(_("probability (%)"), default=50)

    class Meta:
        verbose_name = _("pipeline stage")
        verbose_name_plural = _("pipeline stages")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "position"], name="pipeline_stage_place"),
            models.CheckConstraint(condition=Q(probability__lte=100), name="pipeline_stage_probability"),
        ]

    def __str__(self) -> str:
        return self.name


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def open(self) -> "OpportunityQuerySet":
        return self.filter(outcome=Outcome.OPEN)

    def won(self) -> "OpportunityQuerySet":
        return self.filter(outcome=Outcome.WON)


class Opportunity(ScopedModel):
    """`amount_cents` is net of VAT. `closed_on` is the day it was won or lost. `event`: of the act that opened it."""

    event: Event | None = None

    name = models.CharField(_("name"), max_length=160)
    company = models.ForeignKey(Company, models.CASCADE, related_name="opportunities", verbose_name=_("company"))
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="opportunities", verbose_name=_("contact")
    )
    owner = models.ForeignKey(
        Membership,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("opportunity", "followed by"),
    )
    stage = models.ForeignKey(PipelineStage, models.RESTRICT, related_name="+", verbose_name=_("stage"))
    stage_since = models.DateField(_("in this stage since"), default=timezone.localdate)
    amount_cents = models.BigIntegerField(_("amount before VAT"), null=True, blank=True)
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome, default=Outcome.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    lost_reason = models.CharField(_("reason of the loss"), max_length=12, choices=LostReason, blank=True)
    lost_detail = models.CharField(_("what happened"), max_length=300, blank=True)
    custom = models.JSONField(_("fields of the workspace"), default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped(OpportunityQuerySet)

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        indexes = [
            models.Index(fields=["workspace", "outcome", "expected_on", "id"], name="opportunity_outcome"),
            models.Index(fields=["workspace", "outcome", "closed_on"], name="opportunity_closed"),
            models.Index(fields=["company", "outcome"], name="opportunity_company"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="opportunity_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, closed_on=None)
                | (~Q(outcome=Outcome.OPEN) & Q(closed_on__isnull=False)),
                name="opportunity_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.LOST) | ~Q(lost_reason=""), name="opportunity_lost_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(amount_cents=None) | Q(amount_cents__gte=0), name="opportunity_amount_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpportunityValue(FieldValue):
    """`person`: whom the value names."""

    record = models.ForeignKey(Opportunity, models.CASCADE, related_name="custom_values", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, db_index=False, related_name="named_by_opportunities")

    class Meta:
        indexes = value_indexes("opportunity_value")


def _stages() -> Stages:
    """The steps of the pipeline by their numbers, then the won sale."""
    steps = PipelineStage.objects.order_by("position").values_list("pk", "name")
    return [*((str(pk), name) for pk, name in steps), (Outcome.WON.value, Outcome.WON.label)]


def _at(stage: str) -> Q:
    return Q(stage_id=int(stage), outcome=Outcome.OPEN) if stage.isdigit() else Q(outcome=stage)


register(Holder.OPPORTUNITY, Table(Opportunity, OpportunityValue, _stages, _at))
