"""Which fields a workspace has, and how records are found by them."""

from functools import lru_cache

from django_scopes import get_scope, scopes_disabled

from carnet.foundation.workspaces.models import Membership, Workspace

from .models import Field
from .rules.definitions import EMPTY_SET, FieldSet, Holder

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
