"""The campaigns, and one of them with its contacts."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.campaigns import queries, services, words
from carnet.prospect.campaigns.models import Campaign
from carnet.prospect.campaigns.services import CampaignRefused

from .forms import EditForm, NewForm

SERVES = ("C7.3",)
PAGE = 30


def found(pk: int) -> Campaign:
    rows = Campaign.objects.present().select_related("member__user", "plan", "group", "previous", "document")
    return get_object_or_404(rows, pk=pk)


def page_of(request: HttpRequest, campaign: Campaign) -> str:
    return reverse("campaigns:campaign", args=[request.workspace.slug, campaign.pk])


@screen(Permission.CAMPAIGN_READ, serves=SERVES)
def campaigns(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "rows": [(one, *words.state(one, today)) for one in queries.campaigns()[:100]],
        "may_edit": request.member.may(Permission.CAMPAIGN_EDIT),
    }
    return render(request, "campaigns/campaigns.html", context)


@screen(Permission.CAMPAIGN_READ, serves=SERVES)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    state, tone = words.state(one, timezone.localdate())
    context = {
        "campaign": one,
        "state": state,
        "tone": tone,
        "totals": queries.totals_of(one),
        "page": Paginator(queries.touches_of(one), PAGE).get_page(request.GET.get("page")),
        "may_edit": request.member.may(Permission.CAMPAIGN_EDIT) and not one.closed_at,
        "may_close": request.member.may(Permission.CAMPAIGN_EDIT),
    }
    return render(request, "campaigns/campaign.html", context)


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    form = NewForm(request.POST or None, initial={"group": request.GET.get("groupe")})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_campaign(member=request.member, **form.cleaned_data)
        except CampaignRefused as error:
            form.add_error("last_on" if error.reason == "bad_days" else "name", words.refused(error.reason))
        else:
            toast(request, _("The campaign has begun."), undo=made.event)
            return see_other(request, page_of(request, made))
    status = 422 if form.is_bound else 200
    return render_part(request, "campaigns/form.html", "form", {"form": form, "campaign": None}, status=status)


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    form = EditForm(one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.edit_campaign(member=request.member, campaign=one, changes=form.changes)
        except CampaignRefused as error:
            form.add_error(None, words.refused(error.reason))
        else:
            toast(request, _("The campaign is saved."), undo=made.event)
            return see_other(request, page_of(request, one))
    status = 422 if form.is_bound else 200
    return render_part(request, "campaigns/form.html", "form", {"form": form, "campaign": one}, status=status)


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.close_campaign, _("The campaign is closed: its figures stand."))


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.reopen_campaign, _("The campaign is open again."))


def _act(request: HttpRequest, pk: int, act: object, said: str) -> HttpResponse:
    one = found(pk)
    try:
        event = act(member=request.member, campaign=one)  # type: ignore[operator] # close or reopen
    except CampaignRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, said, undo=event)
    return see_other(request, page_of(request, one))


@screen(Permission.CAMPAIGN_EDIT, serves=SERVES, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        event = services.delete_campaign(member=request.member, campaign=found(pk))
    except CampaignRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, _("The campaign is deleted; the agenda keeps what was logged."), undo=event)
    return see_other(request, reverse("campaigns:campaigns", args=[request.workspace.slug]))
