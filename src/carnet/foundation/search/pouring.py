"""Pour columns of plain values into a table: the quickest way in that each database has.

PostgreSQL takes them by COPY; SQLite by statements of many rows, since each statement of its own would update the
counter of numbers anew. Nothing is checked but what the tables check themselves.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import connection, models

Columns = Mapping[str, Sequence[Any]]
ROWS = 50
"""Rows of one statement of SQLite: more gain nothing, and the place holders are bounded."""
LOG = 32_768
"""Pages that the log of SQLite gathers before they are copied into the file: 128 MB."""
ROOM = 256 * 1024
"""Kilobytes of cache while much is written: the ends of a dozen indexes have to stay in memory."""


def allocate(model: type[models.Model], count: int) -> Sequence[int]:
    """Take `count` numbers that no other row will get, rising; call it in the transaction that uses them."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = connection.ops.quote_name(f"{table}_id_seq")
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
            return [row[0] for row in cursor.fetchall()]
        # One writer at a time, and AUTOINCREMENT never gives a number twice.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        return range(first, first + count)


def pour(
    model: type[models.Model], columns: Columns, constants: Mapping[str, Any], *, is_one_statement: bool = False
) -> None:
    """Insert the rows whose values stand side by side in `columns`, each with the same `constants`; in a transaction.

    Names are attributes of the model; moments and days come through `plain`. `is_one_statement`: for a table whose
    triggers feed a full-text index of SQLite, which writes what it holds back at the end of each statement.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return
    names = [model._meta.get_field(name).column for name in (*columns, *constants)]
    values = list(columns.values()), list(constants.values())
    if connection.vendor == "postgresql":
        _copy(model._meta.db_table, names, *values)
    elif is_one_statement and count > ROWS:
        _insert_at_once(model._meta.db_table, names, *values)
    else:
        _insert(model._meta.db_table, names, *values)


def plain(value: Any) -> Any:
    """A moment or a day as the database of this process takes it in a plain statement."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _insert(table: str, names: Sequence[str], columns: Sequence[Sequence[Any]], constants: Sequence[Any]) -> None:
    connection.ensure_connection()
    quote = connection.ops.quote_name
    # OR FAIL: the open transaction takes everything back anyway. To be ready to take back one statement alone, SQLite
    # would copy each page that the statement changes.
    into = f"INSERT OR FAIL INTO {quote(table)} ({', '.join(map(quote, names))})"
    # The constants are bound once, before the rows; only names of our own models are written into the statement.
    first = len(constants)
    given = ", ".join([*(f"column{place + 1}" for place in range(len(columns))), *(f"?{n + 1}" for n in range(first))])
    rows = list(zip(*columns, strict=True))

    def statement(count: int) -> str:
        holes = iter(range(first + 1, first + 1 + count * len(columns)))
        values = ", ".join(f"({', '.join(f'?{next(holes)}' for _ in columns)})" for _ in range(count))
        return f"{into} SELECT {given} FROM (VALUES {values})"  # noqa: S608

    whole = len(rows) - len(rows) % ROWS
    with connection.wrap_database_errors:
        # Django would translate the place holders of each statement anew.
        cursor = connection.connection.cursor()
        many = statement(ROWS) if whole else ""
        for start in range(0, whole, ROWS):
            cursor.execute(many, [*constants, *chain.from_iterable(rows[start : start + ROWS])])
        if rest := rows[whole:]:
            cursor.execute(statement(len(rest)), [*constants, *chain.from_iterable(rest)])
        cursor.close()


def _insert_at_once(
    table: str, names: Sequence[str], columns: Sequence[Sequence[Any]], constants: Sequence[Any]
) -> None:
    """By way of a table of this connection alone."""
    quote = connection.ops.quote_name
    all_names = ", ".join(map(quote, names))
    held = f"pouring_{table}"
    # Only names of our own models are written into the statements.
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {quote(held)} ({all_names})")
    _insert(held, names, columns, constants)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(table)} ({all_names}) SELECT {all_names} FROM {quote(held)} ORDER BY rowid")  # noqa: S608
        cursor.execute(f"DELETE FROM {quote(held)}")  # noqa: S608


def _copy(table: str, names: Sequence[str], columns: Sequence[Sequence[Any]], constants: Sequence[Any]) -> None:
    quote = connection.ops.quote_name
    end = "".join(f"\t{_escaped(constant)}" for constant in constants) + "\n"
    lines = map("\t".join, zip(*map(_texts, columns), strict=True))
    # Only names of our own models are written into the statement.
    into = f"COPY {quote(table)} ({', '.join(map(quote, names))}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(end.join(lines) + end)


def _texts(column: Sequence[Any]) -> Sequence[str]:
    """A column in the text form of COPY: signs that mean something there are escaped, None is `\\N`."""
    try:
        whole = "".join(column)
    except TypeError:
        return [_escaped(value) for value in column]
    if whole.isprintable() and "\\" not in whole:
        return column
    return [_escaped(value) for value in column]


def _escaped(value: Any) -> str:
    if value is None:
        return "\\N"
    if not isinstance(value, str):
        return str(value)
    if value.isprintable() and "\\" not in value:
        return value
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


@contextmanager
def roomy() -> Iterator[None]:
    """On SQLite, for as long as much is written: a larger cache, and the log copied back into the file seldom. A page
    of an index is then written once for many rows."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA cache_size = -{ROOM}")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG}")
        if not connection.in_atomic_block:  # SQLite refuses it inside a transaction
            cursor.execute("PRAGMA temp_store = MEMORY")
        # A third of what it costs to write a company; the rules have judged each value, and tests look at them after.
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before}")
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
            cursor.execute("PRAGMA wal_autocheckpoint = 1000")
            if not connection.in_atomic_block:
                cursor.execute("PRAGMA temp_store = DEFAULT")
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            cursor.execute("PRAGMA shrink_memory")


@contextmanager
def without_collector() -> Iterator[None]:
    """Millions of strings without a circle among them: looking for circles took a tenth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
