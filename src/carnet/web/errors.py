"""The error pages: what happened, and what to do next."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from carnet.foundation.ui.screens import MissingPermission
from carnet.foundation.workspaces.permissions import Role, roles_with


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, naming the roles that may."""
    roles: list[str] = []
    if isinstance(exception, MissingPermission):
        roles = [str(Role(role).label) for role in roles_with(exception.permission)]
    return render(request, "403.html", {"roles": roles}, status=HTTPStatus.FORBIDDEN)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


@requires_csrf_token
def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token no longer holds: another sign-in, or cookies refused."""
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
