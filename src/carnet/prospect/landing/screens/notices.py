"""Who publishes the public pages, what becomes of what one writes there, and in which colours."""

from django.http import Http404, HttpRequest, HttpResponse

from carnet.foundation.ui.public import identity_of, public, render_public
from carnet.foundation.workspaces.models import Workspace
from carnet.foundation.workspaces.queries import company_settings
from carnet.prospect.landing.models import PublicSite
from carnet.prospect.landing.rules.colours import fit, readable_on


@public()
def notice(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """The legal notice (LCEN, art. 1-1) and what the law wants said of personal data (GDPR, art. 13)."""
    context = {"site": PublicSite.objects.first()}
    return render_public(request, "landing/notice.html", context, workspace=workspace)


@public()
def logo(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    row = company_settings(workspace)
    if not row.logo:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=3600"}
    return HttpResponse(bytes(row.logo), content_type=row.logo_type, headers=headers)


@public()
def colours(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """The company's own colour, made readable: a style sheet, because a page may hold no style of its own."""
    colour = fit(identity_of(workspace).color)
    text = f":root{{--brand:{colour};--on-brand:{readable_on(colour)}}}"
    return HttpResponse(text, content_type="text/css", headers={"Cache-Control": "public, max-age=600"})
