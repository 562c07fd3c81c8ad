"""A message of Django as a toast: its tone, its words, and where to take the act back."""

from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

UNDO_URL_NAME = "audit:undo"
UNDO_TAG = "undo-"


def toast_of(message: Message, request: HttpRequest) -> dict[str, Any]:
    """`tone` is ok, warn or bad; `undo` an address to post to, empty where the act stands."""
    return {"text": str(message), "tone": tone(message.level), "undo": undo_url(message.extra_tags, request)}


def tone(level: int) -> str:
    if level >= messages.ERROR:
        return "bad"
    return "warn" if level >= messages.WARNING else "ok"


def undo_url(tags: str | None, request: HttpRequest) -> str:
    workspace = getattr(request, "workspace", None)
    event = next((tag[len(UNDO_TAG) :] for tag in (tags or "").split() if tag.startswith(UNDO_TAG)), "")
    if workspace is None or not event:
        return ""
    try:
        return reverse(UNDO_URL_NAME, kwargs={"workspace": workspace.slug, "pk": int(event)})
    except (NoReverseMatch, ValueError):
        return ""
