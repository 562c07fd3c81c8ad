"""What each channel costs, takes, emits and brought: the conventions, and the workspace's own figures."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.mix import services, sheets, words
from carnet.prospect.mix.history import past_of_channels
from carnet.prospect.mix.models import Channel, ChannelTerms
from carnet.prospect.mix.terms import ChannelTold, channels_of, road_of

from .forms import TermsForm
from .views import SERVES


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    label: str
    cost: str
    per_week: str
    kg: str
    past: str
    rates: str
    origins: list[tuple[str, str]]


@screen(Permission.COMPANY_READ, serves=SERVES)
def channels(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    road = road_of(request.member, on=today)
    told = channels_of(request.member, past_of_channels(), road, on=today)
    context = {
        "rows": [_row(one) for one in told.values()],
        "may_edit": request.member.may(Permission.TARGETING_EDIT),
    }
    return render(request, "mix/channels.html", context)


def _row(one: ChannelTold) -> Row:
    return Row(
        code=one.channel.value,
        label=words.channel(one.channel),
        cost="—" if one.terms.cost_cents is None else sheets.money(one.terms.cost_cents),
        per_week=str(one.terms.per_week),
        kg="—" if one.terms.kg is None else sheets.kilograms(one.terms.kg),
        past=words.past(one.past),
        rates=words.rates(one.rates),
        origins=[
            (_("Cost"), words.origin(one.cost)),
            (_("Capacity"), words.origin(one.capacity)),
            (_("CO2e"), words.origin(one.carbon)),
        ],
    )


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, code: str) -> HttpResponse:
    if code not in Channel.values:
        raise Http404
    held = ChannelTerms.objects.filter(channel=code).first()
    form = TermsForm(request.POST or None, instance=held or ChannelTerms(channel=code))
    if request.method == "POST" and form.is_valid():
        made = services.save_terms(member=request.member, channel=code, values=form.values)
        toast(request, _("The figures are saved."), undo=made.event)
        return see_other(request, reverse("mix:channels", args=[request.workspace.slug]))
    context = {"form": form, "label": words.channel(code), "code": code}
    return render_part(request, "mix/channel.html", "form", context, status=422 if form.is_bound else 200)
