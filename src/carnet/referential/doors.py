"""From a competency to the screens that do it, and to their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.functional import Promise

from carnet.foundation.ui.screens import Screen, View, registry
from carnet.foundation.workspaces.models import Membership


@dataclass(frozen=True, slots=True)
class Door:
    """A screen that does the work; `url` is empty where it opens from a record, or to another role only."""

    room: str | Promise
    path: str
    url: str


@cache
def _names() -> dict[View, tuple[str, frozenset[str]]]:
    """Each view's URL name and the arguments that it takes. Walks all addresses, once per process."""
    return dict(_walk(get_resolver(), (), frozenset()))


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...], taken: frozenset[str]
) -> Iterator[tuple[View, tuple[str, frozenset[str]]]]:
    for one in resolver.url_patterns:
        arguments = taken | frozenset(one.pattern.converters)
        if isinstance(one, URLResolver):
            yield from _walk(one, (*spaces, one.namespace) if one.namespace else spaces, arguments)
        elif isinstance(one, URLPattern) and one.name:
            yield one.callback, (":".join((*spaces, one.name)), arguments)


def doors(member: Membership, competency: str) -> list[Door]:
    """The screens that serve a competency of the shipped référentiel, those that open at once first. No query."""
    serving = [screen for screen in registry().values() if competency in screen.serves and "GET" in screen.methods]
    found = {_door(screen, member) for screen in serving}
    return sorted(found, key=lambda door: (not door.url, str(door.room), door.path))


def _door(screen: Screen, member: Membership) -> Door:
    room = apps.get_containing_app_config(screen.view.__module__)
    label = room.verbose_name if room else screen.view.__module__
    name, arguments = _names().get(screen.view, ("", frozenset()))
    may_open = screen.permission is None or member.may(screen.permission)
    if not name or arguments != {"workspace"} or not may_open:
        return Door(label, "", "")
    slug = member.workspace.slug
    url = reverse(name, kwargs={"workspace": slug})
    return Door(label, url.removeprefix(f"/e/{slug}"), url)
