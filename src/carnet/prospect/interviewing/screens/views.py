"""The interviews: those to come, those to debrief, and one of them from beginning to end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.audit.consultations import consulted
from carnet.foundation.interviews import queries, services
from carnet.foundation.interviews.models import Channel, Debrief, Interview, Kind
from carnet.foundation.interviews.services import InterviewRefused
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.interviewing import words
from carnet.prospect.interviewing.composing import sheet_of
from carnet.prospect.interviewing.grid import Point, grid_of

from .forms import PlanForm
from .links import SERVES, SERVES_ANALYSIS, address, company_of, found, number

EDIT = Permission.AGENDA_EDIT
SHOWN = 40


@screen(Permission.COMPANY_READ, serves=SERVES_ANALYSIS)
def home(request: HttpRequest) -> HttpResponse:
    everyone = request.GET.get("qui") == "equipe"
    who = None if everyone else request.member
    held = list(queries.held(who, Kind.PROSPECTING)[:SHOWN])
    context = {
        "everyone": everyone,
        "coming": [_row(one) for one in queries.coming(who, Kind.PROSPECTING)[:SHOWN]],
        "to_debrief": [_row(one) for one in held if one.state == "held"],
        "debriefed": [_row(one) for one in held if one.state == "debriefed"],
        "appointments": list(queries.appointments_without(who)[:SHOWN]),
        "may_edit": request.member.may(EDIT),
    }
    return render(request, "interviewing/home.html", context)


def _row(interview: Interview) -> tuple[Interview, str, str]:
    return (interview, *words.state(interview))


@screen(Permission.COMPANY_READ, serves=SERVES_ANALYSIS)
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    consulted(request.member, one.company)
    debrief = getattr(one, "debrief", None)
    told = one.notes
    context = {
        "interview": one,
        "company": one.company,
        "state": words.state(one),
        "sheet": sheet_of(one),
        "told": one.told,
        "answers": [row for row in told.get("answers") or () if row["is_asked"]],
        "met": [(row, words.SETTLED[row["settled"]]) for row in told.get("objections") or () if row["is_met"]],
        "offers": [(row, words.REACTIONS[row["reaction"]]) for row in told.get("offers") or () if row["reaction"]],
        "debrief": debrief,
        "points": _points(request, debrief) if debrief else [],
        "may_edit": request.member.may(EDIT),
    }
    return render(request, "interviewing/interview.html", context)


def _points(request: HttpRequest, debrief: Debrief) -> list[tuple[Point, dict[str, Any]]]:
    """The points of the grid that were marked, in their order."""
    grid = grid_of(request.workspace)
    return [(point, debrief.marks[point.code]) for point in grid if point.code in debrief.marks]


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """From an appointment (`rendez-vous`) at once; from a company, a day and an hour first."""
    if not {"rendez-vous", "societe"} & set(request.GET):
        return see_other(request, address(request, "home"))
    if "rendez-vous" in request.GET:
        rows = Appointment.objects.filter(cancelled_at=None, company__deleted_at=None).exclude(company=None)
        held = get_object_or_404(rows.select_related("company", "person", "member"), pk=number(request, "rendez-vous"))
        if taken := Interview.objects.filter(appointment=held).first():
            return see_other(request, address(request, "interview", taken.pk))
        channel = Channel.VIDEO if held.is_remote else Channel.VISIT
        if request.method == "POST":
            return _planned(request, held.company, appointment=held, channel=channel)
        return _form(request, held.company, held)
    return _form(request, company_of(request))


def _form(request: HttpRequest, company: Company, appointment: Appointment | None = None) -> HttpResponse:
    first: dict[str, Any] = {"person": request.GET.get("personne", ""), "deal": request.GET.get("affaire", "")}
    if appointment:
        local = timezone.localtime(appointment.starts_at)
        first |= {"day": local.date(), "hour": local.time(), "person": appointment.person_id}
    form = PlanForm(request.POST or None, company=company, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _planned(
            request, company, person=said["person"], channel=said["channel"], planned_at=form.moment,
            opportunity=said["deal"],
        )  # fmt: skip
    context = {"form": form, "company": company, "appointment": appointment, "query": request.GET.urlencode()}
    return render_part(request, "interviewing/new.html", "dialog", context, status=422 if form.is_bound else 200)


def _planned(
    request: HttpRequest, company: Company, *, opportunity: Opportunity | None = None, **how: Any
) -> HttpResponse:
    try:
        made = services.plan_interview(member=request.member, company=company, opportunity=opportunity, **how)
    except InterviewRefused as problem:
        toast(request, words.refused(problem.reason), tone="bad")
        return see_other(request, address(request, "home"))
    toast(request, _("Interview planned. Prepare it now: what is known is already there."), undo=made.event)
    return see_other(request, address(request, "sheet", made.pk))


@screen(EDIT, serves=SERVES, methods=("POST",))
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    try:
        event = services.cancel_interview(member=request.member, interview=one)
    except InterviewRefused as problem:
        toast(request, words.refused(problem.reason), tone="bad")
        return see_other(request, address(request, "interview", pk))
    toast(request, _("Interview called off; its appointment stays in the agenda."), undo=event)
    return see_other(request, address(request, "home"))
