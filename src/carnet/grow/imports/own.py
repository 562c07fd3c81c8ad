"""The workspace's own fields as targets of columns: which there are, and what a row of columns says of them.

In a frame a value of theirs stands as JSON, since columns hold text.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from carnet.foundation.fields.queries import field_set, visible_fields
from carnet.foundation.fields.rules.definitions import PREFIX, Definition, Holder, Kind
from carnet.foundation.workspaces.models import Membership

from .rules.headers import key
from .rules.targets import TARGETS

HOLDERS = (Holder.COMPANY, Holder.PERSON)
Own = dict[str, Definition]


def own_targets(member: Membership | None = None) -> Own:
    """By target, those that `member` may see; all of them for a file whose columns were chosen already. No query.

    A person of the file cannot be told from one cell: two have the same name.
    """
    found = {}
    for holder in HOLDERS:
        for one in visible_fields(holder, member) if member else field_set(holder):
            if one.kind != Kind.PERSON:
                found[f"{holder}.{one.key}"] = one
    return found


def has_amounts(mapping: Iterable[str]) -> bool:
    """Whether some column goes to a field of money."""
    own = own_targets()
    return any(target in own and own[target].kind == Kind.MONEY for target in mapping)


def targets_for(member: Membership | None) -> set[str]:
    return {*TARGETS, *own_targets(member)}


def known_headers(member: Membership | None, remembered: Mapping[str, str]) -> dict[str, str]:
    """Headers that name an own field by its label or its code, below what was chosen before; no target that is gone."""
    allowed = targets_for(member)
    own: dict[str, str] = {}
    for target, one in own_targets(member).items():
        for header in (key(one.label), key(one.code)):
            own.setdefault(header, target)
    return {**own, **{header: target for header, target in remembered.items() if target in allowed}}


def split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plain values of a row, and those of own fields by code in their stored form."""
    plain = {name: value for name, value in values.items() if not name.startswith(PREFIX)}
    own = {
        name[len(PREFIX) :]: json.loads(value) for name, value in values.items() if name.startswith(PREFIX) and value
    }
    return plain, own


def split_columns(columns: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The same of columns: the plain ones, and the own values of each row; nothing when there is no such column."""
    own = {name[len(PREFIX) :]: column for name, column in columns.items() if name.startswith(PREFIX)}
    plain = {name: column for name, column in columns.items() if not name.startswith(PREFIX)}
    if not own:
        return plain, []
    rows = zip(*own.values(), strict=True)
    return plain, [{code: json.loads(value) for code, value in zip(own, row, strict=True) if value} for row in rows]
