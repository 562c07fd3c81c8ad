"""The few shapes that an answer takes: a page, the part of it that changed, a toast, a redirect."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.perms import may_undo


def render_part(
    request: HttpRequest, template: str, part: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The whole page, or only its `{% partialdef part %}` when htmx asks for it.

    A page restored from the browser's history is always rendered whole.
    """
    htmx = request.htmx
    name = f"{template}#{part}" if htmx and not htmx.history_restore_request else template
    response = render(request, name, context or {}, status=status)
    response["Vary"] = "HX-Request"
    return response


def toast(request: HttpRequest, text: str, *, undo: Event | None = None, tone: str = "ok") -> None:
    """Say `text` on the next page or in the htmx answer; `undo` adds a button that takes the act back.

    No button where the act cannot be taken back, or not by this member.
    """
    level = {"ok": messages.SUCCESS, "warn": messages.WARNING, "bad": messages.ERROR}[tone]
    tag = f"undo-{undo.pk}" if undo and _can_undo(request, undo) else ""
    messages.add_message(request, level, text, extra_tags=tag)


def _can_undo(request: HttpRequest, event: Event) -> bool:
    return event.is_undoable and request.member is not None and may_undo(request.member, event)


class RedirectSeeOther(HttpResponseRedirect):
    status_code = 303


def see_other(request: HttpRequest, to: str) -> HttpResponse:
    """After a POST: 303 to a page, or the same told to htmx, which would else swap the page into a part."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": to})
    return RedirectSeeOther(to)


class SameAgain(HttpResponseRedirect):
    status_code = 307


def same_again(to: str) -> HttpResponse:
    """Send the same POST, with all that it says, to another page."""
    return SameAgain(to)


def safe_next(request: HttpRequest, default: str) -> str:
    """The page to return to, when the request names one on this site."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    secure = request.is_secure()
    return to if url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=secure) else default


def trigger(response: HttpResponse, name: str, detail: Any = None) -> HttpResponse:
    """Add a browser event to an htmx answer."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps({**events, name: detail})
    return response
