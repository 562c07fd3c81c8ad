"""What events tell of the workspace's own fields, and what their undo takes back.

An event keeps `{"custom": {code: value}}` before and after. A timeline has no reader of its own: of a field that not
everybody sees, it names the change and never the value.
"""

from collections.abc import Mapping
from typing import Any

from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.workspaces.models import Membership

from .rules.definitions import FieldSet
from .rules.values import Stored, shown


def own_changes(
    fields: FieldSet, before: Mapping[str, Any], after: Mapping[str, Any], language: str
) -> list[tuple[str, str, str]]:
    """Label, former and new value in words of each own field that an act changed."""
    old, new = before.get("custom") or {}, after.get("custom") or {}
    found = []
    for code in new:
        definition = fields.by_code.get(code)
        if definition is None or definition.is_restricted:
            found.append((definition.label if definition else code, "", ""))
        else:
            said = [shown(definition, values.get(code), language) for values in (old, new)]
            found.append((definition.label, said[0], said[1]))
    return found


def taken_back(
    fields: FieldSet,
    before: Mapping[str, Stored],
    after: Mapping[str, Stored],
    current: Mapping[str, Stored],
    member: Membership,
) -> dict[str, Stored]:
    """What an undo puts back. Raises NotUndoable: `changed_since`, or `not_allowed` for a field the member may not see.

    A field archived meanwhile keeps the value it had when it left; one no longer seen by its code is let be.
    """
    back: dict[str, Stored] = {}
    for code, value in before.items():
        definition = fields.by_code.get(code)
        label = definition.label if definition else code
        if definition and not definition.is_visible_to(member.role, is_owner=member.is_owner):
            raise NotUndoable("not_allowed", label)
        if current.get(code) != after.get(code):
            raise NotUndoable("changed_since", label)
        back[code] = value
    return back
