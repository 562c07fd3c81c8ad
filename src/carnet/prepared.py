"""Queries that every page asks: Django writes their SQL once per process, not once per request.

To write a query costs the ORM three to ten times what SQLite needs to answer it along an index. A query stays a
queryset, written where it belongs; only its arguments come later.

    _open_tasks = Prepared(lambda company: Task.objects.filter(company=company).values_list("due_on"), company=int)
    rows = _open_tasks.rows(company=7)
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django_scopes import scopes_disabled

MOST_VALUES = 5000
"""Values that one statement binds: less than any database's limit."""

Argument = int | str | date | datetime
Row = tuple[Any, ...]


def _slot(kind: type[Argument], number: int) -> Argument:
    """A value that stands for an argument while the SQL is written, and that no query of ours holds otherwise."""
    if kind is int:
        return -(2**62) - number
    if kind is str:
        return f"\ue000{number}\ue000"
    if kind is date:
        return date(1000, 1, 1) + timedelta(days=number)
    return datetime(1000, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)


class Prepared:
    """`build` makes the queryset from its arguments, whose types are the keywords: int, str, date or datetime.

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
        self.kinds = arguments
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
        with _cursor(connections[self.alias]) as cursor:
            cursor.execute(self.sql, given)
            rows = cursor.fetchall()
        if not self.converters:
            return rows
        return [tuple(row) for row in self.compiler.apply_converters(rows, self.converters)]

    def _as_stored(self, name: str, value: Argument) -> Any:
        ops = connections[self.alias].ops
        if self.kinds[name] is datetime:
            return ops.adapt_datetimefield_value(value)
        return ops.adapt_datefield_value(value) if self.kinds[name] is date else value


def insert(row: Model) -> None:
    """Add `row`, as `save(force_insert=True)` does, its SQL written once per model; no signal is sent. One statement.

    Only for a model whose one key the database gives.
    """
    model = type(row)
    fields, sql = _insertion(model)
    connection = connections[DEFAULT_DB_ALIAS]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with _cursor(connection) as cursor:
        cursor.execute(sql, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_all(rows: Iterable[Model]) -> None:
    """Add rows of one model as `insert` does, many in one statement; their keys are not read back."""
    rows = list(rows)
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    fields, sql = _insertion(type(rows[0]))
    before, _values, after = sql.partition(" VALUES ")
    places = after.partition(" RETURNING ")[0]
    size = max(1, MOST_VALUES // len(fields))
    for start in range(0, len(rows), size):
        chunk = rows[start : start + size]
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in chunk for field in fields
        ]
        with _cursor(connection) as cursor:
            cursor.execute(f"{before} VALUES {', '.join([places] * len(chunk))}", values)


@lru_cache(maxsize=256)
def _insertion(model: type[Model]) -> tuple[list[Field], str]:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    # Names of our own tables and columns; every value is bound.
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {key}"  # noqa: S608


def _cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """A cursor of this connection; on PostgreSQL one that sends arguments apart, so that the server keeps its plan."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from psycopg import Cursor

    connection.ensure_connection()
    # As the connection's own `cursor()` does it: counted and logged like any other query.
    wrapped: CursorWrapper = connection._prepare_cursor(Cursor(connection.connection))
    return wrapped


def _is_slot(value: Any, written: dict[Any, str]) -> bool:
    return isinstance(value, int | str | date) and not isinstance(value, bool) and value in written
