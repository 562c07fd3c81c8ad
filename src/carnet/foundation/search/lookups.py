"""`title_key__prefix="dup"`: begins with, answered by a plain index on both databases."""

from django.db.models import CharField, Lookup


@CharField.register_lookup
class Prefix(Lookup):
    """Right side: a folded string, hence free of `%`, `_` and backslashes."""

    lookup_name = "prefix"

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]
        left, left_values = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", [*left_values, f"{self.rhs}%"]

    def as_sqlite(self, compiler, connection):  # type: ignore[no-untyped-def]
        # SQLite uses the index for a range, never for LIKE with bound values.
        left, values = self.process_lhs(compiler, connection)
        return f"({left} >= %s AND {left} < %s)", [*values, self.rhs, *values, f"{self.rhs}\U0010ffff"]
