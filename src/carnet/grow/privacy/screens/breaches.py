"""The register of breaches and its 72 hours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.privacy import queries, rules, services
from carnet.grow.privacy.models import Breach, Risk
from carnet.grow.privacy.rules import Countdown
from carnet.grow.privacy.services import PrivacyRefused

from .about import SERVES, address, refusal
from .forms import BreachForm


def countdown(row: Breach) -> Countdown:
    hours = services.notify_hours(timezone.localtime(row.known_at).date())
    is_done = row.notified_at is not None or row.risk == Risk.NONE
    return rules.countdown(row.known_at, timezone.now(), hours, is_done=is_done)


@screen(Permission.PRIVACY_READ, serves=SERVES)
def breaches(request: HttpRequest) -> HttpResponse:
    rows = [(row, countdown(row)) for row in queries.breaches()[:200]]
    context = {"breaches": rows, "may_manage": request.member.may(Permission.PRIVACY_MANAGE)}
    return render(request, "privacy/breaches.html", context)


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("GET", "POST"))
def breach_new(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = BreachForm(request.POST or None, initial={"known_at": now})
    return _answer(request, form, None)


@screen(Permission.PRIVACY_READ, serves=SERVES, methods=("GET", "POST"))
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Breach.objects, pk=pk)
    if request.method == "POST" and request.member.may(Permission.PRIVACY_MANAGE):
        # The form must not write on the row that the service will judge.
        return _answer(request, BreachForm(request.POST, instance=Breach.objects.get(pk=pk)), row)
    form = BreachForm(instance=row)
    if row.closed_at or not request.member.may(Permission.PRIVACY_MANAGE):
        for one in form.fields.values():
            one.disabled = True
    return _page(request, form, row)


def _answer(request: HttpRequest, form: BreachForm, row: Breach | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_breach(member=request.member, breach=row, values=form.cleaned_data)
        except PrivacyRefused as error:
            form.add_error(error.field or None, refusal(error.reason))
        else:
            toast(request, _("Saved."))
            return see_other(request, address(request, "breach", saved.pk))
    return _page(request, form, row)


def _page(request: HttpRequest, form: BreachForm, row: Breach | None) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "clock": countdown(row) if row else None,
        "may_manage": request.member.may(Permission.PRIVACY_MANAGE),
        "parts": [
            (_("What happened"), [form[name] for name in ("title", "known_at", "happened_at", "is_confidentiality",
                                                          "is_integrity", "is_availability", "cause", "processor")]),
            (_("Which data, which people"), [form[name] for name in ("data_kinds", "people_kinds", "people_count",
                                                                     "records_count", "measures_before")]),
            (_("Risk and measures"), [form[name] for name in ("consequences", "risk", "risk_because",
                                                              "measures_after")]),
            (_("Who was told"), [form[name] for name in ("notified_at", "notification", "late_because",
                                                         "people_told_on", "people_message")]),
        ],
    }  # fmt: skip
    return render(request, "privacy/breach.html", context, status=422 if form.is_bound else 200)


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("POST",))
def breach_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Breach.objects, pk=pk)
    try:
        services.close_breach(member=request.member, breach=row)
    except PrivacyRefused as error:
        toast(request, refusal(error.reason), tone="warn")
        return see_other(request, address(request, "breach", pk))
    toast(request, _("Closed. The register keeps it."))
    return see_other(request, address(request, "breaches"))
