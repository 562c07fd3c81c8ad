"""The pipeline: what is open, stage by stage, and what becomes of each opportunity."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.audit.queries import timeline
from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import FieldSet, Holder
from carnet.foundation.fields.rules.values import shown
from carnet.foundation.opportunities import services
from carnet.foundation.opportunities.models import Opportunity, Outcome
from carnet.foundation.parties.models import Company
from carnet.foundation.ui import lists, rules
from carnet.foundation.ui.list_page import filter_chips
from carnet.foundation.ui.responses import render_part, safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.ui.templatetags.carnet import language
from carnet.foundation.workspaces.permissions import Permission
from carnet.sell.closing.models import Quote
from carnet.sell.pipeline import queries
from carnet.sell.pipeline.deal_list import MINE

from . import missing
from .deals import read_deals
from .forms import EditOpportunityForm, LoseForm, MoveForm, NewOpportunityForm


@screen(Permission.OPPORTUNITY_READ, serves=("C10", "C15.4"))
def board(request: HttpRequest) -> HttpResponse:
    spec, state = read_deals(request, is_board=True)
    is_mine = request.GET.get("qui") == "moi" or state.filters.get("suivi") == MINE
    who = request.member if is_mine else None
    others = replace(state, filters={key: value for key, value in state.filters.items() if key != "suivi" or not who})
    of_list = replace(state, filters={**state.filters, "suivi": MINE}) if who else state
    own = [one for one in visible_fields(Holder.OPPORTUNITY, request.member) if one.key in state.columns]
    columns = queries.board(who, lists.matching(spec, others) if others.is_narrowed else None, own=own)
    wishes = rules.wishes(spec.shape, of_list)
    context = {
        "chips": filter_chips(spec, others, spec.filters),
        "search": others.search,
        "board_url": reverse("pipeline:board", args=[request.workspace.slug]),
        "list_url": f"{reverse('pipeline:deals', args=[request.workspace.slug])}?{wishes}".rstrip("?"),
        "is_narrowed": others.is_narrowed,
        "columns": columns,
        "who": who,
        "count": sum(column.count for column in columns),
        "amount": sum(column.amount for column in columns),
        "weighted": sum(column.weighted for column in columns),
    }
    return render_part(request, "pipeline/board.html", "board", context)


@screen(Permission.OPPORTUNITY_EDIT, serves=("C8.2",), methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    company, fields = _company(request), visible_fields(Holder.OPPORTUNITY, request.member)
    stage = str(services.first_stage().pk) if fields else ""
    own = FieldSet(tuple(fields.required_at(stage)))
    form = NewOpportunityForm(request.POST or None, company=company, own=own, stage=stage)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "amount_cents", "expected_on")}
        custom = form.own_values()
        deal = services.open_opportunity(member=request.member, company=form.company, custom=custom, **values)
        toast(request, _("Opportunity opened."), undo=deal.event)
        return see_other(request, _page(request, deal.pk))
    context = {"form": form, "company": company, "names": _names() if company is None else []}
    return render_part(request, "pipeline/new.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(Permission.OPPORTUNITY_READ, serves=("C8.2", "C10"))
def opportunity(request: HttpRequest, pk: int) -> HttpResponse:
    deal = _deal(pk)
    context = {
        "deal": deal,
        "card": queries.card(deal, timezone.localdate()),
        "move": MoveForm(initial={"stage": deal.stage_id}),
        "quotes": list(Quote.objects.filter(opportunity=deal).order_by("-pk")[:20]),
        "own_facts": [
            (one.label, shown(one, deal.custom.get(one.code), language()))
            for one in visible_fields(Holder.OPPORTUNITY, request.member)
        ],
        "timeline": timeline(deal, reader=request.member),
        "may_prepare": deal.outcome == Outcome.OPEN and request.member.may(Permission.AGENDA_EDIT),
    }
    return render(request, "pipeline/opportunity.html", context)


@screen(Permission.OPPORTUNITY_EDIT, serves=("C8.2",), methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    deal = _deal(pk)
    initial = {name: getattr(deal, name) for name in ("name", "amount_cents", "expected_on", "person")}
    own = visible_fields(Holder.OPPORTUNITY, request.member)
    form = EditOpportunityForm(request.POST or None, deal=deal, initial=initial, own=own, stage=str(deal.stage_id))
    if request.method == "POST" and form.is_valid():
        event = services.edit_opportunity(member=request.member, opportunity=deal, changes=form.changes())
        if event:
            toast(request, _("Opportunity saved."), undo=event)
        return see_other(request, _page(request, pk))
    context = {"form": form, "deal": deal}
    return render_part(request, "pipeline/edit.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(Permission.OPPORTUNITY_EDIT, serves=("C10",), methods=("POST",))
def move(request: HttpRequest, pk: int) -> HttpResponse:
    deal, form = _deal(pk), MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    stage = form.cleaned_data["stage"]
    asked = missing.form_of(request, deal, str(stage.pk))
    if asked is not None and not asked.is_valid():
        return missing.ask(request, asked, deal, _("To move it to “%(stage)s”") % {"stage": stage})
    try:
        custom = asked.own_values() if asked else None
        event = services.move_opportunity(member=request.member, opportunity=deal, stage=stage, custom=custom)
        if event:
            toast(request, _("%(name)s: %(stage)s.") % {"name": deal.name, "stage": stage}, undo=event)
    except services.OpportunityClosed:
        _say_closed(request)
    return see_other(request, safe_next(request, _page(request, pk)))


@screen(Permission.OPPORTUNITY_EDIT, serves=("C11.2",), methods=("POST",))
def win(request: HttpRequest, pk: int) -> HttpResponse:
    deal = _deal(pk)
    asked = missing.form_of(request, deal, Outcome.WON.value)
    if asked is not None and not asked.is_valid():
        return missing.ask(request, asked, deal, _("To mark it as won"))
    try:
        custom = asked.own_values() if asked else None
        event = services.win_opportunity(member=request.member, opportunity=deal, custom=custom)
        toast(request, _("Won! The company is now a customer."), undo=event)
    except services.OpportunityClosed:
        _say_closed(request)
    return see_other(request, safe_next(request, _page(request, pk)))


@screen(Permission.OPPORTUNITY_EDIT, serves=("C15.4",), methods=("GET", "POST"))
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    deal = _deal(pk)
    form = LoseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = services.lose_opportunity(member=request.member, opportunity=deal, **form.cleaned_data)
            toast(request, _("Marked as lost; the reason is kept."), undo=event)
        except services.OpportunityClosed:
            _say_closed(request)
        return see_other(request, _page(request, pk))
    context = {"form": form, "deal": deal}
    return render_part(request, "pipeline/lose.html", "dialog", context, status=422 if form.is_bound else 200)


def _say_closed(request: HttpRequest) -> None:
    toast(request, _("This opportunity is already closed; reopen it by undoing that act."), tone="warn")


def _deal(pk: int) -> Opportunity:
    deal = queries.opportunity(pk)
    if deal is None:
        raise Http404
    return deal


def _company(request: HttpRequest) -> Company | None:
    """The company that the address names by `societe`; 404 for one that is not of this workspace."""
    pk = request.GET.get("societe", "")
    if not pk:
        return None
    return get_object_or_404(Company.objects.present(), pk=int(pk) if pk.isascii() and pk.isdigit() else 0)


def _names() -> list[str]:
    """The latest companies, offered while one types."""
    return list(Company.objects.present().order_by("-created_at", "-pk").values_list("name", flat=True)[:200])


def _page(request: HttpRequest, pk: int) -> str:
    kwargs: dict[str, Any] = {"workspace": request.workspace.slug, "pk": pk}
    return reverse("pipeline:opportunity", kwargs=kwargs)
