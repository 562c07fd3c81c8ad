"""The plans, and one of them as the document that it is."""

import csv
from datetime import timedelta
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.exports import BOM
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.rules import spreadsheet_cell
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.mix import queries, services, sheets, words
from carnet.prospect.mix.board import board_of
from carnet.prospect.mix.models import Plan
from carnet.prospect.mix.rules.scheduling import monday_of
from carnet.prospect.mix.services import MixRefused

from .forms import PlanForm

SERVES = ("C5",)


def found(pk: int) -> Plan:
    rows = Plan.objects.present().select_related("member__user", "document", "workspace")
    return get_object_or_404(rows, pk=pk)


@screen(Permission.COMPANY_READ, serves=SERVES)
def plans(request: HttpRequest) -> HttpResponse:
    context = {"plans": list(queries.plans()[:100]), "may_edit": request.member.may(Permission.TARGETING_EDIT)}
    return render(request, "mix/plans.html", context)


@screen(Permission.COMPANY_READ, serves=SERVES)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    board = board_of(found(pk))
    context = {
        "plan": board.plan,
        "board": board,
        "lines": [(line, sheets.sequence(line), words.source(line.seen)) for line in board.lines],
        "indicators": sheets.indicators(board),
        "tables": [sheets.calendar(board), sheets.budget(board), sheets.carbon(board)] if board.lines else [],
        "period": sheets.period(board),
        "carbon": sheets.kilograms(board.carbon.total),
        "may_edit": request.member.may(Permission.TARGETING_EDIT),
        "has_goals": board.plan.contacts_goal or board.plan.meetings_goal or board.plan.sales_goal,
    }
    return render(request, "mix/plan.html", context)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, found(pk))


def _form(request: HttpRequest, plan: Plan | None) -> HttpResponse:
    initial = {} if plan else {"first_on": monday_of(timezone.localdate() + timedelta(days=7))}
    form = PlanForm(request.POST or None, instance=plan, initial=initial)
    if request.method == "POST" and form.is_valid():
        held = Plan.objects.get(pk=plan.pk) if plan else None
        made = services.save_plan(member=request.member, values=form.values, plan=held)
        toast(request, _("The plan is saved."), undo=made.event)
        return see_other(request, reverse("mix:plan", args=[request.workspace.slug, made.pk]))
    status = 422 if form.is_bound else 200
    return render_part(request, "mix/plan_form.html", "form", {"form": form, "plan": plan}, status=status)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        event = services.delete_plan(member=request.member, plan=found(pk))
    except MixRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, _("The plan is deleted; what it put into the agenda stays."), undo=event)
    return see_other(request, reverse("mix:plans", args=[request.workspace.slug]))


@screen(Permission.COMPANY_READ, serves=SERVES)
def csv_file(request: HttpRequest, pk: int) -> HttpResponse:
    board = board_of(found(pk))
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in sheets.csv_rows(board):
        writer.writerow([spreadsheet_cell(cell) for cell in row])
    response = HttpResponse(BOM + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="plan-de-prospection.csv"'
    response["Cache-Control"] = "no-store"
    return response


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def document(request: HttpRequest, pk: int) -> HttpResponse:
    made = services.freeze_plan(member=request.member, plan=found(pk))
    toast(request, _("“%(title)s” is frozen, version %(version)s.") % {"title": made.title, "version": made.version})
    return see_other(request, reverse("documents:document", args=[request.workspace.slug, made.pk]))
