"""A field of another kind: each value read anew, those that cannot be are lost, and said beforehand."""

from collections.abc import Iterator, Mapping
from typing import Any

from .holders import table_of
from .rules.definitions import Definition, FieldSet
from .rules.values import Stored, ValueRefused, normalise, shown
from .storing import reindex

MOST = 5000
"""Values converted in one act; their former state stays in its event, so that the act can be undone."""


class TooMany(ValueError):
    pass


def would_lose(former: Definition, new: Definition) -> tuple[int, int]:
    """How many records have a value, and how many values the new kind cannot read. Two queries."""
    found = list(_held(former))
    return len(found), sum(_converted(former, new, row.custom[former.code]) is None for row in found)


def convert(former: Definition, new: Definition) -> dict[str, Stored]:
    """Read every value anew. Returns the former ones by record. Raises TooMany."""
    table, kept = table_of(former.holder), {}
    rows = list(_held(former))
    if len(rows) > MOST:
        raise TooMany(former.code)
    for row in rows:
        value = row.custom[former.code]
        kept[str(row.pk)] = value
        _set(table.values, row, new, _converted(former, new, value))
    return kept


def restore(definition: Definition, former: Mapping[str, Stored]) -> None:
    """Give records the values that a conversion took from them, where nobody has written since the field went back."""
    table = table_of(definition.holder)
    numbers = [int(number) for number in former]
    for row in table.model._base_manager.filter(pk__in=numbers).only("pk", "workspace", "custom"):
        _set(table.values, row, definition, former[str(row.pk)])


def _held(definition: Definition) -> Iterator[Any]:
    table = table_of(definition.holder)
    values = table.values._base_manager.filter(field_id=definition.id).values("record_id")
    rows = table.model._base_manager.filter(pk__in=values).only("pk", "workspace", "custom").order_by("pk")
    return (row for row in rows.iterator(chunk_size=1000) if definition.code in row.custom)


def _converted(former: Definition, new: Definition, value: Stored) -> Stored:
    try:
        return normalise(new, shown(former, value))
    except ValueRefused:
        return None


def _set(model: Any, row: Any, definition: Definition, value: Stored) -> None:
    custom = {code: kept for code, kept in row.custom.items() if code != definition.code}
    row.custom = custom if value is None else {**custom, definition.code: value}
    type(row)._base_manager.filter(pk=row.pk).update(custom=row.custom)
    reindex(model, row.pk, row.workspace_id, FieldSet((definition,)), {definition.code: value})
