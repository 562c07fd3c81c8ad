"""What upper rooms do once a new version answers. A room registers its own in its `jobs.py`."""

from collections.abc import Callable, Iterable

from .store import Version

Listener = Callable[[Version], Iterable[str]]
"""Returns sentences for whoever loads."""
_listeners: list[Listener] = []


def loaded(function: Listener) -> Listener:
    """Register what is done after each load, over all workspaces, with scopes disabled."""
    _listeners.append(function)
    return function


def tell(version: Version) -> list[str]:
    return [line for listener in _listeners for line in listener(version)]
