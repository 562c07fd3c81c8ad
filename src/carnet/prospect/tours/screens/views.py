"""The tours of a member: the list, one tour, and the acts on it."""

import json
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.queries import watched
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.ui.templatetags.carnet import long_day
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.tours import accepting, customers, queries, services
from carnet.prospect.tours.comparing import compared
from carnet.prospect.tours.drivers import starts_of
from carnet.prospect.tours.models import Tour, TourDay
from carnet.prospect.tours.services import TourRefused

from .forms import NewForm
from .links import SERVES, address, found, left_out, refused, told

WEEKS = 7


@screen(Permission.AGENDA_READ, serves=SERVES)
def home(request: HttpRequest) -> HttpResponse:
    everyone = request.GET.get("qui") == "equipe"
    context = {
        "tours": list(queries.tours_of(request.member, everyone=everyone)[:50]),
        "everyone": everyone,
        "has_start": bool(starts_of(request.member)),
        "due": customers.with_rhythm(request.member.pk).count(),
        "may_edit": request.member.may(Permission.AGENDA_EDIT),
        "today": timezone.localdate(),
    }
    return render(request, "tours/home.html", context)


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    if not starts_of(request.member):
        toast(request, _("Say first where your days begin."), tone="warn")
        return see_other(request, address(request, "settings"))
    form = NewForm(request.POST or None, initial={"first_on": _next_monday(), "weeks": 1})
    if request.method == "POST" and form.is_valid():
        try:
            tour = services.create_tour(member=request.member, **form.cleaned_data)
            left_out(request, tour.barred or [])
            return see_other(request, address(request, "tour", tour.pk))
        except TourRefused as problem:
            form.add_error("first_on", refused(problem))
    return render_part(request, "tours/new.html", "dialog", {"form": form}, status=422 if form.is_bound else 200)


def _next_monday() -> date:
    """This week's until Wednesday, then the next."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    return monday if today.weekday() < 3 else monday + timedelta(days=WEEKS)


@screen(Permission.AGENDA_READ, serves=SERVES)
def tour(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    return render_part(request, "tours/tour.html", "plan", _page(request, row))


def _page(request: HttpRequest, row: Tour) -> dict[str, Any]:
    plan = queries.shown(row)
    shapes, frame = queries.map_of(plan, {one.day.on: long_day(one.day.on) for one in plan.days})
    work = watched(row.job) if row.job else None
    return {
        "tour": row,
        "plan": plan,
        "shapes": json.dumps(shapes) if frame else "",
        "frame": frame,
        "compared": compared(row),
        "work": work if work and work.state != Job.State.DONE else None,
        "may_edit": request.member.may(Permission.AGENDA_EDIT),
        "can_accept": bool(row.planned_at and not row.is_stale and any(one.stops for one in plan.days)),
        "today": timezone.localdate(),
    }


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    row, here = found(pk), address(request, "tour", pk)
    try:
        day = _day(row, request.POST.get("jour", ""))
        job = services.launch(member=request.member, tour=row, is_thorough="mieux" in request.POST, day=day)
    except TourRefused as problem:
        return told(request, problem, here)
    if not job.is_over():
        return see_other(request, reverse("jobs:job", args=[request.workspace.slug, job.pk]))
    if job.state != Job.State.DONE:
        toast(request, job.message, tone="bad")
    return see_other(request, here)


def _day(row: Tour, pk: str) -> TourDay | None:
    """The day to plan again alone. 404 for another tour's."""
    if not pk:
        return None
    day: TourDay = get_object_or_404(row.days, pk=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0)
    return day


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    row, here = found(pk), address(request, "tour", pk)
    try:
        event = accepting.accept(member=request.member, tour=row)
    except TourRefused as problem:
        return told(request, problem, here)
    count = event.after["visits"]
    sentence = ngettext("%(count)d visit stands in the agenda.", "%(count)d visits stand in the agenda.", count)
    toast(request, sentence % {"count": count}, undo=event)
    return see_other(request, here)


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    services.delete_tour(member=request.member, tour=found(pk))
    toast(request, _("Tour deleted. What it put into the agenda stays there."))
    return see_other(request, address(request, "home"))
