"""What a test may not do without failing: read an undefined template variable, leave the machine, trust a chance order."""

import random
import sys
from functools import wraps
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.template.base import FilterExpression, Node, Origin

OURS = Path(__file__).resolve().parents[1] / "src"


class UndefinedVariable(AssertionError):
    pass


class LeavesTheMachine(AssertionError):
    pass


class Undefined(str):
    """Django's `string_if_invalid`, asked for its truth where a template prints a name that nobody gave it.

    Raises for a template of ours. What others ship (django-allauth's pages, Django's forms) leans on the empty text,
    and gets it. A tag that asks (`if`, `with`) does not pass here.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        expression = sys._getframe(1).f_locals.get("self")
        origin = rendering()
        if isinstance(expression, FilterExpression) and origin and Path(origin.name).is_relative_to(OURS):
            raise UndefinedVariable(f"{{{{ {expression.token} }}}} in {Path(origin.name).relative_to(OURS)}")
        return False


def rendering() -> Origin | None:
    """Where the node that is being rendered was written."""
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin
        frame = frame.f_back
    return None


def is_here(host: object) -> bool:
    """Whether a host is this machine; an empty one and None are."""
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return True
    try:
        return ip_address(str(name)).is_loopback
    except ValueError:
        return False


def watch(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: every connection that Python opens passes here, whoever asked for it. The browser is its own program."""
    if event in {"socket.connect", "socket.sendto"}:
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = args[0]
    else:
        return
    if not is_here(host):
        raise LeavesTheMachine(f"{event} to {host}")


def stay_here() -> None:
    sys.addaudithook(watch)


def shuffle_the_unordered() -> None:
    """A queryset without an order gives its rows in another one each time: a test cannot lean on the order they were written in."""
    from django.db.models import QuerySet

    fetch = QuerySet._fetch_all

    @wraps(fetch)
    def shuffled(self: QuerySet[Any]) -> None:
        is_new = self._result_cache is None
        fetch(self)
        if is_new and len(self._result_cache) > 1 and not self.ordered:
            random.shuffle(self._result_cache)

    QuerySet._fetch_all = shuffled
