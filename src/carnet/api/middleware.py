"""From a program's key to the member in whose name it acts: read once, their workspace's scope open for the view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.ui.throttling import Throttle

from . import queries
from .rules import bearer
from .v1.errors import too_often

ROOT = "/api/"
throttle = Throttle(per_minute=600, burst=120)
"""Ten requests a second for each key in each process: a program that needs more asks for larger pages."""


class ApiMiddleware:
    """Set `request.api_key`, and what a page knows of its reader: `user`, `member`, `workspace`. One query.

    A session says nothing here: a page of another site could otherwise have its reader's browser act.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        key = request.api_key = queries.key_of(bearer(request.headers.get("Authorization", "")))
        if key is None:
            return self.get_response(request)
        if not throttle.allows(key.digest.encode()):
            return too_often()
        member, workspace = key.member, key.workspace
        member.workspace = workspace
        request.user, request.member, request.workspace = member.user, member, workspace
        with scope(workspace=workspace), timezone.override(workspace.time_zone):
            queries.touch(key)
            return self.get_response(request)
