"""The catalogue: the list, a product with the history of its price, its form."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.audit.queries import timeline
from carnet.foundation.catalogue import queries, services
from carnet.foundation.catalogue.models import Product
from carnet.foundation.catalogue.services import ProductInvalid
from carnet.foundation.ui.fields import written
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .forms import NewProductForm, PriceForm, ProductForm

BOTH = ("GET", "POST")
STATES = {"": True, "off": False, "all": None}


def address(request: HttpRequest, name: str, *args: object) -> str:
    return reverse(f"catalogue:{name}", args=[request.workspace.slug, *args])


@screen(Permission.PRODUCT_READ, serves=("C11.1",))
def products(request: HttpRequest) -> HttpResponse:
    text, family, state = (request.GET.get(name, "") for name in ("q", "family", "state"))
    found = queries.products(text=text[:80], family=family, is_active=STATES.get(state, True))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    rows = [(one, queries.margin(one.price_cents, one.cost_cents)) for one in page]
    context = {"page": page, "rows": rows, "text": text, "family": family, "state": state}
    context["families"] = queries.families()
    return render_part(request, "catalogue/products.html", "list", context)


@screen(Permission.PRODUCT_READ, serves=("C11.1",))
def product(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Product.objects.with_price(), pk=pk), PriceForm())


def _page(request: HttpRequest, product: Product, form: PriceForm, status: int = 200) -> HttpResponse:
    context = {
        "product": product,
        "gain": queries.margin(product.price_cents, product.cost_cents),
        "history": queries.history(product),
        "vat": written(queries.vat_rate(product.vat_code, timezone.localdate())),
        "entries": timeline(product, reader=request.member),
        "form": form,
        "may_edit": request.member.may(Permission.PRODUCT_EDIT),
    }
    return render_part(request, "catalogue/product.html", "prices", context, status=status)


@screen(Permission.PRODUCT_EDIT, methods=BOTH)
def create(request: HttpRequest) -> HttpResponse:
    form = NewProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_product(member=request.member, **form.cleaned_data)
        except ProductInvalid as problem:
            form.refuse(problem)
        else:
            toast(request, _("%(name)s is in the catalogue.") % {"name": made.name})
            return see_other(request, address(request, "product", made.pk))
    return render(request, "catalogue/form.html", {"form": form}, status=422 if form.errors else 200)


@screen(Permission.PRODUCT_EDIT, methods=BOTH)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk)
    form = ProductForm(request.POST or None, instance=product)
    if request.method == "POST" and form.is_valid():
        try:
            event = services.edit_product(member=request.member, product=product, changes=form.cleaned_data)
        except ProductInvalid as problem:
            form.refuse(problem)
        else:
            toast(request, _("Saved."), undo=event)
            return see_other(request, address(request, "product", pk))
    context = {"form": form, "product": product}
    return render(request, "catalogue/form.html", context, status=422 if form.errors else 200)


@screen(Permission.PRODUCT_EDIT, methods=("POST",))
def price(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.with_price(), pk=pk)
    form = PriceForm(request.POST)
    if not form.is_valid():
        return _page(request, product, form, status=422)
    event = services.change_price(member=request.member, product=product, **form.cleaned_data)
    toast(request, _("New price saved.") if event else _("The price already stands so."), undo=event)
    return see_other(request, address(request, "product", pk))


@screen(Permission.PRODUCT_EDIT, methods=("POST",))
def sale(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk)
    is_active = not product.is_active
    event = services.edit_product(member=request.member, product=product, changes={"is_active": is_active})
    words = _("%(name)s is back on sale.") if is_active else _("%(name)s is no longer on sale.")
    toast(request, words % {"name": product.name}, undo=event)
    return see_other(request, address(request, "product", pk))
