"""Toasts in htmx answers: a part of a page has no toast region, so its messages travel as a browser event."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse

from carnet.foundation.ui.responses import trigger

from .toasts import toast_of


class ToastMiddleware:
    """Send the messages of an htmx request in `HX-Trigger` as `carnet:toasts`, unless a new page will show them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.htmx and not self.leads_elsewhere(response):
            shown = self.pending(request)
            if shown:
                trigger(response, "carnet:toasts", {"toasts": shown})
        return response

    @staticmethod
    def leads_elsewhere(response: HttpResponse) -> bool:
        moves = {"HX-Redirect", "HX-Location", "HX-Refresh"}
        return 300 <= response.status_code < 400 or any(name in response for name in moves)

    @staticmethod
    def pending(request: HttpRequest) -> list[dict[str, Any]]:
        waiting: list[Message] = list(messages.get_messages(request))
        return [toast_of(message, request) for message in waiting]
