"""What is due, at a glance, and what the law asks of our own trade."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation import law
from carnet.foundation.consents.queries import seller_trades
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.privacy import queries
from carnet.grow.privacy.services import save_settings

from .about import SERVES, address
from .forms import SettingsForm

TRADES = {
    "energy_renovation": lambda: _("Energy renovation"),
    "renewable_energy": lambda: _("Renewable energy"),
    "home_adaptation": lambda: _("Adapting homes to age or disability"),
    "cpf_training": lambda: _("Training paid by the CPF account"),
}


@screen(Permission.PRIVACY_READ, serves=SERVES)
def home(request: HttpRequest) -> HttpResponse:
    settings = queries.settings_of(request.workspace)
    ours = seller_trades()
    context = {
        "due": queries.due(),
        "settings": settings,
        "trades": [word for code, word in trades() if code in ours],
        "objecting": sum(model.objects.present().exclude(objected_at=None).count() for model in (Company, Person)),
        "frozen": sum(model.objects.present().exclude(restricted_at=None).count() for model in (Company, Person)),
        "fingerprints": queries.listed_fingerprints(),
        "may_manage": request.member.may(Permission.PRIVACY_MANAGE),
    }
    return render(request, "privacy/home.html", context)


def trades() -> list[tuple[str, str]]:
    """The trades that the table of law names today, in words."""
    try:
        codes = law.rule("call.banned_sectors", on=timezone.localdate(), buyer="consumer").items
    except law.NoRuleInForce:
        codes = ()
    return [(code, TRADES[code]() if code in TRADES else code) for code in codes]


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("GET", "POST"))
def settings(request: HttpRequest) -> HttpResponse:
    row = queries.settings_of(request.workspace)
    initial = {"banned_trades": seller_trades(), "contact": row.contact}
    form = SettingsForm(request.POST or None, initial=initial, trades=trades())
    if request.method == "POST" and form.is_valid():
        save_settings(member=request.member, **form.cleaned_data)
        toast(request, _("Saved."))
        return see_other(request, address(request, "home"))
    return render(request, "privacy/settings.html", {"form": form}, status=422 if form.is_bound else 200)
