"""What a manager asks of a rep, or of the team, over a period."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.workspaces.models import Membership, ScopedModel


class Measure(models.TextChoices):
    """What is counted. Money in cents before VAT; the rest in units."""

    SIGNED = "signed", pgettext_lazy("measure", "Signed before VAT")
    SALES = "sales", pgettext_lazy("measure", "Sales won")
    VISITS = "visits", pgettext_lazy("measure", "Visits")
    CALLS = "calls", pgettext_lazy("measure", "Calls")


class Objective(ScopedModel):
    """`member` null: the whole team's. `period` is a code that rules.parse reads, such as `2026-11`."""

    member = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="+")
    measure = models.CharField(_("what is counted"), max_length=10, choices=Measure)
    period = models.CharField(_("period"), max_length=7)
    target = models.BigIntegerField(_("target"))

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member", "measure", "period"], name="objective_once_per_member"
            ),
            models.UniqueConstraint(
                fields=["workspace", "measure", "period"],
                condition=Q(member=None),
                name="objective_once_for_the_team",
            ),
            models.CheckConstraint(condition=Q(target__gt=0), name="objective_above_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.period}"
