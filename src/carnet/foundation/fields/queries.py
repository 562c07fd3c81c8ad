"""Which fields a workspace has, and what a change of their set would do."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django_scopes import get_scope, scopes_disabled

from carnet.foundation.workspaces.models import Membership, Workspace

from . import converting
from .finding import filled
from .holders import table_of
from .models import Field, Version
from .rules.changes import NAMES, Change, Counted, Effect, Preview, Told, compare, key_of, stages_of
from .rules.definitions import EMPTY_SET, Definition, FieldSet, Holder

Sets = dict[str, FieldSet]


def field_set(holder: str, workspace: Workspace | None = None) -> FieldSet:
    """The fields in use of a holder, in their order. No query: read once by each process after each change.

    Of the open workspace unless another is named. A workspace that never had a field of its own has no stamp.
    """
    space = workspace or get_scope().get("workspace")
    stamp = getattr(space, "fields_stamp", "")
    if space is None or not stamp:
        return EMPTY_SET
    return _read(space.pk, stamp).get(holder, EMPTY_SET)


def visible_fields(holder: str, member: Membership) -> FieldSet:
    """Those that a member may see."""
    return field_set(holder, member.workspace).visible_to(member.role, is_owner=member.is_owner)


@lru_cache(maxsize=256)
def _read(workspace_id: int, _stamp: str) -> Sets:
    with scopes_disabled():
        rows = list(Field.objects.in_use().filter(workspace=workspace_id).order_by("position", "pk"))
    found: dict[str, list[Field]] = {holder.value: [] for holder in Holder}
    for row in rows:
        found[row.holder].append(row)
    return {holder: FieldSet(tuple(row.definition for row in held)) for holder, held in found.items()}


def current_set() -> list[dict[str, Any]]:
    """Every field as plain data, the archived ones too. One query."""
    return [told(row) for row in Field.objects.order_by("holder", "position", "pk")]


def told(row: Field) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in NAMES if name != "is_archived"}
    return {**values, "is_archived": row.archived_at is not None}


def preview(before: Sequence[Told], after: Sequence[Told]) -> Preview:
    """What making the set `after` would do, with how many records each change concerns. A query or two for each."""
    changes = compare(before, after)
    if not changes:
        return Preview()
    rows = {(row.holder, row.code): row.definition for row in Field.objects.all()}
    new = {key_of(one): one for one in after}
    return Preview([_counted(one, rows.get((one.holder, one.code)), new) for one in changes])


def _counted(change: Change, old: Definition | None, new: dict[tuple[str, str], Told]) -> Counted:
    effect, holder = change.effect, change.holder
    values = table_of(holder).values
    if effect == Effect.REQUIRED or (effect == Effect.ADDED and _stages(new[holder, change.code])):
        stages = change.names or _stages(new[holder, change.code])
        return Counted(change, _lacking(holder, old, stages))
    if old is None:
        return Counted(change)
    if effect == Effect.CONVERTED:
        concerned, lost = converting.would_lose(old, _as(old, new[holder, change.code]))
        return Counted(change, concerned, lost)
    if effect == Effect.CHOICES_ARCHIVED:
        codes = [choice.code for choice in old.choices if choice.label in change.names]
        rows = values._base_manager.filter(field_id=old.id, text__in=codes)
        return Counted(change, rows.values("record_id").distinct().count())
    concerned = filled(values, old)
    return Counted(change, concerned, concerned if effect == Effect.LOST else 0)


def _as(old: Definition, told_new: Told) -> Definition:
    """The new definition, before it is a row."""
    values = {name: told_new[name] for name in NAMES if name not in {"position", "is_archived"}}
    row = Field(workspace_id=0, **values)
    row.pk = old.id
    return row.definition


def _stages(told_new: Told) -> tuple[str, ...]:
    return tuple(sorted(stages_of(told_new)))


def _lacking(holder: str, old: Definition | None, stages: Iterable[str]) -> int:
    """How many records stand at one of the stages without a value."""
    table, at = table_of(holder), Q(pk__in=[])
    for stage in stages:
        at |= table.at_stage(stage)
    rows = table.model.objects.filter(at)
    if hasattr(rows, "present"):
        rows = rows.present()
    if old is not None:
        rows = rows.filter(~Exists(table.values._base_manager.filter(field_id=old.id, record=OuterRef("pk"))))
    return int(rows.count())


def versions() -> list[Version]:
    """All of them, the last first. One query."""
    return list(Version.objects.select_related("member__user").order_by("-number"))
