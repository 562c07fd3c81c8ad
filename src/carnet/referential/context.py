"""The margin of every page: worked out only when a template asks for it."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from carnet.foundation.ui.screens import screen_of

from .queries import Margin, margin_notes


def margin(request: HttpRequest) -> dict[str, Any]:
    """`margin`, the notes of the competencies that this screen serves; empty where the reader folds the margin."""
    match, member = request.resolver_match, getattr(request, "member", None)
    screen = screen_of(match.func) if match else None
    if member is None or not member.has_margin or screen is None or not screen.serves:
        return {"margin": Margin()}
    return {"margin": SimpleLazyObject(partial(margin_notes, member.workspace, screen.serves))}
