"""What the shell shows on every page. Worked out only when a whole page asks for it, not for an htmx part."""

from collections.abc import Hashable, Iterable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject

from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import places_of

from . import navigation

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


def shell(request: HttpRequest) -> dict[str, Any]:
    member = getattr(request, "member", None)
    groups = SimpleLazyObject(lambda: navigation.links(member, request.path) if member else [])
    house = SimpleLazyObject(lambda: navigation.house_links(member, request.path) if member else [])
    places = SimpleLazyObject(lambda: _workspaces(member))
    return {
        "shell_key": SimpleLazyObject(lambda: _shell_key(member, groups)),
        "who_key": SimpleLazyObject(lambda: _who_key(member, house, places, theme_of(request))),
        "page_path": SimpleLazyObject(request.get_full_path),
        "navigation": groups,
        "phone_navigation": SimpleLazyObject(lambda: navigation.phone_links(groups)),
        "palette_url": SimpleLazyObject(lambda: _address(member, "search")),
        "counts_url": SimpleLazyObject(lambda: _address(member, "counts")),
        "home_url": SimpleLazyObject(lambda: _address(member, "today") or "/"),
        "house_navigation": house,
        "workspaces": places,
        "theme": theme_of(request),
        "icons": static("carnet/icons.svg"),
    }


def _reader(member: Membership) -> tuple[Hashable, ...]:
    return (member.workspace.slug, member.role, member.is_owner)


def _shell_key(member: Membership | None, groups: Iterable[navigation.LinkGroup]) -> str:
    """All that the menus of the side and of the phone follow from, the language aside."""
    if member is None:
        return ""
    marked = navigation.marked(found for group in groups for found in group.links)
    return repr((_reader(member), marked))


def _who_key(member: Membership | None, house: list[navigation.Link], places: list[dict[str, Any]], theme: str) -> str:
    """All that the menu of the account follows from, the language aside."""
    if member is None:
        return ""
    named = (str(member.user), member.workspace.name, member.has_margin, theme)
    return repr((_reader(member), named, navigation.marked(house), list(places)))


def theme_of(request: HttpRequest) -> str:
    """The member's own choice, kept in a cookie so that the first paint is right; empty follows the system."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def _address(member: Membership | None, name: str) -> str:
    return navigation.address(name, member.workspace.slug) if member else ""


def _workspaces(member: Membership | None) -> list[dict[str, Any]]:
    """The places where this person works, in the order of their digit keys. One query, none outside a workspace."""
    if member is None:
        return []
    places = places_of(member.user_id)
    return [
        {
            "name": place.workspace.name,
            "url": navigation.address("today", place.workspace.slug) or "/",
            "key": str(number) if number < 10 else "",
            "is_current": place.pk == member.pk,
        }
        for number, place in enumerate(places, 1)
    ]
