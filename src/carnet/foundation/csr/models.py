"""The company's commitments, as rules that an app can ask."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import ScopedModel, scoped

from .rules import KINDS, Kind, Subject, Unit


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def holding(self, on: date) -> "CommitmentQuerySet":
        return self.filter(Q(in_force_to=None) | Q(in_force_to__gte=on), in_force_from__lte=on)

    def standing(self) -> "CommitmentQuerySet":
        """Not withdrawn: in force, to come, or run out."""
        return self.filter(is_active=True)


class Commitment(ScopedModel):
    """One commitment over one period, in the company's own words.

    `target` counts in the kind's unit: percent, kilometres, cents, or minutes since midnight (to `target_end`).
    Withdrawn, it ends the day before, and only its past remains.
    """

    kind = models.CharField(_("kind"), max_length=40)
    text = models.TextField(_("your words"), max_length=600)
    target = models.BigIntegerField(_("target"), null=True, blank=True)
    target_end = models.BigIntegerField(null=True, blank=True)
    in_force_from = models.DateField(_("in force from"))
    in_force_to = models.DateField(_("in force until"), null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_printed = models.BooleanField(_("print it in proposals"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped(CommitmentQuerySet)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["kind", "-in_force_from", "-pk"]
        indexes = [models.Index(fields=["workspace", "kind", "in_force_from"], name="commitment_kind_from")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
                name="commitment_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["workspace", "kind"],
                condition=Q(is_active=True, in_force_to=None),
                name="commitment_one_open_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def rule(self) -> Kind:
        return KINDS[self.kind]

    @property
    def unit(self) -> Unit:
        return self.rule.unit

    @property
    def subject(self) -> Subject:
        return self.rule.subject

    def holds(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)
