"""The agenda: the week's meetings, what is to be done, and the acts on both."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.agenda import queries, services
from carnet.foundation.agenda.models import Appointment, Task
from carnet.foundation.geo.days import holiday_name
from carnet.foundation.ui.responses import render_part, safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .about import about
from .contacts import address_of
from .forms import AppointmentForm, PostponeForm, TaskForm


@screen(Permission.AGENDA_READ, serves=("C3.2",))
def agenda(request: HttpRequest) -> HttpResponse:
    monday = _monday(request.GET.get("semaine", ""))
    who = None if request.GET.get("qui") == "equipe" else request.member
    context = {
        "days": _week(monday, who),
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "this_week": _monday(""),
        "tasks": list(queries.open_tasks(who)[:100]),
        "who": who,
        "today": timezone.localdate(),
    }
    return render(request, "agenda/agenda.html", context)


def _week(monday: date, who: Any) -> list[dict[str, Any]]:
    """The seven days with their meetings; a week-end without any is left out."""
    sunday = monday + timedelta(days=6)
    rows = queries.appointments(monday, sunday, who)
    by_day = {
        day: list(meetings) for day, meetings in groupby(rows, lambda row: timezone.localtime(row.starts_at).date())
    }
    days = [monday + timedelta(days=number) for number in range(7)]
    return [
        {"day": day, "meetings": by_day.get(day, []), "holiday": holiday_name(day)}
        for day in days
        if day.weekday() < 5 or day in by_day
    ]


def _monday(text: str) -> date:
    """The Monday of the week that holds the day written in `text`, or today."""
    try:
        day = date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        day = timezone.localdate()
    return day - timedelta(days=day.weekday())


@screen(Permission.AGENDA_EDIT, serves=("C3.2",), methods=("GET", "POST"))
def task_new(request: HttpRequest) -> HttpResponse:
    whom = about(request)
    form = TaskForm(request.POST or None, initial={"due_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        task = services.plan_task(member=request.member, company=whom.company, person=whom.person, **form.cleaned_data)
        toast(request, _("Planned: %(title)s") % {"title": task.title}, undo=task.event)
        return see_other(request, safe_next(request, _agenda(request)))
    context = {"form": form, "about": whom, "back": safe_next(request, _agenda(request))}
    return render_part(request, "agenda/task.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(Permission.AGENDA_EDIT, serves=("C3.2",), methods=("POST",))
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Task.objects.all(), pk=pk)
    try:
        event = services.complete_task(member=request.member, task_id=pk)
        toast(request, _("Done: %(title)s") % {"title": event.after["title"]}, undo=event)
    except services.TaskClosed:
        toast(request, _("This task was already closed."), tone="warn")
    return see_other(request, safe_next(request, _agenda(request)))


@screen(Permission.AGENDA_EDIT, serves=("C3.2",), methods=("POST",))
def task_drop(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Task.objects.all(), pk=pk)
    try:
        event = services.drop_task(member=request.member, task_id=pk)
        toast(request, _("Given up: %(title)s") % {"title": event.after["title"]}, undo=event)
    except services.TaskClosed:
        toast(request, _("This task was already closed."), tone="warn")
    return see_other(request, safe_next(request, _agenda(request)))


@screen(Permission.AGENDA_EDIT, serves=("C3.2",), methods=("GET", "POST"))
def task_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.open(), pk=pk)
    form = PostponeForm(request.POST or None, initial={"due_on": max(task.due_on, timezone.localdate())})
    if request.method == "POST" and form.is_valid():
        event = services.postpone_task(member=request.member, task_id=pk, due_on=form.cleaned_data["due_on"])
        toast(request, _("Put off: %(title)s") % {"title": task.title}, undo=event)
        return see_other(request, safe_next(request, _agenda(request)))
    context = {"form": form, "task": task, "back": safe_next(request, _agenda(request))}
    return render_part(request, "agenda/postpone.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(Permission.AGENDA_EDIT, serves=("C3.2", "C6"), methods=("GET", "POST"))
def appointment_new(request: HttpRequest) -> HttpResponse:
    whom = about(request)
    form = AppointmentForm(request.POST or None, initial=_first_guess(request, whom))
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.times()
        meeting = services.book_appointment(
            member=request.member,
            title=form.cleaned_data["title"],
            starts_at=starts_at,
            ends_at=ends_at,
            company=whom.company,
            person=whom.person,
            is_remote=form.cleaned_data["is_remote"],
            location=form.cleaned_data["location"],
        )
        toast(request, _("Meeting booked."), undo=meeting.event)
        return see_other(request, safe_next(request, address_of(request, whom)))
    context = {"form": form, "about": whom, "back": safe_next(request, _agenda(request))}
    return render_part(request, "agenda/appointment.html", "dialog", context, status=422 if form.is_bound else 200)


def _first_guess(request: HttpRequest, whom: Any) -> dict[str, Any]:
    place = ""
    if whom.company:
        town = f"{whom.company.postcode} {whom.company.city}".strip()
        place = ", ".join(part for part in (whom.company.street, town) if part)
    return {"day": request.GET.get("jour") or timezone.localdate(), "hour": "09:00", "minutes": 60, "location": place}


@screen(Permission.AGENDA_EDIT, serves=("C3.2",), methods=("POST",))
def appointment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(
        Appointment.objects.filter(cancelled_at=None).select_related("company", "person"), pk=pk
    )
    event = services.cancel_appointment(member=request.member, appointment=appointment)
    toast(request, _("Cancelled: %(title)s") % {"title": appointment.title}, undo=event)
    return see_other(request, safe_next(request, _agenda(request)))


def _agenda(request: HttpRequest) -> str:
    return reverse("agenda:agenda", kwargs={"workspace": request.workspace.slug})
