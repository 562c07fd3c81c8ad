"""Addresses of other rooms: shown only where the room answers and the member may go there."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from carnet.foundation.workspaces.permissions import Permission

SERVES = ("C13.1", "C13.2")


def link(request: HttpRequest, name: str, permission: Permission, query: str = "", pk: int | None = None) -> str:
    """The address, or an empty string where there is none for this member."""
    if not request.member.may(permission):
        return ""
    args = {"workspace": request.workspace.slug} | ({"pk": pk} if pk is not None else {})
    try:
        url = reverse(name, kwargs=args)
    except NoReverseMatch:
        return ""
    return f"{url}?{query}" if query else url


def address(request: HttpRequest, name: str, *args: object) -> str:
    """An address of this room in the open workspace."""
    return reverse(f"customer_file:{name}", args=[request.workspace.slug, *args])
