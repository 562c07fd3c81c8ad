"""The timeline: what was done to a row, newest first."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, models

from carnet.foundation.workspaces.models import Membership
from carnet.prepared import Prepared, Row

from .models import Event, EventSubject, kind_of
from .perms import may_undo
from .sentences import Sentence, read


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline; `can_undo` says that the act still stands and that the reader may take it back.

    `author` is empty for what the program did by itself.
    """

    event: Event
    sentence: Sentence
    can_undo: bool
    author: str = ""
    is_undone: bool = False


_OWN = ("id", "workspace_id", "member_id", "at", "code", "before", "after", "is_undoable", "erased_at", "undoes_id")
_UNDONE = ("id", "workspace_id", "code", "before", "after", "erased_at")
# A line shows a little of five joined rows: read as values, or four of them would be built for nothing.
_SHOWN = (
    *(f"event__{name}" for name in _OWN),
    *(f"event__undoes__{name}" for name in _UNDONE),
    *("event__member__user__name", "event__member__user__email", "event__undone_by__id"),
)


def timeline(row: models.Model, *, reader: Membership, limit: int = 50, offset: int = 0) -> list[Entry]:
    """The last `limit` events about `row`, newest first, as `reader` may act on them. One query."""
    lines = _lines(limit, offset).rows(workspace=reader.workspace_id, kind=kind_of(row), row=row.pk)
    return [_line(line, reader) for line in lines]


@lru_cache(maxsize=8)
def _lines(limit: int, offset: int) -> Prepared:
    return Prepared(
        lambda workspace, kind, row: (
            EventSubject.objects.filter(workspace=workspace, kind=kind, object_id=row)
            .order_by("-at", "-pk")
            .values_list(*_SHOWN)[offset : offset + limit]
        ),
        workspace=int,
        kind=str,
        row=int,
    )


def _line(line: Row, reader: Membership) -> Entry:
    own, undone = line[: len(_OWN)], line[len(_OWN) : -3]
    name, email, undone_by = line[-3:]
    event = Event.from_db(DEFAULT_DB_ALIAS, _OWN, own)
    if event.undoes_id:
        event.undoes = Event.from_db(DEFAULT_DB_ALIAS, _UNDONE, undone)
    return _entry(event, reader, author=name or email or "", is_undone=undone_by is not None)


def entry(event: Event, reader: Membership) -> Entry:
    """A line for an event read with `member__user`, `undoes` and `undone_by`. No query then."""
    is_undone = getattr(event, "undone_by", None) is not None
    return _entry(event, reader, author=str(event.member or ""), is_undone=is_undone)


def _entry(event: Event, reader: Membership, *, author: str, is_undone: bool) -> Entry:
    # Sentences link to the rows of this workspace, which the reader holds already.
    for one in filter(None, (event, event.undoes)):
        one.workspace = reader.workspace
    can_undo = event.is_undoable and not is_undone and may_undo(reader, event)
    return Entry(event, read(event), can_undo, author, is_undone)
