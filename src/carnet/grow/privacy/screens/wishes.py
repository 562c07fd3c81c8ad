"""What one person allows and refuses: an objection in one click, a consent with its proof, a withdrawal out loud."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.consents import services
from carnet.foundation.consents.models import Consent, Objection
from carnet.foundation.consents.services import ConsentRefused
from carnet.foundation.parties.models import Party
from carnet.foundation.ui.responses import render_part, safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .about import SERVES, find, party_url, refusal
from .forms import BecauseForm, ConsentForm, ObjectionForm

RECORD = Permission.CONSENT_EDIT


@screen(RECORD, serves=SERVES, methods=("POST",))
def objection(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    """One click: nothing to fill in. Channel, means and words may come along."""
    found = find(party, pk)
    form = ObjectionForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"channel": "", "means": "", "note": ""}
    back = safe_next(request, party_url(request, found))
    try:
        made = services.object_to_prospecting(
            member=request.member,
            party=found,
            channel=said["channel"],
            means=said["means"] or "oral",
            note=said["note"],
        )
    except ConsentRefused:
        toast(request, _("%(name)s objects already.") % {"name": found}, tone="warn")
        return see_other(request, back)
    text = _("%(name)s is out of prospecting: lists, exports and campaigns know it.") % {"name": found}
    toast(request, text, undo=made.event)
    return see_other(request, back)


@screen(RECORD, serves=SERVES, methods=("GET", "POST"))
def objection_lift(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Objection.objects.standing().select_related("company", "person"), pk=pk)
    owner = _owner(row)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.lift_objection(member=request.member, objection=row, because=form.cleaned_data["because"])
        toast(request, _("%(name)s no longer objects.") % {"name": owner})
        return see_other(request, party_url(request, owner))
    context = {
        "form": form,
        "party": owner,
        "back": party_url(request, owner),
        "title": _("No longer objects?"),
        "lede": _("Only if they said so themselves, plainly. Write how: it is your proof."),
        "submit": _("Lift the objection"),
    }
    return render_part(request, "privacy/because.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(RECORD, serves=SERVES, methods=("GET", "POST"))
def consent_new(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    found = find(party, pk)
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = ConsentForm(request.POST or None, initial={"collected_at": now})
    if request.method == "POST" and form.is_valid():
        try:
            consent = services.give_consent(member=request.member, party=found, **form.cleaned_data)
        except ConsentRefused as error:
            fields = {"no_words": "wording", "in_the_future": "collected_at", "ends_before_start": "asked_until"}
            form.add_error(fields.get(error.reason), refusal(error.reason))
        else:
            toast(request, _("Consent recorded."), undo=consent.event)
            return see_other(request, party_url(request, found))
    context = {"form": form, "party": found, "back": party_url(request, found)}
    return render(request, "privacy/consent.html", context, status=422 if form.is_bound else 200)


@screen(RECORD, serves=SERVES, methods=("POST",))
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """As easy as giving it: one click, spoken words are enough."""
    row = get_object_or_404(Consent.objects.select_related("company", "person"), pk=pk)
    back = safe_next(request, party_url(request, _owner(row)))
    try:
        event = services.withdraw_consent(member=request.member, consent=row)
    except ConsentRefused as error:
        toast(request, refusal(error.reason), tone="warn")
    else:
        toast(request, _("Consent withdrawn, at once."), undo=event)
    return see_other(request, back)


@screen(RECORD, serves=SERVES, methods=("GET", "POST"))
def freeze(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    found = find(party, pk)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = services.restrict(member=request.member, party=found, because=form.cleaned_data["because"])
        except ConsentRefused as error:
            form.add_error(None, refusal(error.reason))
        else:
            toast(request, _("%(name)s is frozen.") % {"name": found}, undo=event)
            return see_other(request, party_url(request, found))
    context = {
        "form": form,
        "party": found,
        "back": party_url(request, found),
        "title": _("Freeze this record?"),
        "lede": _("The record stays, marked, and is used for nothing else until it is thawed (GDPR, art. 18)."),
        "submit": _("Freeze"),
    }
    return render_part(request, "privacy/because.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("GET", "POST"))
def thaw(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    found = find(party, pk)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.unrestrict(member=request.member, party=found, because=form.cleaned_data["because"])
        except ConsentRefused as error:
            form.add_error(None, refusal(error.reason))
        else:
            toast(request, _("%(name)s is in use again.") % {"name": found})
            return see_other(request, party_url(request, found))
    context = {
        "form": form,
        "party": found,
        "back": party_url(request, found),
        "title": _("Thaw this record?"),
        "lede": _("Tell the person before you do (GDPR, art. 18(3))."),
        "submit": _("Thaw"),
    }
    return render_part(request, "privacy/because.html", "dialog", context, status=422 if form.is_bound else 200)


def _owner(row: Consent | Objection) -> Party:
    owner: Party | None = row.company or row.person
    if owner is None:  # pragma: no cover - a constraint of the table
        raise TypeError("a wish belongs to a company or a person")
    return owner
