"""How the acts on products read, and how they are taken back."""

from datetime import date
from decimal import Decimal

from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.search.services import forget
from carnet.foundation.ui.templatetags.carnet import day, money
from carnet.foundation.workspaces.models import Membership

from . import reply_events  # noqa: F401 (its sentences and undos register on import)
from .models import PriceChange, Product
from .queries import PRODUCT
from .services import ProductInvalid, plain, write


@sentence("catalogue.product_created")
def _created(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Product added"), text=f"{after.get('reference', '')} · {after.get('name', '')}")


@sentence("catalogue.product_edited")
def _edited(event: Event) -> Sentence:
    names = [name for name in event.after or {} if name != "id"]
    if names == ["is_active"]:
        is_back = bool((event.after or {})["is_active"])
        return Sentence(title=_("Product back on sale") if is_back else _("Product taken off sale"))
    labels = ", ".join(str(Product._meta.get_field(name).verbose_name) for name in names)
    return Sentence(title=_("Product changed"), text=labels)


@sentence("catalogue.price_changed")
def _price_changed(event: Event) -> Sentence:
    before, after = event.before or {}, event.after or {}
    new, since = money(after.get("cents")), day(date.fromisoformat(after["from"]))
    if before.get("cents") is None:
        text = _("%(new)s from %(day)s") % {"new": new, "day": since}
    else:
        text = _("%(new)s from %(day)s, instead of %(old)s") % {"new": new, "day": since, "old": money(before["cents"])}
    return Sentence(title=_("Price changed"), text=text)


def _product(event: Event) -> Product:
    found = Product.objects.select_for_update(of=("self",)).filter(pk=(event.after or {}).get("id")).first()
    if found is None:
        raise NotUndoable("changed_since")
    return found


@undoable("catalogue.product_created")
def _uncreate(event: Event, member: Membership) -> None:
    product = _product(event)
    if PriceChange.objects.filter(product=product).count() > 1:
        raise NotUndoable("changed_since")
    try:
        key = product.pk
        product.delete()
    except (ProtectedError, RestrictedError) as error:
        raise NotUndoable("used") from error
    forget(PRODUCT, [key])


@undoable("catalogue.product_edited")
def _unedit(event: Event, member: Membership) -> None:
    product = _product(event)
    before, after = event.before or {}, event.after or {}
    if any(plain(getattr(product, name)) != after[name] for name in before):
        raise NotUndoable("changed_since")
    values = {name: _typed(name, value) for name, value in before.items()}
    try:
        write(product, values)
    except ProductInvalid as error:
        raise NotUndoable("changed_since", str(error)) from error


@undoable("catalogue.price_changed")
def _unprice(event: Event, member: Membership) -> None:
    product = _product(event)
    before, after = event.before or {}, event.after or {}
    price = PriceChange.objects.filter(product=product, in_force_from=after["from"], cents=after["cents"]).first()
    if price is None:
        raise NotUndoable("changed_since")
    if before.get("replaced") is None:
        price.delete()
    else:
        price.cents = before["replaced"]
        price.save(update_fields=["cents"])


def _typed(name: str, value: object) -> object:
    return Decimal(str(value)) if name == "min_quantity" and value is not None else value
