"""Records that somebody put together by hand: the same page side by side, without a place in the queue."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.duplicates import comparing, queries, services
from carnet.grow.duplicates.models import Kind
from carnet.grow.duplicates.words import REFUSED

from .shown import numbers, plan_of, side_by_side, stamp_in

P = Permission.COMPANY_MERGE
SERVES = ("C13.1", "C13.2")
KINDS = {"societes": Kind.COMPANY, "personnes": Kind.PERSON}


def _list(request: HttpRequest, kind: str) -> str:
    name = "companies" if kind == Kind.COMPANY else "people"
    return reverse(f"customer_file:{name}", args=[request.workspace.slug])


@screen(P, serves=SERVES, methods=("POST",))
def pick(request: HttpRequest, party: str) -> HttpResponse:
    """From the ticked rows of a list to the page that shows them side by side."""
    if party not in KINDS:
        raise Http404
    ids = sorted(set(numbers(request.POST, "ids")))
    if "whole" in request.POST or not 2 <= len(ids) <= queries.MOST:
        text = _("Tick from two to %(most)s records to merge them.") % {"most": queries.MOST}
        toast(request, text, tone="warn")
        return see_other(request, f"{_list(request, KINDS[party])}?{request.POST.get('wishes', '')}".rstrip("?"))
    query = urlencode([("genre", KINDS[party].value), *(("fiche", pk) for pk in ids)])
    return see_other(request, f"{reverse('duplicates:picked', args=[request.workspace.slug])}?{query}")


@screen(P, serves=SERVES, methods=("GET", "POST"))
def picked(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("genre", "")
    group = queries.picked(request.member, kind, numbers(request.GET)) if kind in Kind.values else None
    if group is None:
        toast(request, _("These records are no longer there to be merged."), tone="warn")
        return see_other(request, _list(request, kind))
    plan = comparing.default_plan(group.parties, kind)
    if request.method == "GET":
        return _shown(request, group, plan)
    plan, wanted = plan_of(request.POST, plan), numbers(request.POST)
    try:
        event = services.merge(
            member=request.member, kind=kind, ids=wanted, plan=plan, stamp=stamp_in(request.POST, wanted)
        )
    except services.MergeRefused as error:
        return _shown(request, group, plan, refused=str(REFUSED[error.reason]), wanted=wanted)
    said = ngettext("%(count)d record became one.", "%(count)d records became one.", len(wanted))
    toast(request, said % {"count": len(wanted)}, undo=event)
    return see_other(request, f"{_list(request, kind)}{plan.survivor}/")


def _shown(
    request: HttpRequest,
    group: queries.Group,
    plan: services.Plan,
    *,
    refused: str = "",
    wanted: list[int] | None = None,
) -> HttpResponse:
    back = {"back_url": _list(request, group.pair.kind), "is_picked": group.pair.pk is None}
    context = side_by_side(request, group, plan, wanted, refused) | back
    return render_part(request, "duplicates/compare.html", "body", context, status=422 if refused else 200)
