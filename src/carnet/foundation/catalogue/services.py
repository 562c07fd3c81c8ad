"""Add a product, change it, change its price, take it off sale: one act, one transaction, one event."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.search.services import Findable, index
from carnet.foundation.workspaces.models import Membership

from .models import PriceChange, Product
from .queries import PRODUCT

FIELDS = ("reference name description family unit vat_code cost_cents min_quantity sale_conditions is_active").split()


class ProductInvalid(ValueError):
    """A value that no product can hold; `field` says which. `reason`: invalid, reference_taken."""

    def __init__(self, reason: str, field: str, detail: str = "") -> None:
        super().__init__(f"{field}: {detail or reason}")
        self.reason = reason
        self.field = field
        self.detail = detail


@transaction.atomic
def create_product(
    *,
    member: Membership,
    price_cents: int | None = None,
    price_from: date | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Product:
    """Add a product, with its first price if one is given. Raises ProductInvalid."""
    product = Product(**_known(fields))
    _check(product)
    product.save(force_insert=True)
    if price_cents is not None:
        _set_price(product, price_cents, price_from or timezone.localtime(at).date())
    index_products([product])
    after = {"id": product.pk, "name": product.name, "reference": product.reference, "price_cents": price_cents}
    record(member=member, code="catalogue.product_created", subjects=[product], after=after, is_undoable=True, at=at)
    return product


@transaction.atomic
def edit_product(*, member: Membership, product: Product, changes: Mapping[str, Any]) -> Event | None:
    """Change fields; None when nothing differs. Raises ProductInvalid."""
    current = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    changed = {name: value for name, value in _known(changes).items() if getattr(current, name) != value}
    if not changed:
        return None
    before = {name: plain(getattr(current, name)) for name in changed}
    write(current, changed)
    for name in changed:
        setattr(product, name, getattr(current, name))
    after = {name: plain(value) for name, value in changed.items()}
    return record(
        member=member,
        code="catalogue.product_edited",
        subjects=[current],
        before=before,
        after={**after, "id": current.pk},
        is_undoable=True,
    )


@transaction.atomic
def change_price(
    *, member: Membership, product: Product, cents: int, on: date | None = None, at: datetime | None = None
) -> Event | None:
    """Set the net list price from a day on; None when it already stands so. Raises ProductInvalid."""
    day = on or timezone.localtime(at).date()
    Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    same_day = PriceChange.objects.filter(product=product, in_force_from=day).first()
    standing = PriceChange.objects.filter(product=product, in_force_from__lte=day).order_by("-in_force_from").first()
    if standing is not None and standing.cents == cents:
        return None
    replaced = same_day.cents if same_day else None
    _set_price(product, cents, day)
    return record(
        member=member,
        code="catalogue.price_changed",
        subjects=[product],
        before={"cents": standing.cents if standing else None, "replaced": replaced},
        after={"id": product.pk, "cents": cents, "from": day.isoformat()},
        is_undoable=True,
        at=at,
    )


def index_products(products: list[Product]) -> None:
    """Keep what the search finds true."""
    index(
        (
            Findable(PRODUCT, one.pk, one.name, one.reference, f"{one.reference} {one.family} {one.description}")
            for one in products
        ),
        workspace_id=products[0].workspace_id,
    )


def write(product: Product, values: Mapping[str, Any]) -> None:
    """Save fields and the search with them. Raises ProductInvalid. The event is the caller's to record."""
    for name, value in values.items():
        setattr(product, name, value)
    _check(product)
    product.save()
    index_products([product])


def plain(value: object) -> object:
    """A value as JSON holds it, the same for 2.5 typed and 2.500 read back."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    return {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}


def _check(product: Product) -> None:
    twin = Product.objects.filter(reference=product.reference).exclude(pk=product.pk)
    if twin.exists():
        raise ProductInvalid("reference_taken", "reference", product.reference)
    try:
        product.clean_fields()
        product.validate_constraints()
    except ValidationError as error:
        names = getattr(error, "message_dict", {})
        field = next((name for name in names if name in FIELDS), "")
        raise ProductInvalid("invalid", field, " ".join(error.messages)) from error


def _set_price(product: Product, cents: int, day: date) -> None:
    if cents < 0:
        raise ProductInvalid("invalid", "price_cents", str(cents))
    PriceChange.objects.update_or_create(product=product, in_force_from=day, defaults={"cents": cents})
