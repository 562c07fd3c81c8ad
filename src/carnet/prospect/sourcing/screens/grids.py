"""The criteria that one sets before looking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.sourcing import queries, services, words
from carnet.prospect.sourcing.models import Grid
from carnet.prospect.sourcing.services import SourcingRefused

from .forms import GridForm
from .views import SERVES


@screen(Permission.COMPANY_READ, serves=SERVES)
def grids(request: HttpRequest) -> HttpResponse:
    found = [(grid, words.terms(grid.rules)) for grid in queries.grids()]
    context = {"grids": found, "may_edit": request.member.may(Permission.TARGETING_EDIT)}
    return render(request, "sourcing/grids.html", context)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(Grid.objects.current(), pk=pk))


def _form(request: HttpRequest, grid: Grid | None) -> HttpResponse:
    form = GridForm(request.POST or None, grid=grid)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.save_grid(
                member=request.member, name=given["name"], terms=given["terms"], why=given["why"], grid=grid
            )
        except SourcingRefused as error:
            form.add_error("name" if error.reason in {"taken", "no_name"} else None, words.refused(error))
        else:
            toast(request, _("Criteria saved."), undo=made.event)
            return see_other(request, reverse("sourcing:grids", args=[request.workspace.slug]))
    status = 422 if form.is_bound else 200
    return render_part(request, "sourcing/grid.html", "form", {"form": form, "grid": grid}, status=status)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    grid = get_object_or_404(Grid, pk=pk)
    try:
        event = services.withdraw_grid(member=request.member, grid=grid)
    except SourcingRefused as error:
        toast(request, words.refused(error), tone="bad")
    else:
        toast(request, _("These criteria are no longer offered."), undo=event)
    return see_other(request, reverse("sourcing:grids", args=[request.workspace.slug]))
