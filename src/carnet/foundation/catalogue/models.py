"""What the company sells: products and services, their unit, VAT, cost and the history of their price."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.audit.models import Event
from carnet.foundation.workspaces.models import ScopedModel, scoped


class Unit(models.TextChoices):
    """Codes of UN/ECE Recommendation 20, as an electronic order or invoice wants them."""

    PIECE = "C62", pgettext_lazy("unit", "piece")
    LUMP = "LS", pgettext_lazy("unit", "lump sum")
    HOUR = "HUR", pgettext_lazy("unit", "hour")
    DAY = "DAY", pgettext_lazy("unit", "day")
    MONTH = "MON", pgettext_lazy("unit", "month")
    YEAR = "ANN", pgettext_lazy("unit", "year")
    METRE = "MTR", pgettext_lazy("unit", "metre")
    SQUARE_METRE = "MTK", pgettext_lazy("unit", "m²")
    CUBIC_METRE = "MTQ", pgettext_lazy("unit", "m³")
    KILOGRAM = "KGM", pgettext_lazy("unit", "kg")
    TONNE = "TNE", pgettext_lazy("unit", "tonne")
    LITRE = "LTR", pgettext_lazy("unit", "litre")
    KILOMETRE = "KMT", pgettext_lazy("unit", "km")
    SET = "SET", pgettext_lazy("unit", "set")


_PLURALS = {
    Unit.PIECE: pgettext_lazy("unit", "pieces"),
    Unit.LUMP: pgettext_lazy("unit", "lump sums"),
    Unit.HOUR: pgettext_lazy("unit", "hours"),
    Unit.DAY: pgettext_lazy("unit", "days"),
    Unit.MONTH: pgettext_lazy("unit", "months"),
    Unit.YEAR: pgettext_lazy("unit", "years"),
    Unit.METRE: pgettext_lazy("unit", "metres"),
    Unit.TONNE: pgettext_lazy("unit", "tonnes"),
    Unit.LITRE: pgettext_lazy("unit", "litres"),
    Unit.SET: pgettext_lazy("unit", "sets"),
}


def unit_name(code: str, quantity: Decimal) -> str:
    """The unit after a quantity: `1,5 heure` and `2 heures` in French, `1.5 hours` in English."""
    is_english = (get_language() or "fr").startswith("en")
    is_plural = quantity != 1 if is_english else quantity >= 2
    name = Unit(code).label
    return str(_PLURALS.get(Unit(code), name) if is_plural else name)


class VatCode(models.TextChoices):
    """Which legal rate applies; its figure on a day comes from the table of law."""

    NORMAL = "vat.rate.normal", pgettext_lazy("vat", "Standard rate")
    INTERMEDIATE = "vat.rate.intermediate", pgettext_lazy("vat", "Intermediate rate")
    REDUCED = "vat.rate.reduced", pgettext_lazy("vat", "Reduced rate")
    SUPER_REDUCED = "vat.rate.super_reduced", pgettext_lazy("vat", "Special reduced rate")
    EXEMPT = "exempt", pgettext_lazy("vat", "Without VAT")


class ProductQuerySet(models.QuerySet["Product"]):
    def for_sale(self) -> "ProductQuerySet":
        return self.filter(is_active=True)

    def with_price(self, on: object = None) -> "ProductQuerySet":
        """Annotate `price_cents`, the net list price of the day `on` (today); None before the first price."""
        prices = PriceChange.objects.filter(
            product=models.OuterRef("pk"), in_force_from__lte=on or timezone.localdate()
        )
        return self.annotate(price_cents=models.Subquery(prices.order_by("-in_force_from").values("cents")[:1]))


class Product(ScopedModel):
    """A product or a service. `cost_cents` is per unit and net; None when nobody has worked it out."""

    reference = models.CharField(_("reference"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    family = models.CharField(_("family"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=3, choices=Unit, default=Unit.PIECE)
    vat_code = models.CharField(_("VAT"), max_length=24, choices=VatCode, default=VatCode.NORMAL)
    cost_cents = models.BigIntegerField(_("cost before VAT"), null=True, blank=True)
    min_quantity = models.DecimalField(_("smallest quantity"), max_digits=12, decimal_places=3, null=True, blank=True)
    sale_conditions = models.TextField(_("sale conditions"), blank=True)
    is_active = models.BooleanField(_("for sale"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = scoped(ProductQuerySet)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["workspace", "is_active", "name", "id"], name="product_name"),
            models.Index(fields=["workspace", "family", "name", "id"], name="product_family"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "reference"], name="product_reference_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(reference=""), name="product_named"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="product_unit_known"),
            models.CheckConstraint(condition=Q(vat_code__in=VatCode.values), name="product_vat_known"),
            models.CheckConstraint(
                condition=Q(cost_cents=None) | Q(cost_cents__gte=0), name="product_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(min_quantity=None) | Q(min_quantity__gt=0), name="product_min_quantity_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PriceChange(ScopedModel):
    """The net list price from a day on. Kept for good: a promotion must name the lowest price of the days before."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="prices")
    cents = models.BigIntegerField(_("list price before VAT"))
    in_force_from = models.DateField(_("from"), default=timezone.localdate)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["-in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["product", "in_force_from"], name="price_once_a_day"),
            models.CheckConstraint(condition=Q(cents__gte=0), name="price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.cents} ({self.in_force_from})"


class ObjectionReply(ScopedModel):
    """An objection as customers say it, and what one answers in four steps: CRAC (creuser, reformuler, argumenter,
    contrôler). `product` null: of any product. `is_starter`: from the library that Carnet ships, untouched so far."""

    class Kind(models.TextChoices):
        PRICE = "price", pgettext_lazy("objection", "Price")
        SUPPLIER = "supplier", pgettext_lazy("objection", "Already a supplier")
        TIME = "time", pgettext_lazy("objection", "No time")
        EMAIL = "email", pgettext_lazy("objection", "Send me an e-mail")
        NEED = "need", pgettext_lazy("objection", "No need")
        BUDGET = "budget", pgettext_lazy("objection", "No budget")
        EXPERIENCE = "experience", pgettext_lazy("objection", "Bad experience")
        THINK = "think", pgettext_lazy("objection", "I’ll think about it")
        DECIDER = "decider", pgettext_lazy("objection", "Somebody else decides")
        LATER = "later", pgettext_lazy("objection", "Call me later")
        OTHER = "other", pgettext_lazy("objection", "Other")

    event: Event | None = None

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    words = models.CharField(_("the objection, as it is said"), max_length=200)
    dig = models.TextField(_("Dig: the question that finds what lies behind"), max_length=600, blank=True)
    rephrase = models.TextField(_("Rephrase: what you have understood"), max_length=600, blank=True)
    argue = models.TextField(_("Argue: the answer and its proof"), max_length=900, blank=True)
    control = models.TextField(_("Check: is it answered?"), max_length=600, blank=True)
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    is_starter = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    rank = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("answer to an objection")
        verbose_name_plural = _("answers to objections")
        ordering = ["rank", "pk"]
        indexes = [models.Index(fields=["workspace", "is_active", "rank", "id"], name="objection_reply_rank")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="objection_reply_worded"),
            models.CheckConstraint(
                condition=Q(
                    kind__in="price supplier time email need budget experience think decider later other".split()
                ),
                name="objection_reply_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.words
