"""Criteria set before looking, what was chosen by them, and what speaks against a record."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.audit.models import Event
from carnet.foundation.parties.models import Company
from carnet.foundation.sirene.rules.scoring import Term
from carnet.foundation.sirene.rules.target import Criteria
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped, within

from . import words
from .rules import STOPS, DoubtKind, Sign, read_criteria, read_terms


class GridQuerySet(models.QuerySet["Grid"]):
    def current(self) -> "GridQuerySet":
        """The last version of each name, unless it was withdrawn."""
        return self.filter(replaced_at=None)


class Grid(ScopedModel):
    """A set of criteria with their weights, written once: a change makes the next version. `terms`: `scoring.Term`s."""

    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveIntegerField(default=1, editable=False)
    terms = models.JSONField(default=list)
    why = models.TextField(_("why these criteria"), max_length=600, blank=True)
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)

    event: Event | None = None
    objects = scoped(GridQuerySet)

    class Meta:
        verbose_name = _("set of criteria")
        verbose_name_plural = _("sets of criteria")
        ordering = ["name", "-version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name", "version"], name="grid_version_once"),
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=Q(replaced_at=None), name="grid_one_current_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> list[Term]:
        return read_terms(self.terms)


class Targeting(ScopedModel):
    """One choice of targets: what was asked, of which stock, by which criteria, and how many answered."""

    grid = models.ForeignKey(Grid, models.PROTECT, null=True, related_name="targetings")
    criteria = models.JSONField(default=dict)
    place = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=20, default="sirene")
    stock_on = models.DateField()
    found = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    event: Event | None = None

    class Meta:
        verbose_name = _("choice of targets")
        verbose_name_plural = _("choices of targets")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%d/%m/%Y}"

    @property
    def asked(self) -> Criteria:
        return read_criteria(self.criteria)


class Target(ScopedModel):
    """A company as it was when it was chosen: its rank, its score and why, where it stands. Figures of that day."""

    workspace = within()
    targeting = models.ForeignKey(Targeting, models.CASCADE, related_name="targets")
    company = models.ForeignKey(Company, models.CASCADE, related_name="targets")
    siret = models.CharField("SIRET", max_length=14)
    rank = models.PositiveIntegerField()
    score = models.FloatField(null=True)
    parts = models.JSONField(default=list)
    km = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_exact = models.BooleanField(default=False)
    legal_form = models.CharField(max_length=4, blank=True)
    size = models.CharField(max_length=3, blank=True)
    established_on = models.DateField(null=True)

    class Meta:
        verbose_name = pgettext_lazy("sourcing", "target")
        verbose_name_plural = pgettext_lazy("sourcing", "targets")
        ordering = ["targeting", "rank"]
        constraints = [models.UniqueConstraint(fields=["targeting", "company"], name="target_once_per_choice")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.siret}"


class DoubtQuerySet(models.QuerySet["Doubt"]):
    def standing(self) -> "DoubtQuerySet":
        """Neither set aside by someone nor contradicted by a later file."""
        return self.filter(ended_at=None)


class Doubt(ScopedModel):
    """A source that contradicts a record: closed, moved, in insolvency. `key` tells the same notice told twice."""

    workspace = within()
    company = models.ForeignKey(Company, models.CASCADE, related_name="doubts")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in DoubtKind])
    since = models.DateField(null=True)
    source = models.CharField(max_length=120)
    detail = models.CharField(max_length=300, blank=True)
    url = models.URLField(blank=True)
    key = models.CharField(max_length=80, blank=True)
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    because = models.CharField(_("what you found out"), max_length=200, blank=True)

    objects = scoped(DoubtQuerySet)

    class Meta:
        verbose_name = _("doubt")
        verbose_name_plural = _("doubts")
        indexes = [
            models.Index(fields=["workspace", "company"], name="doubt_standing", condition=Q(ended_at__isnull=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["company", "kind", "key"], name="doubt_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.company_id}"

    @property
    def label(self) -> str:
        return str(words.DOUBTS.get(self.kind, self.kind))

    @property
    def is_grave(self) -> bool:
        return self.kind in STOPS

    @property
    def told(self) -> str:
        """Its detail in words: the SIRET of where they moved, the nature of a judgement."""
        return words.moved_to(self.detail) if self.kind == DoubtKind.MOVED else self.detail

    @property
    def sign(self) -> Sign:
        return Sign(DoubtKind(self.kind), self.since, self.source, self.detail)
