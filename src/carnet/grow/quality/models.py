"""What was last found on each record, so that the worst come first without looking at all of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.foundation.parties.models import OfParty


class Assessment(OfParty):
    """`kinds` and `fields` repeat, between spaces, what `findings` names: ` missing stale `, ` phone email `."""

    # Carnet works it out by itself: it is no use made of the record, and goes with it.
    worked_out = Q(pk__isnull=False)

    score = models.PositiveSmallIntegerField(_("score"))
    findings = models.JSONField(default=list)
    kinds = models.CharField(max_length=60, blank=True)
    fields = models.CharField(max_length=400, blank=True)
    verify_on = models.DateField(_("to be verified on"), null=True, blank=True)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta(OfParty.Meta):
        verbose_name = _("quality of a record")
        verbose_name_plural = _("quality of the records")
        indexes = [
            models.Index(
                fields=["workspace", "score", "id"], name="quality_companies", condition=Q(company__isnull=False)
            ),
            models.Index(fields=["workspace", "score", "id"], name="quality_people", condition=Q(person__isnull=False)),
            models.Index(fields=["workspace", "verify_on"], name="quality_verify"),
        ]
        constraints = [
            *OfParty.Meta.constraints,
            models.UniqueConstraint(fields=["company"], name="quality_once_per_company"),
            models.UniqueConstraint(fields=["person"], name="quality_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.score} / 100"
