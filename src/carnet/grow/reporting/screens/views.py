"""Results: objective, actual, gap, and what explains it."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.reporting import queries
from carnet.grow.reporting.chart import bars
from carnet.grow.reporting.periods import period_name
from carnet.grow.reporting.rules import Period, PeriodUnknown, around, parse, same_day_before
from carnet.grow.reporting.services import set_objective

from .forms import ObjectivesForm, member_of
from .words import figures, losses, verdict


@screen(Permission.RESULTS_READ, serves=("C15.4", "C15.1", "C15.5"))
def results(request: HttpRequest) -> HttpResponse:
    """About nine queries, whatever the number of sales."""
    period, member = _period(request), member_of(request.GET.get("membre", ""))
    return render(request, "reporting/results.html", _results(period, member))


@screen(Permission.OBJECTIVE_EDIT, serves=("C15.4",), methods=("GET", "POST"))
def objectives(request: HttpRequest) -> HttpResponse:
    period, member = _period(request), member_of(request.GET.get("membre", ""))
    initial = queries.targets(period, member)
    form = ObjectivesForm(request.POST or None, period=period, member=member, initial=initial)
    if request.method == "POST" and form.is_valid():
        _save(request, form)
        return see_other(request, _address(request, "reporting:results", period, member))
    context = {"form": form, "name": period_name(period), "sellers": queries.sellers(), **_choice(period, member)}
    return render(request, "reporting/objectives.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _save(request: HttpRequest, form: ObjectivesForm) -> None:
    for measure, target in form.targets().items():
        set_objective(
            member=request.member, measure=measure, period=form.period.code, target=target, assignee=form.member
        )
    toast(request, _("Objectives saved."))


def _results(period: Period, member: Membership | None) -> dict[str, Any]:
    today = timezone.localdate()
    is_over = today > period.last
    done = queries.actuals(period, member)
    before = queries.actuals(period.before(), member, same_day_before(period, today))
    gaps = queries.gaps(period, done, queries.targets(period, member), today)
    months = queries.months(min(period.last, today), member)
    return {
        **_choice(period, member),
        "name": period_name(period),
        "done": done,
        "figures": figures(done, before, is_over=is_over),
        "gaps": verdict(gaps, is_over=is_over),
        "bars": bars([(month.first, month.signed, month.target) for month in months]),
        "pipeline": queries.pipeline(period, member),
        "won": queries.won_deals(period, member),
        "lost": losses(queries.lost_by_reason(period, member)),
        "sellers": queries.sellers(),
        "is_open": not is_over,
    }


def _choice(period: Period, member: Membership | None) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "period": period,
        "member": member,
        "periods": [around(min(max(today, period.first), period.last), months) for months in (1, 3, 12)],
        "now": around(today, period.months),
    }


def _period(request: HttpRequest) -> Period:
    """The period that the address names, this month by default; 404 for one that does not exist."""
    code = request.GET.get("periode", "")
    if not code:
        return around(timezone.localdate(), 1)
    try:
        return parse(code)
    except PeriodUnknown as error:
        raise Http404 from error


def _address(request: HttpRequest, name: str, period: Period, member: Membership | None) -> str:
    query = f"?periode={period.code}" + (f"&membre={member.pk}" if member else "")
    return reverse(name, kwargs={"workspace": request.workspace.slug}) + query
