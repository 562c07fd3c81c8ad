"""Find companies in the register, see why one is worth more than another, and take the best into the file."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.sirene import naf, online, store
from carnet.foundation.sirene.engine import TooLong
from carnet.foundation.sirene.online import OnlineRefused
from carnet.foundation.sirene.words import online as online_refused
from carnet.foundation.sirene.words import refused as register_refused
from carnet.foundation.ui.responses import render_part, safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.models import CompanySettings
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.sourcing import queries, services, words
from carnet.prospect.sourcing.models import Doubt, Targeting
from carnet.prospect.sourcing.services import SourcingRefused

from .forms import FindForm
from .maps import zone
from .showing import shown

SERVES = ("C4.1",)


@screen(Permission.COMPANY_READ, serves=SERVES)
def find(request: HttpRequest) -> HttpResponse:
    home = _home()
    form = FindForm(request.GET or None, initial={"lieu": home, "km": 30, "n": 50})
    context = _context(request, form)
    if not context["is_loaded"]:
        return render(request, "sourcing/find.html", context)
    context |= zone(form, home, context["offer"].lines if "offer" in context else [])
    is_bad = form.is_bound and not form.is_valid()
    return render_part(request, "sourcing/find.html", "results", context, status=422 if is_bad else 200)


def _context(request: HttpRequest, form: FindForm) -> dict[str, Any]:
    context: dict[str, Any] = {
        "form": form,
        "activities": _activities(form["q"].value() or "", form.codes if form.is_bound else ()),
        "is_loaded": store.is_available() or online.is_on(),
        "may_ask_online": online.is_on(),
        "has_labels": naf.is_available(),
        "may_add": request.member.may(Permission.TARGETING_EDIT),
        "recent": list(queries.targetings()[:5]),
        "query": request.GET.urlencode(),
        "without_zone": _without_zone(request),
        "asked_as": [(name, value) for name in FindForm.base_fields for value in request.GET.getlist(name)],
    }
    if form.is_bound and form.is_valid() and context["is_loaded"]:
        context |= _results(request, form)
    return context


def _results(request: HttpRequest, form: FindForm) -> dict[str, Any]:
    asked = form.cleaned_data
    if asked["criteria"].is_everything:
        return {"says_nothing": True}
    grid = asked["grille"]
    ask = queries.offer_online if form.is_online else queries.offer
    try:
        offer = ask(
            asked["criteria"],
            grid.rules if grid else [],
            top=asked["n"] or 50,
            workspace_id=request.workspace.pk,
            only_new=asked["fichier"] != "tous",
        )
    except TooLong as error:
        return {"problem": register_refused(error)}
    except OnlineRefused as error:
        return {"problem": online_refused(error)}
    return {
        "offer": offer,
        "counted": offer.count,
        "lines": [shown(line, request.workspace.slug) for line in offer.lines],
        "grid": grid,
        "asked": words.asked(asked["criteria"], form.place),
    }


def _home() -> str:
    home = CompanySettings.objects.only("city", "postcode").first()
    return f"{home.postcode} {home.city}".strip() if home else ""


def _without_zone(request: HttpRequest) -> str:
    given = request.GET.copy()
    given.pop("zone", None)
    return given.urlencode()


def _activities(text: str, ticked: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """Those that the words may mean, and those ticked already, which stay."""
    found = {code: (naf.label(code) or code, True) for code in ticked}
    for one in naf.find(text):
        found.setdefault(one.code, (one.label, False))
    return [(code, label, is_ticked) for code, (label, is_ticked) in found.items()]


@screen(Permission.COMPANY_READ, serves=SERVES)
def count(request: HttpRequest) -> HttpResponse:
    """How many would answer, while one still types; nothing else is read."""
    form = FindForm(request.GET)
    context: dict[str, Any] = {"form": form}
    status = 200 if form.is_valid() else 422
    if form.criteria and not form.criteria.is_everything and not form.is_online:
        try:
            context["counted"] = queries.how_many(form.criteria, only_new=form.cleaned_data["fichier"] != "tous")
        except (TooLong, store.SireneAbsent) as error:
            context["problem"] = register_refused(error)
    return render(request, "sourcing/find.html#count", context, status=status)


@screen(Permission.COMPANY_READ, serves=SERVES)
def activities(request: HttpRequest) -> HttpResponse:
    ticked = tuple(code for code in request.GET.getlist("naf") if code)[:50]
    found = _activities(request.GET.get("q", "")[:80], ticked)
    return render(request, "sourcing/activities.html", {"activities": found, "has_labels": naf.is_available()})


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def add(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.POST)
    here = f"{reverse('sourcing:find', args=[request.workspace.slug])}?{_query(request)}"
    if not form.is_valid() or form.cleaned_data["criteria"].is_everything:
        toast(request, _("This search can no longer be made. Correct it, then add."), tone="bad")
        return see_other(request, here)
    asked = form.cleaned_data
    try:
        added = services.add_targets(
            member=request.member,
            criteria=asked["criteria"],
            grid=asked["grille"],
            top=asked["n"] or 50,
            only=set(request.POST.getlist("siret")),
            place=form.place,
            is_online=form.is_online,
        )
    except (SourcingRefused, TooLong, store.SireneAbsent, OnlineRefused) as error:
        toast(request, _told(error), tone="bad")
        return see_other(request, here)
    count = len(added.companies)
    told = ngettext("%(count)d suspect added to the file.", "%(count)d suspects added to the file.", count)
    toast(request, told % {"count": count}, undo=added.event)
    return see_other(request, reverse("sourcing:targeting", args=[request.workspace.slug, added.targeting.pk]))


def _told(error: Exception) -> str:
    if isinstance(error, OnlineRefused):
        return online_refused(error)
    return words.refused(error) if isinstance(error, SourcingRefused) else register_refused(error)


def _query(request: HttpRequest) -> str:
    """The search that a form carried, without the rest."""
    names = FindForm.base_fields
    return urlencode([(name, value) for name in names for value in request.POST.getlist(name)])


@screen(Permission.COMPANY_READ, serves=SERVES)
def targeting(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Targeting.objects.select_related("grid", "author__user"), pk=pk)
    targets = list(queries.targets_of(found))
    doubts = queries.doubts_of([one.company_id for one in targets])
    context = {
        "targeting": found,
        "asked": words.asked(found.asked, found.place),
        "terms": words.terms(found.grid.rules if found.grid else []),
        "rows": [
            (one, words.band(one.company.staff_band, one.company.staff_year), doubts.get(one.company_id, []))
            for one in targets
        ],
    }
    return render(request, "sourcing/targeting.html", context)


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    doubt = get_object_or_404(Doubt.objects.select_related("company"), pk=pk)
    back = reverse("customer_file:company", args=[request.workspace.slug, doubt.company_id])
    try:
        event = services.set_aside(member=request.member, doubt=doubt, because=request.POST.get("because", ""))
    except SourcingRefused as error:
        toast(request, words.refused(error), tone="bad")
    else:
        toast(request, _("Cleared up."), undo=event)
    return see_other(request, safe_next(request, back))
