"""The architecture as its screens and its document show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from carnet.foundation.fields.holders import table_of
from carnet.foundation.fields.models import Field
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.fields.words import stage_words
from carnet.foundation.workspaces.permissions import Role


@dataclass(frozen=True, slots=True)
class Line:
    """A field with what one wants to know at a glance. `filled` of `total` records have a value."""

    row: Field
    filled: int
    total: int
    seen_by: list[str]
    required_at: list[str]


def lines(holder: str, *, is_archived: bool = False) -> list[Line]:
    """The fields of a holder in their order. Three queries, four for deals."""
    rows = list(Field.objects.filter(holder=holder, archived_at__isnull=not is_archived).order_by("position", "pk"))
    table = table_of(holder)
    known = table.model.objects.all()
    total = (known.present() if hasattr(known, "present") else known).count() if rows else 0
    counts = filled_counts(holder, rows)
    words = {code: str(word) for code, word in table.stages()} if rows else {}
    return [
        Line(row, min(counts.get(row.pk, 0), total), total, seen_by(row), [words.get(one, one) for one in stages(row)])
        for row in rows
    ]


def filled_counts(holder: str, rows: Iterable[Field]) -> dict[int, int]:
    """How many records have a value of each field. One query."""
    values = table_of(holder).values._base_manager.filter(field_id__in=[row.pk for row in rows])
    counted = (
        values.values("field_id").annotate(count=Count("record_id", distinct=True)).values_list("field_id", "count")
    )
    return dict(counted)


def seen_by(row: Field) -> list[str]:
    """The roles, in their order; empty for everybody."""
    return [str(role.label) for role in Role if role.value in row.roles]


def stages(row: Field) -> list[str]:
    return sorted(row.definition.required_at)


def whole() -> list[tuple[str, list[Field]]]:
    """Every field in use by holder, the empty ones left out. One query."""
    rows = list(Field.objects.in_use().order_by("position", "pk"))
    held = [(holder.value, [row for row in rows if row.holder == holder]) for holder in Holder]
    return [(holder, found) for holder, found in held if found]


def required_words(row: Field) -> list[str]:
    return stage_words(row.holder, stages(row)) if row.required_at else []


def purposes(rows: Iterable[Field]) -> list[dict[str, Any]]:
    """The fields by what they serve and on which basis: one line of the register each."""
    found: dict[tuple[str, str], list[Field]] = {}
    for row in rows:
        found.setdefault((row.purpose, row.basis), []).append(row)
    return [{"purpose": purpose, "basis": basis, "fields": held} for (purpose, basis), held in found.items()]
