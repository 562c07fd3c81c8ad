"""Which acts can be taken back, and how. A room registers its own; nothing here knows them."""

from collections.abc import Callable

from carnet.foundation.workspaces.models import Membership

from .models import Event

Undo = Callable[[Event, Membership], None]
_undos: dict[str, Undo] = {}


class NotUndoable(Exception):
    """The act stands. `reason`: unknown, not_undoable, already, changed_since, or an act's own code."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def undoable(code: str) -> Callable[[Undo], Undo]:
    """Register how an act of this code is taken back; it must raise NotUndoable rather than lose later work."""

    def register(function: Undo) -> Undo:
        if code in _undos:
            raise ValueError(f"two undos for {code}")
        _undos[code] = function
        return function

    return register


def undo_of(code: str) -> Undo | None:
    return _undos.get(code)
