"""Read the catalogue: products with the price of a day, the history of a price, what VAT applies."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from carnet.foundation.law.table import rule
from carnet.foundation.search.models import SearchEntry
from carnet.foundation.search.rules import fold_query, words

from . import rules
from .models import PriceChange, Product, ProductQuerySet, VatCode

PRODUCT = "catalogue.product"


def vat_rate(vat_code: str, on: date) -> Decimal:
    """The percentage that the law gives on that day; 0 without VAT. Raises NoRuleInForce outside the table."""
    return Decimal(0) if vat_code == VatCode.EXEMPT else rule(vat_code, on=on).decimal


def vat_rates(on: date) -> dict[str, Decimal]:
    """The percentage of each VAT code on that day."""
    return {code: vat_rate(code, on) for code in VatCode.values}


def products(*, text: str = "", family: str = "", is_active: bool | None = True) -> ProductQuerySet:
    """The products of a list, by name, each with its price of today. One query."""
    found: ProductQuerySet = Product.objects.with_price().order_by("name", "pk")
    if is_active is not None:
        found = found.filter(is_active=is_active)
    if family:
        found = found.filter(family=family)
    for word in words(fold_query(text)):
        matching = SearchEntry.objects.filter(kind=PRODUCT, text__contains=word)
        found = found.filter(pk__in=matching.values("object_id"))
    return found


def families() -> list[str]:
    """The families in use, in order. One query."""
    return list(Product.objects.filter(~Q(family="")).order_by("family").values_list("family", flat=True).distinct())


def history(product: Product) -> list[rules.Price]:
    """Every price of the product, newest first. One query."""
    rows = PriceChange.objects.filter(product=product).order_by("-in_force_from")
    return [rules.Price(row.in_force_from, row.cents) for row in rows]


def lowest_price(product: Product, since: date, until: date | None = None) -> int | None:
    """The lowest net list price of any day from `since` to `until` (today), both counted. One query."""
    return rules.lowest_price(history(product), since, until or timezone.localdate())


@dataclass(frozen=True, slots=True)
class Margin:
    """What a product leaves at its list price; ratios are None where they mean nothing."""

    cents: int
    on_cost: Decimal | None
    on_price: Decimal | None


def margin(price_cents: int | None, cost_cents: int | None) -> Margin | None:
    """None when the price or the cost is unknown."""
    if price_cents is None or cost_cents is None:
        return None
    return Margin(
        price_cents - cost_cents,
        rules.margin_on_cost(price_cents, cost_cents),
        rules.margin_on_price(price_cents, cost_cents),
    )
