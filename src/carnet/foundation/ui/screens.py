"""What every view declares: the permission it asks for and the competencies that it serves."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from carnet.foundation.workspaces.permissions import Permission

View = Callable[..., HttpResponseBase]


class MissingPermission(PermissionDenied):
    """The member's role does not allow this; `permission` names what it takes."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(str(permission))
        self.permission = permission


@dataclass(frozen=True, slots=True)
class Screen:
    """`serves` holds competency codes of the référentiel, such as "C13.2"; empty for a screen of the house."""

    permission: Permission | None
    serves: tuple[str, ...]
    view: View
    methods: tuple[str, ...] = ("GET",)


_registry: dict[str, Screen] = {}


def registry() -> dict[str, Screen]:
    """Every declared screen by the dotted name of its view."""
    return dict(_registry)


def screen_of(view: View) -> Screen | None:
    return getattr(view, "screen", None)


def screen(
    permission: Permission | None, *, serves: tuple[str, ...] = (), methods: tuple[str, ...] = ("GET",)
) -> Callable[[View], View]:
    """Declare a view of a workspace; `permission=None` asks for membership only.

    Answers 403 to a member without the permission (naming the roles that have it), 405 to other methods.
    HEAD goes with GET.
    """
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member = request.member
            if member is None:
                raise Http404
            if permission is not None and not member.may(permission):
                raise MissingPermission(permission)
            return view(request, *args, **kwargs)

        checked = require_http_methods(allowed)(guarded)
        declared = Screen(permission, serves, checked, methods)
        checked.screen = declared
        _registry[f"{view.__module__}.{view.__qualname__}"] = declared
        return checked

    return declare
