"""What a campaign teaches: its figures with how sure they are, what to change, the review, the next campaign."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.campaigns import learning, printing, queries, sheets, words
from carnet.prospect.campaigns.learning import AdjustmentRefused
from carnet.prospect.campaigns.models import Adjustment, Campaign
from carnet.prospect.campaigns.rules.analysing import Analysis, By
from carnet.prospect.campaigns.services import CampaignRefused

from .forms import AdjustForm, FollowForm
from .views import SERVES, found, page_of

State = Adjustment.State


def here(request: HttpRequest, name: str, campaign: Campaign) -> str:
    return reverse(f"campaigns:{name}", args=[request.workspace.slug, campaign.pk])


@screen(Permission.CAMPAIGN_READ, serves=SERVES)
def analysis(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    told = queries.analysis_of(one)
    context = {
        "campaign": one,
        "told": told,
        "funnel": sheets.funnel(told),
        "cuts": [(sheets.table(told, by), sheets.intervals(told.cuts[by], by)) for by in By],
        "costs": sheets.costs(told),
        "sources": queries.sources_of(told),
        "failures": sheets.causes(told.failures),
        "successes": sheets.causes(told.successes),
        "uncoded": printing.uncoded(told),
        "may_edit": request.member.may(Permission.CAMPAIGN_EDIT),
    }
    return render(request, "campaigns/analysis.html", context)


@screen(Permission.CAMPAIGN_READ, serves=SERVES)
def adjustments(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, found(pk))


def _page(request: HttpRequest, one: Campaign, refused: AdjustForm | None = None) -> HttpResponse:
    told = queries.analysis_of(one)
    rows = list(one.adjustments.order_by("pk"))
    may_edit = request.member.may(Permission.CAMPAIGN_EDIT)
    context = {
        "campaign": one,
        "proposed": _proposed(one, told, refused),
        "held": [row for row in rows if row.state == State.HELD],
        "accepted": [row for row in rows if row.state == State.ACCEPTED],
        "dropped": [row for row in rows if row.state == State.DROPPED],
        "own": refused if refused and not refused["code"].value() else AdjustForm(auto_id="own-%s"),
        "may_edit": may_edit,
    }
    return render_part(request, "campaigns/adjustments.html", "list", context, status=422 if refused else 200)


def _proposed(one: Campaign, told: Analysis, refused: AdjustForm | None) -> list[AdjustForm]:
    """Each open proposal as a form of its words, the one just refused as it was typed."""
    forms = []
    for number, proposal in enumerate(queries.proposals_of(one, told)):
        said = {"code": proposal.code, "key": proposal.key, "text": words.adjustment(proposal)}
        same = refused is not None and (refused["code"].value(), refused["key"].value()) == (said["code"], said["key"])
        forms.append(refused if same and refused else AdjustForm(initial=said, auto_id=f"p{number}-%s"))
    return forms


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    form = AdjustForm(request.POST, auto_id="refused-%s")
    if not form.is_valid():
        return _page(request, one, form)
    given = form.cleaned_data
    open_ones = queries.proposals_of(one, queries.analysis_of(one)) if given["code"] else []
    proposal = next((told for told in open_ones if (told.code, told.key) == (given["code"], given["key"])), None)
    if given["code"] and proposal is None:
        toast(request, words.trial_refused("gone"), tone="bad")
        return see_other(request, here(request, "adjustments", one))
    accept = "laisser" not in request.POST
    made = learning.decide(member=request.member, campaign=one, text=given["text"], proposal=proposal, accept=accept)
    toast(request, _("Kept for the next campaign.") if accept else _("Left aside."), undo=made.event)
    return see_other(request, here(request, "adjustments", one))


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Adjustment.objects.filter(campaign__deleted_at=None).select_related("campaign")
    one = get_object_or_404(rows, pk=pk)
    try:
        event = learning.withdraw(member=request.member, adjustment=one)
    except AdjustmentRefused as error:
        toast(request, words.trial_refused(error.reason), tone="bad")
    else:
        toast(request, _("Withdrawn."), undo=event)
    return see_other(request, here(request, "adjustments", one.campaign))


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("GET", "POST"))
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    form = FollowForm(request.POST or None, initial=_next(one))
    if request.method == "POST" and form.is_valid():
        try:
            made = learning.follow_on(member=request.member, campaign=one, **form.cleaned_data)
        except CampaignRefused as error:
            form.add_error(None, words.refused(error.reason))
        else:
            toast(request, _("The campaign has begun, with what was learnt."))
            return see_other(request, page_of(request, made))
    accepted = one.adjustments.filter(state=State.ACCEPTED).order_by("pk")
    context = {"form": form, "campaign": one, "accepted": list(accepted)}
    return render_part(request, "campaigns/follow.html", "form", context, status=422 if form.is_bound else 200)


def _next(one: Campaign) -> dict[str, Any]:
    """The Monday after, for as long as this one."""
    start = max(one.last_on, timezone.localdate()) + timedelta(days=1)
    start += timedelta(days=-start.weekday() % 7)
    named = _("%(name)s, continued") % {"name": one.name}
    return {"name": named[:120], "first_on": start, "last_on": start + (one.last_on - one.first_on)}


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def report(request: HttpRequest, pk: int) -> HttpResponse:
    made = learning.freeze_report(member=request.member, campaign=found(pk))
    toast(request, _("“%(title)s” is frozen, version %(version)s.") % {"title": made.title, "version": made.version})
    return see_other(request, reverse("documents:document", args=[request.workspace.slug, made.pk]))
