"""The debrief: each point of the référentiel marked, the analysis, and what follows, which is required."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from carnet.foundation.interviews.models import Debrief, Interview
from carnet.foundation.interviews.services import InterviewRefused
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.interviewing import services, words
from carnet.prospect.interviewing.grid import Point, grid_of

from .forms import DebriefForm, MarkForm
from .links import SERVES_ANALYSIS, address, found


@screen(Permission.AGENDA_EDIT, serves=SERVES_ANALYSIS, methods=("GET", "POST"))
def debrief(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    if one.ended_at is None or one.cancelled_at:
        reason = "cancelled" if one.cancelled_at else "not_ended"
        toast(request, words.refused(reason), tone="warn")
        return see_other(request, address(request, "interview", pk))
    held = getattr(one, "debrief", None)
    grid = grid_of(request.workspace)
    form = DebriefForm(request.POST or None, is_first=held is None, initial=_first(one, held))
    marks = [_mark(request, point, held) for point in grid]
    if request.method == "POST" and all([form.is_valid(), *(mark.is_valid() for _point, mark in marks)]):
        return _saved(request, one, form, marks)
    context = {"interview": one, "company": one.company, "form": form, "marks": marks, "is_first": held is None}
    return render(request, "interviewing/debrief.html", context, status=422 if form.is_bound else 200)


def _mark(request: HttpRequest, point: Point, held: Debrief | None) -> tuple[Point, MarkForm]:
    known = held.marks.get(point.code, {}) if held else {}
    return point, MarkForm(request.POST or None, prefix=f"m{point.number}", initial=known)


def _first(one: Interview, held: Debrief | None) -> dict[str, Any]:
    if held:
        return {name: getattr(held, name) for name in ("strengths", "to_improve", "adjustments")}
    return {"title": str(one.notes.get("agreed") or "")[:200], "minutes": 60}


def _saved(
    request: HttpRequest, one: Interview, form: DebriefForm, marks: list[tuple[Point, MarkForm]]
) -> HttpResponse:
    told = {point.code: (mark.cleaned_data["mark"], mark.cleaned_data["words"]) for point, mark in marks}
    try:
        services.debrief(member=request.member, interview=one, marks=told, analysis=form.analysis, follow=form.follow)
    except InterviewRefused as problem:
        toast(request, words.refused(problem.reason), tone="bad")
        return see_other(request, address(request, "debrief", one.pk))
    toast(request, _("Debriefed; the report is frozen, and what follows is in the agenda."))
    return see_other(request, address(request, "interview", one.pk))
