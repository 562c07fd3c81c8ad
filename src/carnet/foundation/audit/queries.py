"""The timeline: what was done to a row, newest first."""

from dataclasses import dataclass

from django.db import models

from carnet.foundation.workspaces.models import Membership

from .models import Event, EventSubject, kind_of
from .perms import may_undo
from .sentences import Sentence, read


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline; `can_undo` says that the act still stands and that the reader may take it back."""

    event: Event
    sentence: Sentence
    can_undo: bool
    is_undone: bool = False


# What a line of the thread shows; the rest of five joined rows would be read and built for nothing.
_SHOWN = (
    *(f"event__{name}" for name in ("at", "code", "before", "after", "is_undoable", "workspace")),
    *("event__member__user__name", "event__member__user__email"),
    *(f"event__undoes__{name}" for name in ("code", "before", "after")),
    "event__undone_by__id",
)


def timeline(row: models.Model, *, reader: Membership, limit: int = 50, offset: int = 0) -> list[Entry]:
    """The last `limit` events about `row`, newest first, as `reader` may act on them. One query."""
    subjects = (
        EventSubject.objects.filter(kind=kind_of(row), object_id=row.pk)
        .select_related("event__member__user", "event__undoes", "event__undone_by")
        .only(*_SHOWN)
        .order_by("-at", "-pk")[offset : offset + limit]
    )
    return [entry(subject.event, reader) for subject in subjects]


def entry(event: Event, reader: Membership) -> Entry:
    is_undone = getattr(event, "undone_by", None) is not None
    can_undo = event.is_undoable and not is_undone and may_undo(reader, event)
    return Entry(event, read(event), can_undo=can_undo, is_undone=is_undone)
