"""Quotes: an offer to a buyer, its lines, its versions.

Glossary: devis = quote, acompte = down payment (firm), arrhes = earnest money (each side may step back).
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.catalogue.models import Product, Unit
from carnet.foundation.documents.models import Document
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import BuyerKind, Company, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped

from . import rules


class Status(models.TextChoices):
    """An offer whose last day has passed is still `sent`: see `lapsed`."""

    DRAFT = "draft", pgettext_lazy("quote", "Draft")
    SENT = "sent", pgettext_lazy("quote", "Sent")
    ACCEPTED = "accepted", pgettext_lazy("quote", "Accepted")
    REFUSED = "refused", pgettext_lazy("quote", "Refused")
    REPLACED = "replaced", pgettext_lazy("quote", "Replaced")


class Rounding(models.TextChoices):
    PER_LINE = rules.Rounding.PER_LINE.value, _("On each line")
    PER_TOTAL = rules.Rounding.PER_TOTAL.value, _("On the total of each VAT rate")


class DayCount(models.TextChoices):
    NET = rules.DayCount.NET.value, _("days")
    DAYS_THEN_MONTH_END = rules.DayCount.DAYS_THEN_MONTH_END.value, _("days, then end of month")
    MONTH_END_THEN_DAYS = rules.DayCount.MONTH_END_THEN_DAYS.value, _("days after the end of the month")


class Conclusion(models.TextChoices):
    """Where the contract is concluded: asked, never guessed."""

    PREMISES = rules.Conclusion.PREMISES.value, _("On our premises, or between professionals")
    DISTANCE = rules.Conclusion.DISTANCE.value, _("At a distance (mail, phone, online)")
    OFF_PREMISES = rules.Conclusion.OFF_PREMISES.value, _("Off our premises (at the buyer's, at a fair)")


class DepositNature(models.TextChoices):
    DOWN_PAYMENT = "down_payment", _("Down payment (acompte): firm on both sides")
    EARNEST_MONEY = "earnest_money", _("Earnest money (arrhes): each side may step back")


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"


class QuoteQuerySet(models.QuerySet["Quote"]):
    def drafts(self) -> "QuoteQuerySet":
        return self.filter(status=Status.DRAFT)

    def pending(self, on: object = None) -> "QuoteQuerySet":
        """Sent, unanswered and still binding."""
        return self.filter(status=Status.SENT, valid_until__gte=on or timezone.localdate())

    def lapsed(self, on: object = None) -> "QuoteQuerySet":
        """Sent, unanswered, past their last day."""
        return self.filter(status=Status.SENT, valid_until__lt=on or timezone.localdate())

    def accepted(self) -> "QuoteQuerySet":
        return self.filter(status=Status.ACCEPTED)


class QuoteSequence(ScopedModel):
    """The last number given in a year: quotes are numbered when sent, so that no number is ever missing."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "year"], name="quote_sequence_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Quote(ScopedModel):
    """One version of an offer. The amounts repeat what `rules.total` makes of the lines; a sent one is frozen.

    `revision` grows with each change of a draft: the second of two people editing it is told.
    """

    company = models.ForeignKey(Company, models.RESTRICT, related_name="quotes", verbose_name=_("company"))
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="quotes", verbose_name=_("for the attention of")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.SET_NULL, null=True, blank=True, related_name="quotes", verbose_name=_("opportunity")
    )
    owner = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", verbose_name=_("followed by"))
    title = models.CharField(_("subject"), max_length=160)
    number = models.CharField(_("number"), max_length=20, blank=True, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    previous = models.OneToOneField("self", models.RESTRICT, null=True, blank=True, related_name="next", editable=False)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    issued_on = models.DateField(_("issued on"), null=True, blank=True, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    closed_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    refusal = models.CharField(_("reason of the refusal"), max_length=300, blank=True, editable=False)
    document = models.OneToOneField(
        Document, models.RESTRICT, null=True, blank=True, related_name="quote", editable=False
    )
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.FRENCH)
    currency = models.CharField(max_length=3, default="EUR", editable=False)
    buyer_kind = models.CharField(_("kind of buyer"), max_length=16, choices=BuyerKind, default=BuyerKind.COMPANY)
    conclusion = models.CharField(
        _("where the contract is concluded"), max_length=12, choices=Conclusion, default=Conclusion.PREMISES
    )
    rounding = models.CharField(_("cents are rounded"), max_length=10, choices=Rounding, default=Rounding.PER_LINE)
    payment_days = models.PositiveSmallIntegerField(_("payment within"), default=30)
    payment_count = models.CharField(_("counted in"), max_length=20, choices=DayCount, default=DayCount.NET)
    discount_percent = models.DecimalField(_("discount on the whole (%)"), max_digits=5, decimal_places=2, default=0)
    discount_cents = models.BigIntegerField(_("discount on the whole (€)"), default=0)
    deposit_percent = models.DecimalField(_("deposit with the order (%)"), max_digits=5, decimal_places=2, default=0)
    deposit_nature = models.CharField(
        _("nature of the deposit"), max_length=14, choices=DepositNature, default=DepositNature.DOWN_PAYMENT
    )
    context = models.TextField(_("their context"), blank=True)
    need = models.TextField(_("their need"), blank=True)
    solution = models.TextField(_("our answer"), blank=True)
    delivery = models.TextField(_("delivery or start, and length"), blank=True)
    conditions = models.TextField(_("special conditions"), blank=True)
    commitments = models.TextField(_("our commitments (CSR)"), blank=True)
    notes = models.TextField(_("notes for ourselves"), blank=True)
    net_cents = models.BigIntegerField(_("total before VAT"), default=0, editable=False)
    vat_cents = models.BigIntegerField(_("VAT"), default=0, editable=False)
    gross_cents = models.BigIntegerField(_("total with VAT"), default=0, editable=False)
    cost_cents = models.BigIntegerField(_("cost"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped(QuoteQuerySet)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        indexes = [
            models.Index(fields=["workspace", "status", "-created_at"], name="quote_status"),
            models.Index(fields=["workspace", "-created_at", "-id"], name="quote_created"),
            models.Index(fields=["company", "-created_at"], name="quote_company"),
            models.Index(fields=["workspace", "status", "closed_on"], name="quote_closed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "number", "version"], name="quote_number_once", condition=~Q(number="")
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="quote_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT)
                | Q(~Q(number=""), issued_on__isnull=False, valid_until__isnull=False, document__isnull=False),
                name="quote_sent_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.ACCEPTED, Status.REFUSED], closed_on__isnull=False)
                | Q(~Q(status__in=[Status.ACCEPTED, Status.REFUSED]), closed_on=None),
                name="quote_answered_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100, discount_cents__gte=0)
                & (Q(discount_percent=0) | Q(discount_cents=0)),
                name="quote_discount_possible",
            ),
            models.CheckConstraint(
                condition=Q(deposit_percent__gte=0, deposit_percent__lte=100), name="quote_deposit_possible"
            ),
            models.CheckConstraint(
                condition=Q(gross_cents=models.F("net_cents") + models.F("vat_cents")), name="quote_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} v{self.version}" if self.version > 1 else self.number or self.title

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    def has_lapsed(self, on: object = None) -> bool:
        return self.status == Status.SENT and rules.is_lapsed(self.valid_until, on or timezone.localdate())

    @property
    def margin_cents(self) -> int | None:
        return None if self.cost_cents is None else self.net_cents - self.cost_cents

    @property
    def term(self) -> rules.PaymentTerm:
        return rules.PaymentTerm(self.payment_days, rules.DayCount(self.payment_count))

    @property
    def reduction(self) -> rules.Reduction:
        return rules.Reduction(Decimal(self.discount_percent), self.discount_cents)


class QuoteLine(ScopedModel):
    """A line keeps its own words, price and VAT: the catalogue may change under a draft.

    `discounts` is a list of percentages as strings, taken one after the other.
    """

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.SET_NULL, null=True, blank=True, related_name="+")
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    label = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=3, choices=Unit, default=Unit.PIECE)
    unit_price_cents = models.BigIntegerField(_("unit price before VAT"))
    discounts = models.JSONField(_("discounts (%)"), default=list, blank=True)
    vat_rate = models.DecimalField(_("VAT (%)"), max_digits=5, decimal_places=2)
    unit_cost_cents = models.BigIntegerField(_("unit cost"), null=True, blank=True)
    net_cents = models.BigIntegerField(_("total before VAT"), default=0, editable=False)

    class Meta:
        verbose_name = _("line of a quote")
        verbose_name_plural = _("lines of a quote")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "position"], name="quote_line_place"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="quote_line_quantity_positive"),
            models.CheckConstraint(condition=Q(unit_price_cents__gte=0), name="quote_line_price_not_negative"),
            models.CheckConstraint(condition=Q(vat_rate__gte=0, vat_rate__lte=100), name="quote_line_vat_possible"),
        ]

    def __str__(self) -> str:
        return self.label

    def as_rule(self) -> rules.Line:
        return rules.Line(
            Decimal(self.quantity),
            self.unit_price_cents,
            Decimal(self.vat_rate),
            tuple(Decimal(percent) for percent in self.discounts),
            self.unit_cost_cents,
        )
