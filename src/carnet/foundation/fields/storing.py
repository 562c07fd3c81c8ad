"""Keep the rows that find a record's values true: called by the service that changed them, in its transaction."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .models import FieldValue
from .rules.definitions import FieldSet, Kind
from .rules.values import Stored, indexed

Row = tuple[int, int, int, str | None, float | None, Any, int | None]
"""Workspace, field, record, text, number, day, person."""
NAMES = ("workspace", "field", "record", "text", "number", "day", "person")


def reindex(
    model: type[FieldValue], record_id: int, workspace_id: int, fields: FieldSet, changed: Mapping[str, Stored]
) -> None:
    """Replace the rows of the changed codes. Two statements, one when all are emptied."""
    definitions = [fields.by_code[code] for code in changed if code in fields.by_code]
    if not definitions:
        return
    model._base_manager.filter(record_id=record_id, field_id__in=[one.id for one in definitions]).delete()
    rows = rows_of(fields, changed, record_id=record_id, workspace_id=workspace_id)
    made = [
        model(**{f"{name}_id" if name in _POINTING else name: part for name, part in zip(NAMES, row, strict=True)})
        for row in rows
    ]
    if made:
        model._base_manager.bulk_create(made)


_POINTING = frozenset({"workspace", "field", "record", "person"})


def rows_of(fields: FieldSet, values: Mapping[str, Stored], *, record_id: int, workspace_id: int) -> Iterator[Row]:
    """The rows of a record's values, as plain tuples in the order of NAMES."""
    for code, value in values.items():
        definition = fields.by_code.get(code)
        if definition is None:
            continue
        person = value["id"] if definition.kind == Kind.PERSON and value else None
        for text, number, day in indexed(definition, value):
            yield workspace_id, definition.id, record_id, text, number, day, person


def merged(current: Mapping[str, Stored], changed: Mapping[str, Stored]) -> dict[str, Stored]:
    """A record's values after a change; what was emptied is no longer there."""
    together = {**current, **changed}
    return {code: value for code, value in together.items() if value is not None}


def only(values: Mapping[str, Stored], codes: Iterable[str]) -> dict[str, Stored]:
    """The values of some codes, None for those that have none: what an event tells of before and after."""
    return {code: values.get(code) for code in codes}
