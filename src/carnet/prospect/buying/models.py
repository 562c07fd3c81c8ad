"""Who has a say in a company's purchases, how they hold together, and where the purchase stands."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.audit.models import Event
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel

from . import words
from .rules.centre import Attitude, Basis, Kind, Motive, Part, Step, TieKind, motives_of


class Seat(ScopedModel):
    """What a person is in a company's purchases; with `opportunity`, in that one alone, where it differs.

    `parts` and `motives` hold a letter for each (`rules.centre`). `power` from 1 to 5, null where nobody knows.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="seats", verbose_name=_("company"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="seats", verbose_name=_("person"))
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, null=True, blank=True, related_name="seats", verbose_name=_("deal")
    )
    parts = models.CharField(_("roles in the purchase"), max_length=len(Part), blank=True)
    power = models.PositiveSmallIntegerField(_("power"), null=True, blank=True)
    attitude = models.CharField(
        pgettext_lazy("buying centre", "attitude"),
        max_length=10,
        choices=[(one.value, words.ATTITUDES[one]) for one in Attitude],
        default=Attitude.UNKNOWN.value,
    )
    motives = models.CharField(_("motives"), max_length=len(Motive), blank=True)
    basis = models.CharField(
        _("how one knows"),
        max_length=10,
        choices=[(one.value, words.BASES[one]) for one in Basis],
        default=Basis.GUESS.value,
    )
    source = models.CharField(_("who said it, where it was read"), max_length=200, blank=True)
    said_on = models.DateField(_("known since"), default=timezone.localdate)
    notes = models.TextField(_("notes"), max_length=1000, blank=True)
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    event: Event | None = None

    class Meta:
        verbose_name = _("seat in a buying centre")
        verbose_name_plural = _("seats in buying centres")
        ordering = ["pk"]
        indexes = [models.Index(fields=["workspace", "company"], name="seat_company")]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "person"], condition=Q(opportunity=None), name="seat_once_in_company"
            ),
            models.UniqueConstraint(
                fields=["opportunity", "person"], condition=Q(opportunity__isnull=False), name="seat_once_in_deal"
            ),
            models.CheckConstraint(condition=Q(power=None) | Q(power__range=(1, 5)), name="seat_power_one_to_five"),
            models.CheckConstraint(
                condition=Q(attitude__in=[one.value for one in Attitude]), name="seat_attitude_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.parts}"

    @property
    def part_words(self) -> list[str]:
        return [str(name) for name in words.part_names(self.parts)]

    @property
    def motive_words(self) -> list[str]:
        return [str(words.MOTIVES[motive]) for motive in motives_of(self.motives)]

    @property
    def sign(self) -> str:
        return words.SIGNS[Attitude(self.attitude)]

    @property
    def tone(self) -> str:
        return words.TONES[Attitude(self.attitude)]


class Tie(ScopedModel):
    """How one person of a company stands to another: `person` influences, reports to… `toward`."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+", verbose_name=_("company"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    toward = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("the other person"))
    kind = models.CharField(
        pgettext_lazy("buying centre", "tie"), max_length=10, choices=[(one.value, words.TIES[one]) for one in TieKind]
    )
    strength = models.PositiveSmallIntegerField(
        _("how strongly"), default=2, choices=[(number, label) for number, label in words.STRENGTHS.items()]
    )
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    event: Event | None = None

    class Meta:
        verbose_name = _("tie in a buying centre")
        verbose_name_plural = _("ties in buying centres")
        ordering = ["pk"]
        indexes = [models.Index(fields=["workspace", "company"], name="tie_company")]
        constraints = [
            models.UniqueConstraint(fields=["company", "person", "toward", "kind"], name="tie_once"),
            models.CheckConstraint(condition=~Q(person=F("toward")), name="tie_between_two"),
            models.CheckConstraint(condition=Q(strength__range=(1, 3)), name="tie_strength_one_to_three"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.toward_id}"


class Purchase(ScopedModel):
    """Where a company's purchase stands; with `opportunity`, that one alone."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+", verbose_name=_("company"))
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("deal")
    )
    step = models.CharField(
        _("step of the purchase"), max_length=9, choices=[(one.value, words.STEPS[one]) for one in Step]
    )
    kind = models.CharField(
        _("kind of purchase"), max_length=9, choices=[(one.value, words.KINDS[one]) for one in Kind]
    )
    said_on = models.DateField(_("known since"), default=timezone.localdate)

    event: Event | None = None

    class Meta:
        verbose_name = _("purchase of a buying centre")
        verbose_name_plural = _("purchases of buying centres")
        ordering = ["pk"]
        indexes = [models.Index(fields=["workspace", "company"], name="purchase_company")]
        constraints = [
            models.UniqueConstraint(fields=["company"], condition=Q(opportunity=None), name="purchase_one_of_company"),
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(opportunity__isnull=False), name="purchase_one_of_deal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.step}"
