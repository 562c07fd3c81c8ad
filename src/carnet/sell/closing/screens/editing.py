"""The editor of a draft: its terms and its lines in one form, which works without JavaScript."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.catalogue.models import Product
from carnet.foundation.catalogue.queries import products
from carnet.foundation.catalogue.rules import margin_on_cost, margin_on_price
from carnet.foundation.parties.findable import COMPANY
from carnet.foundation.search.queries import find
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.sell.closing import queries, rules, services
from carnet.sell.closing.drafting import QuoteChanged, QuoteInvalid, QuoteNotEditable
from carnet.sell.closing.models import Quote

from . import words
from .forms import BeginForm, LineFormSet, Lines, QuoteForm, initial_of

BOTH = ("GET", "POST")
PICKABLE = 500
SERVES = ("C11.1",)


@dataclass
class Editor:
    """The two forms of one page, and what was just added to them."""

    quote: Quote
    form: QuoteForm
    lines: Lines

    @property
    def is_valid(self) -> bool:
        return bool(self.form.is_valid() & self.lines.is_valid())

    def refuse(self, problem: QuoteInvalid) -> None:
        """Say at its place why the service would not have it."""
        sentence = words.AMOUNTS.get(problem.reason, problem.detail)
        if problem.line is not None:
            form = self.lines.kept[problem.line]
            form.add_error(problem.field if problem.field in form.fields else None, sentence)
        else:
            self.form.add_error(problem.field if problem.field in self.form.fields else None, sentence)


def editor_of(request: HttpRequest, quote: Quote) -> Editor:
    """The forms as posted, else as saved, with one more line when a button asked for it."""
    if request.method != "POST":
        initial = [initial_of(line) for line in queries.lines_of(quote)]
        return Editor(quote, QuoteForm(instance=quote), LineFormSet(initial=initial, prefix="lines"))
    data = request.POST.copy()
    if data.get("do") in {"line", "product"}:
        _add_line(data, _picked(data) if data["do"] == "product" else None)
    return Editor(quote, QuoteForm(data, instance=quote), LineFormSet(data, prefix="lines"))


def _picked(data: dict[str, Any]) -> Product | None:
    """The product named by its reference, or else the first that answers to what was typed."""
    typed = str(data.get("pick", "")).strip()
    reference = typed.partition(" · ")[0]
    found = products().filter(reference=reference).first()
    return found or (products(text=typed).first() if typed else None)


def _add_line(data: dict[str, Any], product: Product | None) -> None:
    count = int(data["lines-TOTAL_FORMS"]) if str(data.get("lines-TOTAL_FORMS", "")).isdigit() else 0
    line = services.line_of(product, Decimal(product.min_quantity or 1)) if product else None
    values = initial_of(line) if line else {"quantity": "1", "vat_rate": "20"}
    unbound = LineFormSet.form(prefix=f"lines-{count}")
    for name, value in values.items():
        shown = unbound.fields[name].prepare_value(value)
        data[f"lines-{count}-{name}"] = "" if shown is None else str(shown)
    data["lines-TOTAL_FORMS"] = str(count + 1)
    data["pick"] = ""


def _editable(request: HttpRequest, pk: int) -> Quote:
    quote = queries.quote(pk)
    if quote is None:
        raise Http404
    return quote


def _page(request: HttpRequest, editor: Editor, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "quote": editor.quote,
        "form": editor.form,
        "lines": editor.lines,
        "products": products()[:PICKABLE],
        **counted(editor),
        **more,
    }
    return render_part(request, "closing/edit.html", "editor", context, status=status)


def counted(editor: Editor) -> dict[str, Any]:
    """The figures of what is typed now, saved or not; `totals` is None while something cannot be counted."""
    if editor.form.is_bound:
        if not editor.is_valid:
            return {"totals": None}
        row = Quote(**_amounts(editor.form.changes()))
        lines = [line_rule(line) for line in editor.lines.lines]
    else:
        row, lines = editor.quote, [line.as_rule() for line in queries.lines_of(editor.quote)]
    try:
        totals = rules.total(
            lines,
            rounding=rules.Rounding(row.rounding),
            reduction=row.reduction,
            down_payment_percent=Decimal(row.deposit_percent),
        )
    except rules.BadAmount as problem:
        return {"totals": None, "why": words.AMOUNTS[problem.reason]}
    gain = None
    if totals.cost_cents is not None and lines:
        gain = {
            "cents": totals.margin_cents,
            "on_price": margin_on_price(totals.net_cents, totals.cost_cents),
            "on_cost": margin_on_cost(totals.net_cents, totals.cost_cents),
        }
    return {"totals": totals, "gain": gain}


def _amounts(values: dict[str, Any]) -> dict[str, Any]:
    names = ("rounding", "discount_percent", "discount_cents", "deposit_percent")
    return {name: values[name] for name in names}


def line_rule(line: services.LineInput) -> rules.Line:
    return rules.Line(line.quantity, line.unit_price_cents, line.vat_rate, line.discounts, line.unit_cost_cents)


@screen(Permission.QUOTE_EDIT, methods=BOTH, serves=SERVES)
def begin(request: HttpRequest) -> HttpResponse:
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        quote = services.draft_quote(member=request.member, **form.cleaned_data)
        return see_other(request, reverse("closing:edit", args=[request.workspace.slug, quote.pk]))
    text = request.GET.get("q", "")[:80]
    context = {"form": form, "text": text, "found": find(text, kinds=[COMPANY]) if text else []}
    return render_part(request, "closing/begin.html", "found", context, status=422 if form.errors else 200)


@screen(Permission.QUOTE_EDIT, methods=BOTH, serves=SERVES)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    quote = _editable(request, pk)
    if not quote.is_draft:
        toast(request, _("A sent quote no longer changes: make a new version."), tone="warn")
        return see_other(request, reverse("closing:quote", args=[request.workspace.slug, pk]))
    editor = editor_of(request, quote)
    if request.method != "POST" or request.POST.get("do") in {"line", "product"}:
        return _page(request, editor)
    if not editor.is_valid:
        return _page(request, editor, status=422)
    return _save(request, editor)


def _save(request: HttpRequest, editor: Editor) -> HttpResponse:
    quote = editor.quote
    try:
        event = services.edit_quote(
            member=request.member,
            quote=quote,
            changes=editor.form.changes(),
            lines=editor.lines.lines,
            seen_revision=editor.form.cleaned_data["revision"],
        )
    except QuoteInvalid as problem:
        editor.refuse(problem)
        return _page(request, editor, status=422)
    except QuoteChanged as conflict:
        editor.form.data["revision"] = str(conflict.current.revision)
        other = queries.lines_of(conflict.current)
        return _page(request, editor, status=422, other=conflict.current, other_lines=other)
    except QuoteNotEditable:
        toast(request, _("Someone has sent this quote meanwhile: it no longer changes."), tone="warn")
        return see_other(request, reverse("closing:quote", args=[request.workspace.slug, quote.pk]))
    toast(request, _("Saved."), undo=event)
    return see_other(request, reverse("closing:quote", args=[request.workspace.slug, quote.pk]))


@screen(Permission.QUOTE_EDIT, methods=("POST",))
def totals(request: HttpRequest, pk: int) -> HttpResponse:
    editor = editor_of(request, _editable(request, pk))
    return render(request, "closing/edit.html#totals", {"quote": editor.quote, **counted(editor)})
