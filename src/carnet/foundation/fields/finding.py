"""Records by their own fields: a question becomes a condition on the list's rows, and a sort follows an index.

Few answers are named by their numbers, so that they are read alone; many are tested along the order of the list, so
that a page of fifty costs fifty tests and not a reading of them all.
"""

from collections.abc import Hashable
from datetime import date
from time import monotonic
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from carnet.foundation.ui.segments import FILLED, Segment, Via
from carnet.tested import Tested

from .models import FieldValue
from .rules.asking import NEGATIONS, OPERATORS, Operator, Question, question, short_question
from .rules.definitions import Definition, Kind
from .rules.values import Stored, index_key

__all__ = [
    "OPERATORS",
    "Operator",
    "Question",
    "answering",
    "condition",
    "filled",
    "question",
    "short_condition",
    "sorting",
]

FEW = 1500
BROAD = 50_000
"""Answers beyond which one question is as broad as another."""
O = Operator  # noqa: E741

Model = type[FieldValue]


def condition(model: Model, asked: Question) -> Q:
    """The records that answer, as a Q on their model (Company for CompanyValue). One query of 1 500 numbers at most."""
    if asked.operator == O.ALL_OF:
        return Q(*(condition(model, Question(asked.definition, O.ANY_OF, (code,))) for code in asked.values))
    question = model, asked.definition.id, asked.definition.kind, asked.operator, repr(asked.values)
    if known := _broad.get(question):
        return known
    rows, is_without = answering(model, asked)
    numbers = rows.values_list("record_id", flat=True)
    # Only whether there is one too many: to bring the numbers that one will not use costs more than to look.
    is_broad = bool(numbers[FEW : FEW + 1])
    found = _tested(rows) if is_broad else Q(pk__in=list(numbers))
    found = ~found if is_without else found
    return _broad.keep(question, found) if is_broad else found


def answering(model: Model, asked: Question) -> tuple[QuerySet[Any], bool]:
    """The rows of values that answer, and whether the records asked for are those that have none of them. No query.

    Not for ALL_OF, which is as many questions as choices.
    """
    rows, plain = _of(model, asked.definition), NEGATIONS.get(asked.operator, asked.operator)
    if plain != O.FILLED:
        rows = rows.filter(**_compared(Question(asked.definition, plain, asked.values)))
    return rows, plain != asked.operator


def _tested(rows: QuerySet[Any]) -> Q:
    return Q(Tested(rows.filter(record=OuterRef("pk")), answered=rows.order_by()[:BROAD].count()))


class _Remembered:
    """Questions that many rows answered a moment ago: not looked at again for each page of a list.

    Only how a list is read hangs on it, never what it shows.
    """

    SECONDS, MOST = 60.0, 1000

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Q]] = {}

    def get(self, question: Hashable) -> Q | None:
        until, test = self._kept.get(question, (0.0, None))
        return test if until > monotonic() else None

    def keep(self, question: Hashable, test: Q) -> Q:
        if len(self._kept) >= self.MOST:
            self._kept.clear()
        self._kept[question] = monotonic() + self.SECONDS, test
        return test


_broad = _Remembered()


def short_condition(model: Model, definition: Definition, text: str) -> Q | None:
    """What the one box of a list's filter asks; None where it asks nothing."""
    asked = short_question(definition, text, today=timezone.localdate())
    return condition(model, asked) if asked else None


def filled(model: Model, definition: Definition) -> int:
    """How many records have a value. One query."""
    return _of(model, definition).values("record_id").distinct().count()


def _of(model: Model, definition: Definition) -> QuerySet[Any]:
    # A field belongs to one workspace: to name that again would only lead away from the index.
    return model._base_manager.filter(field_id=definition.id)


_LOOKUPS = {O.LESS: "lt", O.AT_MOST: "lte", O.MORE: "gt", O.AT_LEAST: "gte", O.BETWEEN: "range"}


def _compared(asked: Question) -> dict[str, Any]:
    kind, operator = asked.definition.kind, asked.operator
    if kind == Kind.PERSON:
        return {"person_id": asked.values[0]}
    column = _column(kind)
    if operator == O.ANY_OF:
        return {"text": asked.values[0]} if len(asked.values) == 1 else {"text__in": asked.values}
    if operator == O.BEGINS:
        return {"text__prefix": index_key(asked.values[0])}
    if operator == O.CONTAINS:
        return {"text__contains": index_key(asked.values[0])}
    values = [_plain(kind, value) for value in asked.values]
    lookup = _LOOKUPS.get(operator)
    if lookup is None:
        return {column: values[0]}
    return {f"{column}__{lookup}": values if operator == O.BETWEEN else values[0]}


def _column(kind: Kind) -> str:
    if kind == Kind.DATE:
        return "day"
    return "number" if kind in {Kind.NUMBER, Kind.MONEY, Kind.YES_NO} else "text"


def _plain(kind: Kind, value: Stored) -> Any:
    if kind == Kind.DATE:
        return date.fromisoformat(value)
    return float(value) if kind in {Kind.NUMBER, Kind.MONEY, Kind.YES_NO} else index_key(value)


def sorting(definition: Definition, key: str) -> tuple[Segment, ...]:
    """Segments of a list's sort by a field: by the value, then those without one, last in either direction, by `key`.

    Choices follow the order in which they are declared. Several choices have no order, and give no segments.
    """
    if definition.kind == Kind.CHOICES:
        return ()
    name = f"own{definition.id}"
    via = Via(name, "custom_values", Q(custom_values__field=definition.id))
    none = Segment(f"{name}__id", None, (key,), via=via, stays_last=True)
    tie = f"{name}__record_id"
    if definition.kind == Kind.CHOICE:
        segments = (Segment(f"{name}__text", choice.code, (), tie=tie, via=via) for choice in definition.choices)
        return (*segments, none)
    column = _column(definition.kind)
    path = f"{name}__{column}"
    return (Segment(path, FILLED, (path,), tie=tie, via=via, floor=_FLOORS[column]), none)


_FLOORS: dict[str, Any] = {"text": "", "number": -1e300, "day": date.min}
