"""Quotes: the list, one quote and what can be done with it, its PDF."""

from typing import Any

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.audit.queries import timeline
from carnet.foundation.catalogue.models import unit_name
from carnet.foundation.documents.queries import verify
from carnet.foundation.documents.responses import pdf_response
from carnet.foundation.ui.fields import written
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.sell.closing import queries, services
from carnet.sell.closing.drafting import QuoteChanged, QuoteNotEditable
from carnet.sell.closing.models import Quote, Status
from carnet.sell.closing.services import QuoteNotAnswerable, QuoteNotSendable

from . import words
from .forms import AnswerForm

STATES = [*Status, queries.LAPSED]


@screen(Permission.QUOTE_READ, serves=("C11.1", "C11.2"))
def quotes(request: HttpRequest) -> HttpResponse:
    text, status = request.GET.get("q", "")[:80], request.GET.get("status", "")
    found = queries.quotes(text=text, status=status)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    rows = [(one, *shown_state(one)) for one in page]
    context = {"page": page, "rows": rows, "text": text, "status": status, "chips": chips(status)}
    return render_part(request, "closing/quotes.html", "list", context)


def chips(status: str) -> list[dict[str, Any]]:
    """One filter per state that has quotes, with its count and its sum."""
    names = {**dict(Status.choices), queries.LAPSED: _("Lapsed")}
    found = queries.tallies()
    return [
        {"code": str(code), "name": names[code], "tally": found[code], "is_current": code == status}
        for code in STATES
        if found[code].count
    ]


def shown_state(quote: Quote) -> tuple[str, str]:
    """The word and the tone of the state that people see."""
    if quote.has_lapsed():
        return _("Lapsed"), words.STATUS_TONES["lapsed"]
    return str(Status(quote.status).label), words.STATUS_TONES[quote.status]


def _found(pk: int) -> Quote:
    quote = queries.quote(pk)
    if quote is None:
        raise Http404
    return quote


@screen(Permission.QUOTE_READ, serves=("C11.1", "C11.2"))
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk), AnswerForm())


def _page(request: HttpRequest, quote: Quote, form: AnswerForm, status: int = 200) -> HttpResponse:
    lines, today = queries.lines_of(quote), timezone.localdate()
    state, tone = shown_state(quote)
    context = {
        "quote": quote,
        "lines": lines,
        "rows": [(line, f"{written(line.quantity)} {unit_name(line.unit, line.quantity)}") for line in lines],
        "totals": queries.totals_of(quote, lines),
        "form": form,
        "state": state,
        "tone": tone,
        "entries": timeline(quote, reader=request.member),
        "may_edit": request.member.may(Permission.QUOTE_EDIT),
        "may_send": request.member.may(Permission.QUOTE_SEND),
        "newer": Quote.objects.filter(previous=quote).first(),
    }
    if quote.is_draft:
        context["obstacles"] = [words.OBSTACLES[code] for code in queries.obstacles(quote, lines, today)]
        context["missing"] = queries.missing_mentions(quote, today)
    elif quote.document:
        context["proof"] = verify(quote.document)
    return render_part(request, "closing/quote.html", "answer", context, status=status)


@screen(Permission.QUOTE_READ, serves=("C11.1",))
@csp_replace({"object-src": ["'self'"]})
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    return pdf_response(queries.preview(_found(pk)), _("draft") + ".pdf")


@screen(Permission.QUOTE_SEND, methods=("POST",), serves=("C11.2",))
def send(request: HttpRequest, pk: int) -> HttpResponse:
    quote = _found(pk)
    seen = request.POST.get("revision", "")
    try:
        services.send_quote(member=request.member, quote=quote, seen_revision=int(seen) if seen.isdigit() else None)
    except QuoteNotSendable as refusal:
        toast(request, " ".join(str(words.OBSTACLES[code]) for code in refusal.reasons), tone="bad")
    except QuoteNotEditable:
        toast(request, _("This quote is already sent."), tone="warn")
    except QuoteChanged:
        toast(request, _("Someone changed this draft meanwhile: read it again before sending."), tone="warn")
    else:
        toast(request, _("Quote %(number)s is ready: its PDF no longer changes.") % {"number": quote})
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    return see_other(request, reverse("closing:quote", args=[request.workspace.slug, pk]))


@screen(Permission.QUOTE_SEND, methods=("POST",), serves=("C11.2",))
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    quote, form = _found(pk), AnswerForm(request.POST)
    if form.is_valid():
        try:
            event = services.accept_quote(member=request.member, quote=quote, on=form.cleaned_data["on"])
        except QuoteNotAnswerable as refusal:
            form.add_error("on", words.ANSWERS[refusal.reason])
        else:
            toast(request, _("Quote %(number)s is won.") % {"number": quote}, undo=event)
            return _back(request, pk)
    return _page(request, quote, form, status=422)


@screen(Permission.QUOTE_SEND, methods=("POST",), serves=("C11.2",))
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    quote, form = _found(pk), AnswerForm(request.POST)
    if form.is_valid():
        try:
            event = services.refuse_quote(member=request.member, quote=quote, **form.cleaned_data)
        except QuoteNotAnswerable as refusal:
            form.add_error("on", words.ANSWERS[refusal.reason])
        else:
            toast(request, _("Refusal noted. A new version can follow."), undo=event)
            return _back(request, pk)
    return _page(request, quote, form, status=422)


@screen(Permission.QUOTE_EDIT, methods=("POST",), serves=("C11.1",))
def version(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        fresh = services.new_version(member=request.member, quote=_found(pk))
    except QuoteNotAnswerable as refusal:
        toast(request, str(words.ANSWERS[refusal.reason]), tone="warn")
        return _back(request, pk)
    toast(request, _("Version %(version)s begun.") % {"version": fresh.version})
    return see_other(request, reverse("closing:edit", args=[request.workspace.slug, fresh.pk]))
