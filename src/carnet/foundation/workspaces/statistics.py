"""What the database knows of its tables, on which it chooses an index."""

from django.db import connection, models

SAMPLE = 400
"""Rows of an index that SQLite looks at: enough to choose by, and milliseconds on a large table."""


SHARE = 0.1
"""Of a table's rows: below, what PostgreSQL knows of it still holds, and to look anew takes it most of a second."""


def refresh(*touched: type[models.Model], rows: int | None = None) -> None:
    """Have the database look at its tables anew, after many rows came or went: at those of `touched`, else at all.

    PostgreSQL does so by itself, but minutes later; SQLite never does. `rows`: how many came or went, where it is
    known; PostgreSQL then leaves alone the tables of which that is a small share.
    """
    tables = [model._meta.db_table for model in touched]
    if rows is not None and connection.vendor == "postgresql":
        tables = _much_changed(tables, rows)
        if not tables:
            return
    names = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={SAMPLE}")
        # Only names of our own tables are written into the statement.
        for name in names or [""]:
            cursor.execute(f"ANALYZE {name}")


def _much_changed(tables: list[str], rows: int) -> list[str]:
    """Those never looked at, or of which `rows` is a fair share. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname = ANY(%s)", [tables])
        known = dict(cursor.fetchall())
    return [table for table in tables if known.get(table, -1) < 0 or rows >= SHARE * known[table]]
