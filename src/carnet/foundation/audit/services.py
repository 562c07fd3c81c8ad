"""Write an event; take an act back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from carnet.foundation.workspaces.models import Membership
from carnet.prepared import insert, insert_all

from .models import Event, EventSubject, kind_of
from .perms import missing_to_undo
from .undo import NotUndoable, UndoNotAllowed, way_of

Handler = Callable[[Event], None]
_handlers: dict[str, list[Handler]] = {}


def on(code: str) -> Callable[[Handler], Handler]:
    """Register a handler: how an upper room hears of a lower one's act, inside the same transaction."""

    def register(handler: Handler) -> Handler:
        _handlers.setdefault(code, []).append(handler)
        return handler

    return register


def record(
    *,
    member: Membership | None,
    code: str,
    subjects: Iterable[models.Model] = (),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    is_undoable: bool = False,
    at: datetime | None = None,
    undoes: Event | None = None,
) -> Event:
    """Write the one event of a business act, then tell the handlers of its code.

    `subjects` are the rows in whose timelines it stands; `at` is given only for acts told after the
    fact (an import, a call logged in the evening). Costs two inserts.
    """
    moment = at or timezone.now()
    workspace_id = member.workspace_id if member else None
    fields = {"workspace_id": workspace_id} if workspace_id else {}
    event = Event(
        **fields,
        member=member,
        at=moment,
        code=code,
        before=before,
        after=after,
        is_undoable=is_undoable,
        undoes=undoes,
    )
    insert(event)
    insert_all(
        EventSubject(workspace_id=event.workspace_id, event=event, kind=kind_of(row), object_id=row.pk, at=moment)
        for row in subjects
    )
    for handler in _handlers.get(code, ()):
        handler(event)
    return event


@transaction.atomic
def undo(*, member: Membership, event_id: int) -> Event:
    """Take the act back and write that it was.

    Raises NotUndoable with reason `unknown`, `not_undoable`, `already`, or one of the act's own (`changed_since` when
    someone has worked on it after); UndoNotAllowed, which names the missing permission.
    """
    event = Event.objects.select_for_update(of=("self",)).filter(pk=event_id).first()
    if event is None:
        raise NotUndoable("unknown")
    if permission := missing_to_undo(member, event):
        raise UndoNotAllowed(permission)
    way = way_of(event.code)
    if way is None or not event.is_undoable:
        raise NotUndoable("not_undoable")
    if Event.objects.filter(undoes=event).exists():
        raise NotUndoable("already")
    way.function(event, member)
    undone = record(member=member, code="audit.undone", after={"code": event.code}, undoes=event)
    EventSubject.objects.bulk_create(
        EventSubject(
            workspace_id=event.workspace_id, event=undone, kind=subject.kind, object_id=subject.object_id, at=undone.at
        )
        for subject in EventSubject.objects.filter(event=event)
    )
    return undone
