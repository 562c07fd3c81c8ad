"""Which acts can be taken back, and how. A room registers its own; nothing here knows them."""

from collections.abc import Callable
from dataclasses import dataclass

from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Event

Undo = Callable[[Event, Membership], None]


@dataclass(frozen=True, slots=True)
class Way:
    """How an act is taken back; `needs` is asked of everyone, `of_another` of who did not do it."""

    function: Undo
    needs: Permission | None
    of_another: Permission


_ways: dict[str, Way] = {}


class NotUndoable(Exception):
    """The act stands. `reason`: unknown, not_undoable, already, changed_since, or an act's own code."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class UndoNotAllowed(NotUndoable):
    """`reason` not_allowed: the member lacks `permission`."""

    def __init__(self, permission: Permission) -> None:
        super().__init__("not_allowed", str(permission))
        self.permission = permission


def undoable(
    code: str, *, needs: Permission | None = None, of_another: Permission = Permission.WORKSPACE_MANAGE
) -> Callable[[Undo], Undo]:
    """Register how an act of this code is taken back; it must raise NotUndoable rather than lose later work."""

    def register(function: Undo) -> Undo:
        if code in _ways:
            raise ValueError(f"two undos for {code}")
        _ways[code] = Way(function, needs, of_another)
        return function

    return register


def way_of(code: str) -> Way | None:
    return _ways.get(code)
