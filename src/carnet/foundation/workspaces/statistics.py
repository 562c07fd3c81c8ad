"""What the database knows of its tables, on which it chooses an index."""

from django.db import connection, models

SAMPLE = 400
"""Rows of an index that SQLite looks at: enough to choose by, and milliseconds on a large table."""


def refresh(*touched: type[models.Model]) -> None:
    """Have the database look at its tables anew, after many rows came or went: at those of `touched`, else at all.

    PostgreSQL does so by itself, but minutes later; SQLite never does.
    """
    names = [connection.ops.quote_name(model._meta.db_table) for model in touched]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={SAMPLE}")
        # Only names of our own tables are written into the statement.
        for name in names or [""]:
            cursor.execute(f"ANALYZE {name}")
