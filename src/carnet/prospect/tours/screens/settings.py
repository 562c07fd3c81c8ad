"""How one travels, where one leaves from, and how a customer is visited."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Company
from carnet.foundation.ui.responses import safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.tours import customers, drivers
from carnet.prospect.tours.models import Habit, Start

from .forms import DriverForm, HabitForm, StartForm
from .links import SERVES, address, record


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("GET", "POST"))
def driver(request: HttpRequest) -> HttpResponse:
    form = DriverForm(request.POST or None, initial=DriverForm.of(drivers.driver_of(request.member)))
    if request.method == "POST" and form.is_valid():
        drivers.save_driver(member=request.member, values=form.values())
        toast(request, _("Saved. The next tours follow it."))
        return see_other(request, address(request, "settings"))
    return _page(request, form, StartForm(), status=422 if form.is_bound else 200)


def _page(request: HttpRequest, form: DriverForm, start_form: StartForm, *, status: int) -> HttpResponse:
    context = {"form": form, "start_form": start_form, "starts": drivers.starts_of(request.member)}
    return render(request, "tours/settings.html", context, status=status)


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def start_add(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST)
    if form.is_valid():
        town = customers.town(form.cleaned_data["city"])
        if town is not None:
            name, point = town
            drivers.add_start(member=request.member, name=form.cleaned_data["name"], city=name, point=point)
            toast(request, _("Your days can begin at %(city)s.") % {"city": name})
            return see_other(request, safe_next(request, address(request, "settings")))
        form.add_error("city", _("No commune of France has that name: look how it is spelt, or give its postcode."))
    usual = DriverForm(initial=DriverForm.of(drivers.driver_of(request.member)))
    return _page(request, usual, form, status=422)


def _start(request: HttpRequest, pk: int) -> Start:
    row: Start = get_object_or_404(Start.objects.filter(member=request.member), pk=pk)
    return row


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def start_usual(request: HttpRequest, pk: int) -> HttpResponse:
    drivers.make_usual(member=request.member, start=_start(request, pk))
    return see_other(request, address(request, "settings"))


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def start_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _start(request, pk)
    try:
        drivers.remove_start(member=request.member, start=row)
        toast(request, _("%(name)s removed.") % {"name": row.name})
    except drivers.StartInUse:
        toast(
            request, _("Tours begin or end at %(name)s: it stays as long as they do.") % {"name": row.name}, tone="warn"
        )
    return see_other(request, address(request, "settings"))


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("GET", "POST"))
def habit(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.present(), pk=pk)
    held = Habit.objects.filter(company=company).first() or Habit(company=company)
    form = HabitForm(request.POST or None, initial=HabitForm.of(held))
    if request.method == "POST" and form.is_valid():
        event = drivers.save_habit(member=request.member, company=company, values=form.values())
        toast(request, _("Saved: how %(name)s is visited.") % {"name": company}, undo=event)
        return see_other(request, safe_next(request, record(request, company)))
    context = {"form": form, "company": company, "back": safe_next(request, record(request, company))}
    return render(request, "tours/habit.html", context, status=422 if form.is_bound else 200)
