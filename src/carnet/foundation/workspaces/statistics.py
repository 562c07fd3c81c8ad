"""What the database knows of its tables, on which it chooses an index."""

from django.db import connection

SAMPLE = 400
"""Rows of an index that SQLite looks at: enough to choose by, and milliseconds on a large table."""


def refresh() -> None:
    """Have the database look at its tables anew, after many rows came or went.

    PostgreSQL does so by itself, but minutes later; SQLite never does.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={SAMPLE}")
        cursor.execute("ANALYZE")
