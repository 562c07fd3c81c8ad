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
    """The screens that serve a competency of the shipped référentiel, by room. No query.

    One that lies under another (`/societes/export/` under `/societes/`) is reached from there and left out, as is
    a record's own screen where its room has a page that opens at once.
    """
    _names()  # Views declare themselves as the addresses are read: before that, there are none to be found.
    serving = [screen for screen in registry().values() if competency in screen.serves and "GET" in screen.methods]
    found = {_door(screen, member) for screen in serving}
    paths = {door.path for door in found if door.url}
    opened = {door.room for door in found if door.url}
    kept = [door for door in found if (_is_top(door.path, paths) if door.url else door.room not in opened)]
    return sorted(kept, key=lambda door: (not door.url, str(door.room), door.path))


def _is_top(path: str, paths: set[str]) -> bool:
    """Every address begins with that of Today, `/`, which leads to none of them."""
    return not any(path != other != "/" and path.startswith(other) for other in paths)


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
