"""What a reader of a message sees without an account: who wrote, from where the address came, and one button to refuse.

RFC 8058: the one click is a POST; a GET, which filters of mail send too, shows a page and changes nothing.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.debug import sensitive_variables

from carnet.foundation.ui.public import public, render_public
from carnet.foundation.workspaces.models import Workspace
from carnet.prospect.mailing import unsubscribing, words
from carnet.prospect.mailing.composing import origin_of
from carnet.prospect.mailing.finishing import reader_of

PREFETCH = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")


@public(methods=("GET", "POST"), counts_writes=False)
@sensitive_variables("token")
def reader(request: HttpRequest, workspace: Workspace, token: str) -> HttpResponse:
    """A refusal is never counted against whoever sends it: a mailbox provider sends those of all its users."""
    row = unsubscribing.find(token)
    if row is None:
        raise Http404
    if request.method == "POST":
        unsubscribing.unsubscribe(row)
    origin = origin_of(reader_of(row)) if row.party else None
    context = {
        "row": row,
        "origin": words.origin(origin.source, origin.detail) if origin and not origin.is_theirs else "",
    }
    return render_public(request, "mailing/public_reader.html", context, workspace=workspace)


@public()
def link(request: HttpRequest, workspace: Workspace, key: str, number: int) -> HttpResponse:
    """To an address that the letter holds, and to no other. What a browser fetches beforehand is no click."""
    is_click = request.method == "GET" and not any("prefetch" in request.headers.get(name, "") for name in PREFETCH)
    target = unsubscribing.follow(key, number, counts=is_click)
    if target is None:
        raise Http404
    response = HttpResponseRedirect(target)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
