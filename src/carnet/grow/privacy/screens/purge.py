"""The queue of those whose time is over: looked at first, then kept for a reason or erased."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from carnet.foundation.audit.models import Event
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.privacy import queries, services, values
from carnet.grow.privacy.erasing import ErasureRefused, erase
from carnet.grow.privacy.models import PurgeItem
from carnet.grow.privacy.purging import scan
from carnet.grow.privacy.rules import Since
from carnet.grow.privacy.services import PrivacyRefused

from .about import SERVES, address, party_url, refusal
from .forms import KeepForm

SIZE = 50
HOLDERS = {
    "company": gettext_lazy("Companies"),
    "person": gettext_lazy("People"),
    "opportunity": gettext_lazy("Deals"),
}
WORD = "EFFACER"
"""Typed to confirm that many records are erased: the same in both languages, as it stands on the button."""


@screen(Permission.PRIVACY_READ, serves=SERVES)
def purge(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    page = Paginator(queries.purge_queue(), SIZE).get_page(request.GET.get("page"))
    settings = queries.settings_of(request.workspace)
    context = {
        "page": page,
        "lines": [(item, item.company or item.person, _url(request, item), since(item)) for item in page],
        "kept": queries.kept()[:SIZE],
        "log": _log(),
        "settings": settings,
        "values": [(one, HOLDERS[one.holder]) for one in values.told(settings.values_due)],
        "word": WORD,
        "error": error,
        "may_manage": request.member.may(Permission.PRIVACY_MANAGE),
    }
    return render(request, "privacy/purge.html", context, status=422 if error else 200)


def _url(request: HttpRequest, item: PurgeItem) -> str:
    party = item.company or item.person
    return party_url(request, party) if party else ""


def since(item: PurgeItem) -> str:
    """What its time counts from, in words."""
    return {
        Since.COLLECTED: pgettext("retention", "collected"),
        Since.INBOUND: pgettext("retention", "last contact from them"),
        Since.SOLD: pgettext("retention", "last sale"),
        Since.RENTED: pgettext("retention", "end of the rented list"),
    }[Since(item.since)]


def _log() -> list[Event]:
    """The last erasures: who, when, why. One query."""
    return list(Event.objects.filter(code="privacy.erased").select_related("member__user").order_by("-at")[:20])


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("POST",))
def purge_scan(request: HttpRequest) -> HttpResponse:
    count = scan(request.workspace)
    toast(request, ngettext("%(count)d record is due.", "%(count)d records are due.", count) % {"count": count})
    return see_other(request, address(request, "purge"))


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("POST",))
def purge_erase(request: HttpRequest) -> HttpResponse:
    """Erase the ticked lines, each in its own act; those that cannot be are named with the reason."""
    ids = [int(pk) for pk in request.POST.getlist("ids")[:SIZE] if pk.isdigit()]
    if not ids:
        return _page(request, _("Tick the records to erase."))
    if request.POST.get("confirmation", "").strip().upper() != WORD:
        return _page(request, _("Type %(word)s to confirm: it cannot be undone.") % {"word": WORD})
    gone, refused = 0, []
    for item in queries.purge_queue().filter(pk__in=ids):
        party = item.company or item.person
        if party is None:
            continue
        try:
            erase(member=request.member, party=party, confirmation=str(party), because=_("Its time was over"))
            gone += 1
        except ErasureRefused as error:
            refused.append(f"{party} ({refusal(error.reason)})")
    text = ngettext("%(count)d record erased.", "%(count)d records erased.", gone) % {"count": gone}
    toast(request, " ".join([text, *refused]), tone="warn" if refused else "ok")
    return see_other(request, address(request, "purge"))


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("POST",))
def purge_values(request: HttpRequest) -> HttpResponse:
    """Empty the ticked fields where their term is over; each field is an act."""
    known = {one.key: one for one in values.told(queries.settings_of(request.workspace).values_due)}
    chosen = [known[key] for key in request.POST.getlist("champ") if key in known]
    if not chosen:
        return _page(request, _("Tick the fields to empty."))
    if request.POST.get("confirmation", "").strip().upper() != WORD:
        return _page(request, _("Type %(word)s to confirm: it cannot be undone.") % {"word": WORD})
    events = [values.empty_overdue(member=request.member, holder=one.holder, code=one.code) for one in chosen]
    count = sum((event.after or {})["count"] for event in events if event)
    services.count_values_anew(request.workspace)
    toast(request, ngettext("%(count)d value erased.", "%(count)d values erased.", count) % {"count": count})
    return see_other(request, address(request, "purge"))


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("GET", "POST"))
def purge_keep(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(PurgeItem.objects.exclude(state=PurgeItem.State.GONE), pk=pk)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = services.keep(member=request.member, item=item, **form.cleaned_data)
        except PrivacyRefused as error:
            form.add_error(error.field or None, refusal(error.reason))
        else:
            toast(request, _("Kept, with its reason."), undo=event)
            return see_other(request, address(request, "purge"))
    context = {"form": form, "party": item.company or item.person, "back": address(request, "purge")}
    return render(request, "privacy/keep.html", context, status=422 if form.is_bound else 200)
