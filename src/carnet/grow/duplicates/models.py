"""Two records that may be one party, with why; what was decided about them; and the searches that found them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.jobs.models import Job
from carnet.foundation.parties.models import Company, Party, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped


class Kind(models.TextChoices):
    COMPANY = "company", pgettext_lazy("duplicates", "Companies")
    PERSON = "person", pgettext_lazy("duplicates", "People")


MODELS: dict[str, type[Party]] = {Kind.COMPANY: Company, Kind.PERSON: Person}


class Search(ScopedModel):
    """One look through all records of a kind. `is_learnt`: its weights came from the file itself."""

    kind = models.CharField(max_length=8, choices=Kind)
    threshold = models.FloatField(_("least probability"))
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    record_count = models.PositiveIntegerField(default=0)
    pair_count = models.PositiveIntegerField(default=0)
    is_learnt = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("search of duplicates")
        verbose_name_plural = _("searches of duplicates")
        indexes = [models.Index(fields=["workspace", "kind", "-at"], name="duplicate_search_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class PairQuerySet(models.QuerySet["Pair"]):
    def proposed(self) -> "PairQuerySet":
        """Those to decide about: both records present."""
        there = Q(one_company__deleted_at=None, one_company__isnull=False, other_company__deleted_at=None) | Q(
            one_person__deleted_at=None, one_person__isnull=False, other_person__deleted_at=None
        )
        return self.filter(there, state=Pair.State.PROPOSED)


class Pair(ScopedModel):
    """`weight` in bits; `reasons` as [field, level, weight]. Of a pair kept separate, `fingerprint` and `weight` say
    how the two stood then: they are proposed again only once their data makes them more alike than that."""

    # Carnet works it out by itself: it is no use made of the record, and goes with it, while nobody has decided.
    worked_out = Q(state="proposed")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("pair", "To decide")
        KEPT = "kept", pgettext_lazy("pair", "Kept separate")

    kind = models.CharField(max_length=8, choices=Kind)
    one_company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="+")
    other_company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="+")
    one_person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    other_person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    probability = models.FloatField()
    weight = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    fingerprint = models.CharField(max_length=64)
    decided_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(default=timezone.now)

    objects = scoped(PairQuerySet)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        indexes = [models.Index(fields=["workspace", "kind", "state", "-weight", "id"], name="pair_queue")]
        constraints = [
            models.UniqueConstraint(fields=["one_company", "other_company"], name="pair_of_companies_once"),
            models.UniqueConstraint(fields=["one_person", "other_person"], name="pair_of_people_once"),
            models.CheckConstraint(
                condition=Q(kind="company", one_company__isnull=False, other_company__isnull=False)
                & Q(one_person=None, other_person=None)
                | Q(kind="person", one_person__isnull=False, other_person__isnull=False)
                & Q(one_company=None, other_company=None),
                name="pair_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.one_id} {self.other_id}"

    @property
    def one_id(self) -> int:
        return int(self.one_company_id or self.one_person_id or 0)

    @property
    def other_id(self) -> int:
        return int(self.other_company_id or self.other_person_id or 0)


def sides(kind: str) -> tuple[str, str]:
    """The names of the two columns that a kind fills."""
    return f"one_{kind}_id", f"other_{kind}_id"
