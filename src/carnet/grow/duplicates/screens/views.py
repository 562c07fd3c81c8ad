"""The queue of possible duplicates, and two or more records side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.jobs.queries import watched
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.duplicates import comparing, queries, services
from carnet.grow.duplicates.models import Kind, Pair
from carnet.grow.duplicates.words import REFUSED

from .shown import card, filters_of, numbers, plan_of, query_of, side_by_side, stamp_in

P = Permission.COMPANY_MERGE
SERVES = ("C13.1", "C13.2")
PAGE = 20
Context = dict[str, Any]


def _address(request: HttpRequest, name: str, *args: object) -> str:
    return reverse(f"duplicates:{name}", args=[request.workspace.slug, *args])


@screen(P, serves=SERVES)
def queue(request: HttpRequest) -> HttpResponse:
    asked = filters_of(request.GET)
    found = queries.queue(request.member, asked.kind, least=asked.least, is_mine=asked.is_mine)
    start = (asked.page - 1) * PAGE
    last = queries.last_search(asked.kind)
    context = {
        "cards": [card(group) for group in found[start : start + PAGE]],
        "total": len(found),
        "asked": asked,
        "query": query_of(asked),
        "counts": queries.counts(),
        "last": last,
        "work": watched(last.job) if last and last.job and not last.finished_at else None,
        "here": _address(request, "queue"),
        "search_url": _address(request, "search"),
        "next_page": asked.page + 1 if len(found) > start + PAGE else None,
        "previous_page": asked.page - 1 if start else None,
        "thresholds": services.THRESHOLDS,
    }
    return render_part(request, "duplicates/queue.html", "body", context)


@screen(P, serves=SERVES, methods=("POST",))
def search(request: HttpRequest) -> HttpResponse:
    kind = request.POST.get("genre", "")
    kind = kind if kind in Kind.values else Kind.COMPANY
    try:
        services.search(member=request.member, kind=kind, threshold=_threshold(request.POST))
    except services.SearchRefused as error:
        reason = "too_few_records" if error.reason == "too_few" else error.reason
        toast(request, str(REFUSED[reason]), tone="warn")
    return see_other(request, f"{_address(request, 'queue')}?genre={kind}")


def _threshold(said: QueryDict) -> float:
    try:
        return float(said.get("seuil", services.THRESHOLDS[0]))
    except ValueError:
        return 0.0


@screen(P, serves=SERVES, methods=("GET", "POST"))
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    pair = get_object_or_404(Pair.objects, pk=pk)
    group = queries.group_of(request.member, pair)
    if len(group.parties) < 2 or pair.state == Pair.State.KEPT:
        toast(request, _("This has been decided already."), tone="warn")
        return see_other(request, _address(request, "queue") + query_of(filters_of(request.GET)))
    plan = comparing.default_plan(group.parties, pair.kind)
    if request.method == "GET":
        return _compare(request, group, plan)
    plan = plan_of(request.POST, plan)
    wanted = numbers(request.POST)
    try:
        event = services.merge(
            member=request.member, kind=pair.kind, ids=wanted, plan=plan, stamp=stamp_in(request.POST, wanted)
        )
    except services.MergeRefused as error:
        return _compare(request, group, plan, refused=str(REFUSED[error.reason]), wanted=wanted)
    said = ngettext("%(count)d record became one.", "%(count)d records became one.", len(wanted))
    return _next(request, pair, said % {"count": len(wanted)}, event)


@screen(P, serves=SERVES, methods=("POST",))
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    pair = get_object_or_404(Pair.objects.proposed(), pk=pk)
    shown = {party.pk for party in queries.group_of(request.member, pair).parties}
    wanted = numbers(request.POST)
    kept = [number for number in wanted if number in shown] or sorted(shown)
    try:
        event = services.keep_separate(member=request.member, kind=pair.kind, ids=kept)
    except services.MergeRefused as error:
        toast(request, str(REFUSED[error.reason]), tone="warn")
        return see_other(request, _address(request, "compare", pk))
    return _next(request, pair, _("Kept separate: they will not be proposed again."), event)


def _next(request: HttpRequest, pair: Pair, said: str, event: Any) -> HttpResponse:
    """To the next group of the queue as it is now, or back to the queue."""
    toast(request, said, undo=event)
    asked = filters_of(request.GET, kind=pair.kind)
    found = queries.queue(request.member, asked.kind, least=asked.least, is_mine=asked.is_mine)
    following = next((one for one in found if one.pair.weight <= pair.weight), found[0] if found else None)
    if following is None:
        return see_other(request, _address(request, "queue") + query_of(asked))
    return see_other(request, _address(request, "compare", following.pk) + query_of(asked))


def _compare(
    request: HttpRequest,
    group: queries.Group,
    plan: services.Plan,
    *,
    refused: str = "",
    wanted: list[int] | None = None,
) -> HttpResponse:
    kind = group.pair.kind
    asked = filters_of(request.GET, kind=kind)
    found = queries.queue(request.member, kind, least=asked.least, is_mine=asked.is_mine)
    before, after = queries.neighbours(found, group.pk)
    query = query_of(asked)
    context = side_by_side(request, group, plan, wanted, refused) | {
        "query": query,
        "queue_url": _address(request, "queue") + query,
        "keep_url": _address(request, "keep", group.pk) + query,
        "previous_url": _address(request, "compare", before.pk) + query if before else "",
        "next_url": _address(request, "compare", after.pk) + query if after else "",
        "rest": len(found),
    }
    return render_part(request, "duplicates/compare.html", "body", context, status=422 if refused else 200)
