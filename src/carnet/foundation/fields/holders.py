"""The tables that hold values. Their rooms stand above this one and register themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, JSONField, Q
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import Promise

Stages = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class Table:
    """`stages`: what a record can be asked at, as code and word. `at_stage`: the records that stand there."""

    model: Any
    values: Any
    stages: Callable[[], Stages]
    at_stage: Callable[[str], Q]


_tables: dict[str, Table] = {}


def register(holder: str, table: Table) -> None:
    _tables[holder] = table


def table_of(holder: str) -> Table:
    return _tables[holder]


class WithoutKey(Func):
    """A JSON object without one of its keys, in the database itself."""

    output_field = JSONField()

    def __init__(self, expression: Any, key: str) -> None:
        super().__init__(expression)
        self.key = key

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any) -> tuple[str, list[Any]]:
        inner, values = compiler.compile(self.source_expressions[0])
        return f"JSON_REMOVE({inner}, %s)", [*values, f'$."{self.key}"']

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any
    ) -> tuple[str, list[Any]]:
        inner, values = compiler.compile(self.source_expressions[0])
        return f"({inner} - %s::text)", [*values, self.key]
