"""How many rows of another table lead to a record, and what they add up to."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django_scopes import scopes_disabled

from carnet.foundation.fields.rules.asking import Operator, Question

from .subjects import Clause, Reader, answers, beside

O = Operator  # noqa: E741 - as in a table
Rows = Callable[[], QuerySet[Any]]
_LOOKUPS = {
    O.IS: Exact,
    O.LESS: LessThan,
    O.AT_MOST: LessThanOrEqual,
    O.MORE: GreaterThan,
    O.AT_LEAST: GreaterThanOrEqual,
}


def counted(rows: Rows, link: str) -> Reader:
    """How many of `rows` lead by `link` to the record."""
    return _totalled(rows, link, Count("pk"))


def summed(rows: Rows, link: str, amount: str) -> Reader:
    """What they add up to, in cents; 0 where there are none."""
    return _totalled(rows, link, Sum(amount))


def _totalled(rows: Rows, link: str, total: Any) -> Reader:
    def clause(asked: Question) -> Clause:
        with scopes_disabled():
            # A record is of one workspace, and so is what leads to it: to say so again would lead away from its index.
            beside_it = rows()
        if isinstance(total, Count) and _is_any(asked):
            return Clause(beside(beside_it, link).test, beside(rows(), link).numbers)
        one = beside_it.filter(**{link: OuterRef("pk")}).order_by().values(link).annotate(total=total)
        figure = Coalesce(Subquery(one.values("total"), output_field=IntegerField()), Value(0))
        numbers = None
        if not answers(0, asked):
            grouped = rows().order_by().values(link).annotate(total=total)
            numbers = grouped.filter(_compared(F("total"), asked)).values_list(f"{link}_id", flat=True)
        return Clause(_compared(figure, asked), numbers)

    return clause


def _is_any(asked: Question) -> bool:
    limit = asked.values[0]
    return (asked.operator == O.AT_LEAST and 0 < limit <= 1) or (asked.operator == O.MORE and 0 <= limit < 1)


def _compared(figure: Any, asked: Question) -> Q:
    values = list(asked.values)
    if asked.operator == O.BETWEEN:
        return Q(GreaterThanOrEqual(figure, values[0])) & Q(LessThanOrEqual(figure, values[1]))
    return Q(_LOOKUPS[asked.operator](figure, values[0]))
