"""Which visits a tour holds, and what its days are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import MissingPermission, screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.tours import accepting, customers, queries, services
from carnet.prospect.tours.models import Tour, TourDay, TourVisit
from carnet.prospect.tours.services import TourRefused
from carnet.prospect.tours.warning import warned

from .forms import DayForm, VisitForm
from .links import SERVES, address, found, left_out, told


@screen(Permission.AGENDA_READ, serves=SERVES, methods=("GET", "POST"))
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    if request.method == "POST":
        return _add(request, row)
    text = request.GET.get("q", "")
    is_mine, is_due = "moi" in request.GET, "echues" in request.GET
    companies = queries.candidates(row, text=text, is_mine=is_mine, is_due=is_due)
    where, seen = customers.standings(companies), customers.last_seen(companies)
    doubtful = warned([one.pk for one in companies])
    rows = [(one, where.get(one.pk), seen.get(one.pk), doubtful.get(one.pk)) for one in companies]
    context = {"tour": row, "rows": rows, "q": text, "is_mine": is_mine, "is_due": is_due}
    return render_part(
        request, "tours/choose.html", "list", context | {"may_edit": request.member.may(Permission.AGENDA_EDIT)}
    )


def _add(request: HttpRequest, row: Tour) -> HttpResponse:
    if not request.member.may(Permission.AGENDA_EDIT):
        raise MissingPermission(Permission.AGENDA_EDIT)
    here = address(request, "choose", row.pk)
    ids = [int(one) for one in request.POST.getlist("rows") if one.isascii() and one.isdigit() and len(one) < 19]
    companies = customers.chosen(ids)
    if not companies:
        toast(request, _("Tick the companies to visit."), tone="warn")
        return see_other(request, here)
    try:
        event = services.add_visits(
            member=request.member, tour=row, companies=companies, is_mandatory="facultatives" not in request.POST
        )
    except TourRefused as problem:
        return told(request, problem, here)
    count = len(event.after["ids"])
    sentence = ngettext("%(count)d visit added.", "%(count)d visits added.", count)
    toast(request, sentence % {"count": count}, undo=event)
    left_out(request, event.after["barred"])
    return see_other(request, address(request, "tour", row.pk))


def _visit(pk: int) -> TourVisit:
    rows = TourVisit.objects.filter(cancelled_at=None).select_related("tour", "company", "fixed", "booked")
    row: TourVisit = get_object_or_404(rows, pk=pk)
    return row


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("GET", "POST"))
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visit(pk)
    usual = {name: getattr(row, name) for name in VisitForm.base_fields}
    form = VisitForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        event = services.change_visit(member=request.member, visit=row, values=form.cleaned_data)
        toast(request, _("Saved: %(name)s") % {"name": row.name}, undo=event)
        return see_other(request, address(request, "tour", row.tour_id))
    context = {"form": form, "visit": row}
    return render_part(request, "tours/visit.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def visit_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visit(pk)
    here = address(request, "tour", row.tour_id)
    try:
        services.remove_visit(member=request.member, visit=row)
    except TourRefused as problem:
        return told(request, problem, here)
    toast(request, _("%(name)s is no longer asked for.") % {"name": row.name})
    return see_other(request, here)


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def visit_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visit(pk)
    event = accepting.cancel_visit(member=request.member, visit=row)
    told = _("%(name)s called off. Plan that day again to use the time that is free now.") % {"name": row.name}
    toast(request, told, undo=event)
    return see_other(request, address(request, "tour", row.tour_id))


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("GET", "POST"))
def day(request: HttpRequest, pk: int) -> HttpResponse:
    row: TourDay = get_object_or_404(TourDay.objects.select_related("tour", "start", "finish"), pk=pk)
    form = DayForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_day(member=request.member, day=row, values=form.values())
        toast(request, _("Day saved. Plan again to take it into account."))
        return see_other(request, address(request, "tour", row.tour_id))
    context = {"form": form, "day": row}
    return render_part(request, "tours/day.html", "dialog", context, status=422 if form.is_bound else 200)
