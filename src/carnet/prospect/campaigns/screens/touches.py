"""One contact of a campaign: written down, advanced, taken out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.campaigns import queries, touching, words
from carnet.prospect.campaigns.models import Touch
from carnet.prospect.campaigns.touching import TouchRefused

from .forms import StageForm, TouchForm
from .views import SERVES, page_of
from .views import found as campaign_found


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = campaign_found(pk)
    form = TouchForm(campaign, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told = {name: given[name] for name in ("channel", "message", "segment", "stage", "reason")}
        try:
            made = touching.record_touch(
                member=request.member, campaign=campaign, party=given["company"], at=form.at, **told
            )
        except TouchRefused as error:
            form.add_error(None, words.refused(error.reason))
        else:
            toast(request, _("The contact joins the campaign."), undo=made.event)
            return see_other(request, page_of(request, campaign))
    context = {"form": form, "campaign": campaign, "messages_used": queries.labels_of(campaign, "message")}
    return render_part(request, "campaigns/touch_new.html", "form", context, status=422 if form.is_bound else 200)


def found(pk: int) -> Touch:
    rows = Touch.objects.filter(campaign__deleted_at=None)
    return get_object_or_404(rows.select_related("campaign", "company", "person", "interaction"), pk=pk)


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("GET", "POST"))
def touch(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    form = StageForm(request.POST or None, touch=one, initial={"stage": one.stage, "reason": one.reason})
    if request.method == "POST" and form.is_valid():
        try:
            moved = touching.advance_touch(member=request.member, touch=one, **form.cleaned_data)
        except TouchRefused as error:
            form.add_error(None, words.refused(error.reason))
        else:
            toast(request, _("Noted."), undo=moved.event)
            return see_other(request, page_of(request, one.campaign))
    context = {"form": form, "touch": one, "campaign": one.campaign}
    return render_part(request, "campaigns/touch.html", "form", context, status=422 if form.is_bound else 200)


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    try:
        event = touching.remove_touch(member=request.member, touch=one)
    except TouchRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, _("The contact is out of the campaign; the agenda keeps it."), undo=event)
    return see_other(request, page_of(request, one.campaign))
