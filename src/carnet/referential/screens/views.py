"""The référentiel read as a book, and what this workspace shows for each of its criteria."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.ui.responses import render_part, safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.referential import queries
from carnet.referential.rules import Referential
from carnet.referential.services import ReferentialRefused, choose_referential, refresh_marks
from carnet.referential.shipped import shipped

from . import pages

MAX_CODES = 20
"""More competencies than any screen serves: a longer list is a mistake, and would be long to read."""


@screen(Permission.REFERENTIAL_READ)
def home(request: HttpRequest) -> HttpResponse:
    referential, query = queries.referential_of(request.workspace), request.GET.get("q", "").strip()[:100]
    context = {
        "referential": referential,
        "query": query,
        "tab": "home",
        "others": queries.available() if request.member.may(Permission.WORKSPACE_MANAGE) else [],
        **pages.overview(request.workspace, referential, query),
    }
    return render_part(request, "referential/home.html", "results", context)


def _competency_of(request: HttpRequest, code: str) -> Referential:
    referential = queries.referential_of(request.workspace)
    if not referential.criteria_by_competency.get(code):
        raise Http404
    return referential


@screen(Permission.REFERENTIAL_READ)
def competency(request: HttpRequest, code: str) -> HttpResponse:
    referential = _competency_of(request, code)
    context = {"referential": referential, **pages.competency_page(request.member, referential, code)}
    return render_part(request, "referential/competency.html", "evidence", context)


@screen(Permission.REFERENTIAL_READ, methods=("POST",))
def reread(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the rooms again without waiting for the marks to be stale."""
    referential = _competency_of(request, code)
    places = referential.criteria_by_competency[code]
    checks = (queries.check_code(referential, place.criterion.code) for place in places)
    refresh_marks(request.workspace, filter(None, checks))
    if request.htmx:
        context = {"referential": referential, **pages.competency_page(request.member, referential, code)}
        return render(request, "referential/competency.html#evidence", context)
    return see_other(request, queries.competency_url(request.workspace, code))


@screen(Permission.REFERENTIAL_READ, methods=("POST",))
def reread_all(request: HttpRequest) -> HttpResponse:
    """Ask every room of Carnet at once, fresh marks included."""
    referential = queries.referential_of(request.workspace)
    checks = (queries.check_code(referential, code) for code in referential.criteria)
    asked_count = len(refresh_marks(request.workspace, filter(None, checks)))
    text = ngettext("%(count)s criterion read again.", "%(count)s criteria read again.", asked_count)
    toast(request, text % {"count": asked_count})
    return see_other(request, safe_next(request, _home(request)))


@screen(Permission.REFERENTIAL_READ)
def coverage(request: HttpRequest) -> HttpResponse:
    referential, wanted = queries.referential_of(request.workspace), request.GET.get("etat", "")
    wanted = wanted if wanted in pages.COVERAGES else ""
    context = {
        "referential": referential,
        "tab": "coverage",
        **pages.coverage_page(request.workspace, referential, wanted),
    }
    return render_part(request, "referential/coverage.html", "results", context)


@screen(Permission.REFERENTIAL_READ)
def deliverables(request: HttpRequest) -> HttpResponse:
    referential = queries.referential_of(request.workspace)
    context = {
        "referential": referential,
        "tab": "deliverables",
        **pages.deliverables_page(request.workspace, referential),
    }
    return render(request, "referential/deliverables.html", context)


@screen(Permission.WORKSPACE_MANAGE, methods=("POST",))
def choose(request: HttpRequest) -> HttpResponse:
    slug, _space, version = request.POST.get("referential", "").partition(" ")
    try:
        event = choose_referential(member=request.member, slug=slug, version=version)
    except ReferentialRefused:
        toast(request, _("This site does not hold that référentiel. Choose another one in the list."), tone="bad")
    else:
        toast(request, _("This workspace now reads “%(title)s”.") % {"title": event.after["title"]}, undo=event)
    return see_other(request, _home(request))


def _home(request: HttpRequest) -> str:
    return reverse("referential:home", kwargs={"workspace": request.workspace.slug})


@screen(Permission.REFERENTIAL_READ)
def margin(request: HttpRequest) -> HttpResponse:
    """The margin of a page, its stale marks asked again. What comes back never asks for itself a second time."""
    codes = [code for code in request.GET.get("codes", "").split(",")[:MAX_CODES] if code in shipped().competencies]
    checks = queries.margin_checks(request.workspace, codes)
    refresh_marks(request.workspace, queries.stale_checks(request.workspace, checks))
    notes = queries.Margin(queries.margin_notes(request.workspace, codes).notes)
    return render(request, "partials/margin.html", {"margin": notes})
