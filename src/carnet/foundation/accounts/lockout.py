"""After too many refusals: what counts as one person, and what they read."""

from http import HTTPStatus
from math import ceil
from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address tried, in one writing. allauth hands it over as `email`, its form as `login`."""
    given = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(given).strip().lower()


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    minutes = ceil(get_cool_off(request).total_seconds() / 60)
    return render(request, "429.html", {"minutes": minutes}, status=HTTPStatus.TOO_MANY_REQUESTS)
