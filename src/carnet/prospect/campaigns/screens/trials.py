"""A trial of two messages: planned, and read only when it was said one would."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.campaigns import printing, queries, trials, words
from carnet.prospect.campaigns.models import Campaign, Trial
from carnet.prospect.campaigns.rules import looks
from carnet.prospect.campaigns.rules.analysing import By
from carnet.prospect.campaigns.rules.stages import Stage
from carnet.prospect.campaigns.trials import TrialRefused

from .analysis import here
from .forms import TrialForm
from .views import SERVES
from .views import found as campaign_found


@screen(Permission.CAMPAIGN_READ, serves=SERVES)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = campaign_found(pk)
    rows = queries.trials_of(campaign)
    current = next((one for one in rows if one.ended_at is None), None)
    context = {
        "campaign": campaign,
        "told": [_told(one) for one in rows],
        "current": current,
        "drawn": queries.next_drawn(current, campaign.group) if current else [],
        "may_edit": request.member.may(Permission.CAMPAIGN_EDIT) and not campaign.closed_at,
    }
    return render(request, "campaigns/trial.html", context)


def _told(one: Trial) -> dict[str, Any]:
    """What may be known: of a trial under way, how many received each message, never what came of them."""
    told: dict[str, Any] = {
        "trial": one,
        "plan": printing.plan_of(one),
        "looks": [printing.look_of(one, taken) for taken in one.taken.all()],
        "verdict": printing.verdict_of(one),
    }
    if one.ended_at is None:
        number = len(told["looks"]) + 1
        size = looks.size_at(one.each, one.looks, number)
        arms = queries.arms_of(one, timezone.now() - timedelta(days=one.wait_days))
        told |= {
            "number": number, "size": size, "arms": arms, "is_ready": arms.ready >= size,
            "percent": min(100, 100 * arms.ready // size) if size else 0,
        }  # fmt: skip
    return told


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = campaign_found(pk)
    form = TrialForm(request.POST or None, initial=_usual(campaign))
    if request.method == "POST" and form.is_valid():
        try:
            made = trials.plan_trial(member=request.member, campaign=campaign, **form.cleaned_data)
        except TrialRefused as error:
            form.add_error("second" if error.reason == "same_message" else None, words.trial_refused(error.reason))
        else:
            said = _("The trial has begun: %(total)s companies for each message.") % {"total": made.each}
            toast(request, said, undo=made.event)
            return see_other(request, here(request, "trial", campaign))
    context = {"form": form, "campaign": campaign}
    return render_part(request, "campaigns/trial_new.html", "form", context, status=422 if form.is_bound else 200)


def _usual(campaign: Campaign) -> dict[str, Any]:
    """The two messages used most, and the rate of meetings so far where it is sure enough."""
    told = queries.analysis_of(campaign)
    used = [one.line.key for one in told.cuts[By.MESSAGE] if one.line.key]
    met = told.whole.rate(Stage.MEETING)
    said: dict[str, Any] = dict(zip(("first", "second"), used, strict=False))
    if met.value and not met.is_few:
        said["base"] = round(Decimal(str(met.value * 100)), 1)
    return said


def _act(request: HttpRequest, pk: int, act: Any, said: str) -> HttpResponse:
    one = get_object_or_404(Trial.objects.filter(campaign__deleted_at=None).select_related("campaign"), pk=pk)
    try:
        done = act(member=request.member, trial=one)
    except TrialRefused as error:
        toast(request, words.trial_refused(error.reason), tone="bad")
    else:
        toast(request, said, undo=done if hasattr(done, "undoes_id") else None)
    return see_other(request, here(request, "trial", one.campaign))


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def look(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, trials.take_look, _("The look is taken; it stands."))


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, trials.stop_trial, _("The trial is given up: nothing is concluded."))
