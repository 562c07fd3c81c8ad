"""Change the set of the fields: one act, one transaction, one event, one numbered version."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership, Workspace

from . import converting
from .holders import WithoutKey, table_of
from .models import Field, Version, new_stamp
from .queries import current_set, preview
from .rules import changes as rules
from .rules.changes import Preview, Told
from .rules.checking import checked
from .rules.definitions import code_of

CHANGED = "fields.changed"


class SetRefused(Exception):
    """`reason`: too_many_values (a kind with so many values is not converted here), in_use (archive it first)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def proposed(values: Mapping[str, Any], *, code: str = "") -> list[dict[str, Any]]:
    """The set as it would be with one field added (`code` empty) or changed, nothing written. Raises FieldInvalid."""
    fields = current_set()
    holder = str(values["holder"])
    if code:
        return [checked({**one, **values}) if rules.key_of(one) == (holder, code) else one for one in fields]
    taken = [one["code"] for one in fields if one["holder"] == holder]
    places = [one["position"] for one in fields if one["holder"] == holder]
    new = {**values, "code": code_of(str(values["label"]), taken), "position": max(places, default=-1) + 1}
    return [*fields, checked({**new, "is_archived": False})]


@transaction.atomic
def change_set(*, member: Membership, wanted: Sequence[Told]) -> Event | None:
    """Make the set what `wanted` says; None when it is so already. Raises SetRefused. Undoable while nobody changes on.

    Fields are matched by holder and code. One that is no longer named is refused: `erase_field` is its act.
    """
    workspace = Workspace.objects.select_for_update(of=("self",)).get(pk=member.workspace_id)
    before = current_set()
    found = preview(before, wanted)
    if not found.counted:
        return None
    if gone := found.of(rules.Effect.LOST):
        raise SetRefused("in_use", gone[0].change.label)
    values = _write(before, wanted)
    return _recorded(member, workspace, found, before, values)


def _write(before: Sequence[Told], wanted: Sequence[Told]) -> dict[str, dict[str, Any]]:
    """The rows, and the values that a new kind converts. Returns the former values by holder.code, then record."""
    old = {rules.key_of(one): one for one in before}
    rows = {(row.holder, row.code): row for row in Field.objects.all()}
    values: dict[str, dict[str, Any]] = {}
    for told in wanted:
        key = rules.key_of(told)
        if old.get(key) == told:
            continue
        row = rows.get(key) or Field(holder=key[0], code=key[1])
        former = row.definition if row.pk else None
        row = _filled(row, told)
        row.save()
        if former and former.kind != row.kind:
            try:
                values[".".join(key)] = converting.convert(former, row.definition)
            except converting.TooMany as error:
                raise SetRefused("too_many_values", row.label) from error
    return values


def _filled(row: Field, told: Told) -> Field:
    for name in rules.NAMES:
        if name not in {"holder", "code", "is_archived"}:
            setattr(row, name, told[name])
    if told["is_archived"]:
        row.archived_at = row.archived_at or timezone.now()
    else:
        row.archived_at = None
    return row


def _recorded(
    member: Membership,
    workspace: Workspace,
    found: Preview,
    before: Sequence[Told],
    values: Mapping[str, Any],
    *,
    is_undoable: bool = True,
) -> Event:
    stamp(workspace, member.workspace)
    now = current_set()
    changes = [{**one.change.as_told(), "concerned": one.concerned, "lost": one.lost} for one in found.counted]
    last = Version.objects.order_by("-number").values_list("number", flat=True).first() or 0
    version = Version.objects.create(number=last + 1, member=member, changes=changes, fields=now)
    return record(
        member=member,
        code=CHANGED,
        subjects=[version],
        before={"fields": before, "values": values},
        after={"id": version.pk, "number": version.number, "changes": changes, "fields": now},
        is_undoable=is_undoable,
    )


def stamp(*workspaces: Workspace) -> None:
    """From now on every process reads the set anew."""
    fresh = new_stamp()
    Workspace.objects.filter(pk=workspaces[0].pk).update(fields_stamp=fresh)
    for workspace in workspaces:
        workspace.fields_stamp = fresh


@transaction.atomic
def erase_field(*, member: Membership, field: Field) -> Event:
    """Delete an archived field and every value of it, for good. Raises SetRefused. Four statements for the values."""
    if field.archived_at is None:
        raise SetRefused("in_use", field.label)
    workspace = Workspace.objects.select_for_update(of=("self",)).get(pk=member.workspace_id)
    before = current_set()
    found = preview(before, [one for one in before if rules.key_of(one) != (field.holder, field.code)])
    table = table_of(field.holder)
    rows = table.values._base_manager.filter(field_id=field.pk)
    held = table.model._base_manager.filter(pk__in=rows.values("record_id"))
    held.update(custom=WithoutKey("custom", field.code))
    rows.delete()
    field.delete()
    return _recorded(member, workspace, found, before, {}, is_undoable=False)


@transaction.atomic
def put_back(*, member: Membership, before: Sequence[Told], values: Mapping[str, Mapping[str, Any]]) -> None:
    """The set as it was, the values that a new kind had converted too: what the undo of a change does."""
    workspace = Workspace.objects.select_for_update(of=("self",)).get(pk=member.workspace_id)
    now, names = current_set(), {rules.key_of(one) for one in before}
    found = preview(now, before)
    for row in Field.objects.all():
        if (row.holder, row.code) not in names:
            # Values may have been written in it since: it goes out of sight, they stay.
            row.archived_at = timezone.now()
            row.save(update_fields=["archived_at"])
    rows = {(row.holder, row.code): row for row in Field.objects.all()}
    for told in before:
        _filled(rows[rules.key_of(told)], told).save()
    for key, former in values.items():
        holder, _dot, code = key.partition(".")
        row = Field.objects.get(holder=holder, code=code)
        converting.restore(row.definition, former)
    stamp(workspace, member.workspace)
    changes = [{**one.change.as_told(), "concerned": one.concerned, "lost": one.lost} for one in found.counted]
    last = Version.objects.order_by("-number").values_list("number", flat=True).first() or 0
    Version.objects.create(number=last + 1, member=member, changes=changes, fields=current_set())
