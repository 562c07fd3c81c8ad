"""What is nobody's room: the day, the search across kinds, the showcase of the components."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from carnet.foundation.search.queries import find
from carnet.foundation.ui.counts import counts_of
from carnet.foundation.ui.responses import render_part, safe_next, see_other
from carnet.foundation.ui.screens import screen
from carnet.foundation.ui.services import show_margin
from carnet.foundation.workspaces.permissions import Permission
from carnet.web.found import shown
from carnet.web.today import today_of

from .showcase import showcase


@screen(Permission.AGENDA_READ, serves=("C3.2", "C6", "C15.4"))
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "web/today.html", today_of(request.member))


@screen(Permission.COMPANY_READ, serves=("C13.2",))
def search(request: HttpRequest) -> HttpResponse:
    """At most two queries; the palette asks for the part alone, at each pause of the typing."""
    text = request.GET.get("q", "")[:100]
    context = {"text": text, "found": shown(find(text), request.workspace.slug)}
    return render_part(request, "web/search.html", "found", context)


@screen(None)
def counts(request: HttpRequest) -> HttpResponse:
    """What waits beside the entries of the navigation: asked by counts.js, and never kept. At most nine queries."""
    found = {code: {"number": number, "text": text} for code, (number, text) in counts_of(request.member).items()}
    response = JsonResponse(found)
    patch_cache_control(response, private=True, no_cache=True)
    return response


@screen(None, methods=("POST",))
def margin(request: HttpRequest) -> HttpResponse:
    """Show or fold the margin on one's own pages, then back to the page."""
    show_margin(member=request.member, is_shown=request.POST.get("margin") == "shown")
    return see_other(request, safe_next(request, reverse("today", kwargs={"workspace": request.workspace.slug})))


@screen(None, methods=("GET", "POST"))
def components(request: HttpRequest) -> HttpResponse:
    """POST shows a refused form, so that errors can be seen; nothing is saved."""
    context = showcase(request)
    return render(request, "web/components.html", context, status=422 if request.method == "POST" else 200)
