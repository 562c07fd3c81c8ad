"""Queries that every page asks: Django writes their SQL once per process, not once per request.

To write a query costs the ORM three to ten times what SQLite needs to answer it along an index. A query stays a
queryset, written where it belongs; only its arguments come later.

    _open_tasks = Prepared(lambda company: Task.objects.filter(company=company).values_list("due_on"), company=int)
    rows = _open_tasks.rows(company=7)
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django_scopes import scopes_disabled

Argument = int | str | datetime
Row = tuple[Any, ...]


def _slot(kind: type[Argument], number: int) -> Argument:
    """A value that stands for an argument while the SQL is written, and that no query of ours holds otherwise."""
    if kind is int:
        return -(2**62) - number
    if kind is str:
        return f"\ue000{number}\ue000"
    return datetime(1000, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)


class Prepared:
    """`build` makes the queryset from its arguments, whose types are the keywords: int, str or datetime.

    No scope is opened: the queryset itself must name the workspace, as an argument, where its rows belong to one.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **arguments: type[Argument]) -> None:
        self.build, self.arguments = build, arguments
        self._written: dict[str, _Written] = {}

    def rows(self, **values: Argument) -> list[Row]:
        """The rows of a `values_list` queryset. One query."""
        return self._of(DEFAULT_DB_ALIAS).rows(values)

    def first(self, **values: Argument) -> Row | None:
        rows = self.rows(**values)
        return rows[0] if rows else None

    def instances(self, **values: Argument) -> list[Any]:
        """The rows of a queryset of models as instances, with what `select_related` joins. One query."""
        written = self._of(DEFAULT_DB_ALIAS)
        return [written.instance(row) for row in written.rows(values)]

    def instance(self, **values: Argument) -> Any | None:
        """The first of `instances`. One query."""
        found = self.instances(**values)
        return found[0] if found else None

    def _of(self, alias: str) -> "_Written":
        written = self._written.get(alias)
        if written is None:
            written = self._written[alias] = _Written(self.build, self.arguments, alias)
        return written


class _Written:
    """A queryset as SQL, the places of its arguments, and what turns the database's values into Python's."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], arguments: dict[str, type[Argument]], alias: str
    ) -> None:
        self.alias = alias
        slots = {name: _slot(kind, number) for number, (name, kind) in enumerate(arguments.items())}
        with scopes_disabled():
            queryset = build(**slots)
        self.model = queryset.model
        self.moments = {name for name, kind in arguments.items() if kind is datetime}
        compiler = queryset.query.get_compiler(alias)
        self.sql, given = compiler.as_sql()
        written = {self._as_stored(name, slot): name for name, slot in slots.items()}
        self.given = tuple(given)
        self.places = [(place, written[value]) for place, value in enumerate(given) if _is_slot(value, written)]
        if {name for _, name in self.places} != set(arguments):
            raise ValueError(f"a prepared query does not use each of its arguments: {', '.join(arguments)}")
        expressions = [expression for expression, _sql, _alias in compiler.select]
        self.compiler, self.converters = compiler, compiler.get_converters(expressions)
        self.names, self.related = self._fields(compiler)

    def _fields(self, compiler: SQLCompiler) -> tuple[list[str], list[Any]]:
        """The first model's fields in the order of the row, and what makes the joined ones."""
        info = compiler.klass_info
        if info is None:
            return [], []
        fields = [compiler.select[place][0].target.attname for place in info["select_fields"]]
        return fields, get_related_populators(info, compiler.select, self.alias)

    def instance(self, row: Row) -> Any:
        found = self.model.from_db(self.alias, self.names, row[: len(self.names)])
        for populator in self.related:
            populator.populate(row, found)
        return found

    def rows(self, values: dict[str, Argument]) -> list[Row]:
        given = list(self.given)
        for place, name in self.places:
            given[place] = self._as_stored(name, values[name])
        with connections[self.alias].cursor() as cursor:
            cursor.execute(self.sql, given)
            rows = cursor.fetchall()
        if not self.converters:
            return rows
        return [tuple(row) for row in self.compiler.apply_converters(rows, self.converters)]

    def _as_stored(self, name: str, value: Argument) -> Any:
        return connections[self.alias].ops.adapt_datetimefield_value(value) if name in self.moments else value


def _is_slot(value: Any, written: dict[Any, str]) -> bool:
    return isinstance(value, int | str | datetime) and not isinstance(value, bool) and value in written
