"""Pages for whoever has no account: the company's own identity, no shell, no cookie, no script, nothing from elsewhere.

    # screens/outside.py: path("desinscription/<slug:place>/<str:token>/", unsubscribe)
    @public(methods=("GET", "POST"))
    def unsubscribe(request: HttpRequest, workspace: Workspace, token: str) -> HttpResponse:
        return render_public(request, "mailing/unsubscribe.html", {...})

The template extends `ui/public.html`. The scope of the workspace and its time zone are open in the view. Links are
made with `outside_url`, as the address of a workspace's own pages does not serve.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from carnet.foundation.workspaces.models import CompanySettings, Workspace
from carnet.prepared import Prepared

from .throttling import Throttle, client_key

LANGUAGES = ("fr", "en")
POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
"""Not even our own scripts: what a stranger writes into a page can then run nowhere."""

reading = Throttle(per_minute=240, burst=120)
writing = Throttle(per_minute=20, burst=20)

View = Callable[..., HttpResponseBase]

_place = Prepared(lambda slug: Workspace.objects.filter(slug=slug), slug=str)


def workspace_at(slug: str) -> Workspace:
    """The workspace of a public address. Raises Http404. One query."""
    found: Workspace | None = _place.instance(slug=slug)
    if found is None:
        raise Http404
    return found


def public(*, methods: tuple[str, ...] = ("GET",), counts_writes: bool = True) -> Callable[[View], View]:
    """Declare a page without an account: `view(request, workspace, …)`; its address holds `<slug:place>`.

    No cookie is read or set, so a POST carries no CSRF token: the view itself must hold what a stranger's form cannot
    know (a token of its own) or do nothing that harms when sent twice. Who asks too often is answered 429; a view that
    keeps what was typed counts its own writes (`counts_writes=False`, then `too_many`).
    """
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def declare(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, place: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with speaking(request):
                is_read = request.method in {"GET", "HEAD"}
                if (is_read or counts_writes) and too_many(request):
                    return busy(request)
                try:
                    workspace = workspace_at(place)
                    with scope(workspace=workspace), timezone.override(workspace.time_zone):
                        return view(request, workspace, *args, **kwargs)
                except Http404:
                    return nothing_here(request)

        return login_not_required(csrf_exempt(require_http_methods(allowed)(shown)))

    return declare


def too_many(request: HttpRequest) -> bool:
    """Count one more request of this address; True where it asks too often."""
    counter = reading if request.method in {"GET", "HEAD"} else writing
    return not counter.allows(client_key(request))


@contextmanager
def speaking(request: HttpRequest, language: str = "") -> Iterator[None]:
    """The language that the address asks for (`?lang=en`), else the one given, else the browser's."""
    asked = request.GET.get("lang", "")
    wanted = asked if asked in LANGUAGES else language or translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(wanted):
        yield


def render_public(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    workspace: Workspace | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of `ui/public.html`. `workspace` None: nobody's page, such as an address that leads nowhere.

    The context gets `house`, the company's identity. One query.
    """
    given = {**frame(request, workspace), **(context or {})}
    response = render(request, template, given, status=status)
    response["Referrer-Policy"] = "strict-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return strict(response)


def strict(response: HttpResponse, *, ancestors: str = "'none'") -> HttpResponse:
    """The policy of a public page on any answer; `ancestors` who may show it in a frame."""
    response._csp_replace = POLICY | {"frame-ancestors": [ancestors]}  # type: ignore[attr-defined] # where django-csp looks
    return response


def frame(request: HttpRequest, workspace: Workspace | None) -> dict[str, Any]:
    """What the frame itself shows: whose page it is, and the same page in the other language."""
    other = "en" if (translation.get_language() or "fr").startswith("fr") else "fr"
    query = request.GET.copy()
    query["lang"] = other
    return {
        "place": workspace,
        "house": identity_of(workspace) if workspace else None,
        "other_language": other,
        "other_url": f"{request.path}?{query.urlencode()}" if request.method in {"GET", "HEAD"} else "",
    }


def identity_of(workspace: Workspace) -> CompanySettings:
    """The company's identity without its logo; its name is the workspace's where none is written. One query."""
    rows = CompanySettings.objects.filter(workspace=workspace).defer("logo")
    house = rows.first() or CompanySettings(workspace=workspace)
    house.legal_name = house.legal_name or workspace.name
    return house


def outside_url(name: str, workspace: Workspace, *args: object) -> str:
    """The whole address of a public page, as a mail or a poster needs it."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=[workspace.slug, *args])


def nothing_here(request: HttpRequest) -> HttpResponse:
    return render_public(request, "ui/public_nothing.html", status=404)


def busy(request: HttpRequest) -> HttpResponse:
    response = render_public(request, "ui/public_busy.html", status=429)
    response["Retry-After"] = "60"
    return response
