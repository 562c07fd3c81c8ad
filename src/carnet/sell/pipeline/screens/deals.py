"""The deals as a list: filtered, sorted, kept as a view, taken as a file; the same filter on the board."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.audit.services import record
from carnet.foundation.ui import lists, rules
from carnet.foundation.ui.exports import csv_response
from carnet.foundation.ui.list_page import render_list
from carnet.foundation.ui.lists import ListSpec
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.sell.pipeline import queries
from carnet.sell.pipeline.deal_list import STATE, deal_list

SERVES = ("C10", "C15.4")


def read_deals(request: HttpRequest, *, is_board: bool = False) -> tuple[ListSpec, rules.State]:
    """The list that the address asks for: its rows are those of the outcome that its filter names, open on a board."""
    told = request.member, queries.owners_of(request.workspace), queries.stage_names()
    state, _view = lists.read(deal_list(*told), request)
    if is_board:
        filters = {key: value for key, value in state.filters.items() if key != STATE}
        return deal_list(*told), replace(state, filters=filters)
    return deal_list(*told, state.filters.get(STATE, "")), state


@screen(Permission.OPPORTUNITY_READ, serves=SERVES)
def deals(request: HttpRequest) -> HttpResponse:
    spec, state = read_deals(request)
    here = reverse("pipeline:deals", args=[request.workspace.slug])
    board = reverse("pipeline:board", args=[request.workspace.slug])
    query = request.GET.urlencode()
    more: dict[str, Any] = {
        "list_url": here,
        "board_url": f"{board}?{rules.wishes(spec.shape, state)}".rstrip("?"),
        "search_label": _("Search the deals: need, company…"),
        "views_all": _("Open deals"),
        "quick_views": [
            (label, own, query == own)
            for label, own in (
                (_("My deals"), "suivi=moi"),
                (_("Won deals"), f"{STATE}=gagnees"),
                (_("Lost deals"), f"{STATE}=perdues&col=nom,societe,montant,suivi,close,raison"),
            )
        ],
        "count_url": f"{here}compte/",
        "export_url": f"{here}export.csv",
        "builder_url": "",
        "suggestions_url": "",
    }
    record_url = reverse("pipeline:board", args=[request.workspace.slug])
    return render_list(
        request, spec, "pipeline/deals.html", prefix=record_url, name=lambda row: row["name"], may_edit=False, more=more
    )


@screen(Permission.OPPORTUNITY_READ, serves=SERVES)
def deal_count(request: HttpRequest) -> HttpResponse:
    """How many, exactly: counted only when asked."""
    spec, state = read_deals(request)
    context = {
        "count": lists.exact_count(spec, state),
        "list_url": reverse("pipeline:deals", args=[request.workspace.slug]),
    }
    return render(request, "pipeline/count.html", context)


@screen(Permission.OPPORTUNITY_READ, serves=SERVES)
def deal_export(request: HttpRequest) -> HttpResponseBase:
    """The file of what the list shows, without the deals of a company that is frozen."""
    spec, state = read_deals(request)
    rows = spec.rows
    spec = replace(spec, rows=lambda: rows().filter(company__restricted_at=None))
    record(member=request.member, code="pipeline.list_exported", after={"query": request.GET.urlencode()[:500]})
    return csv_response(_("Deals"), lists.chunks(spec, state), spec.chosen(state))
