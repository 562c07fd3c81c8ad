"""`title_key__prefix="dup"`: begins with, answered by a plain index on both databases. `city__folded__contains="bron"`:
a column that has no folded twin, folded as it is read; no index answers, so only rows that are tested one by one."""

import unicodedata
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup, Transform
from django.db.models.sql.compiler import SQLCompiler

from .rules import fold

_ACCENTED = [
    (letter, plain.lower())
    for letter in map(chr, range(0xC0, 0x250))
    if len(plain := unicodedata.normalize("NFKD", letter)[0]) == 1 and plain.isascii() and plain.isalpha()
]
_FROM, _TO = ("".join(pair) for pair in zip(*_ACCENTED, strict=True))
_SQLITE = "carnet_fold"


def fold_in_sqlite(connection: Any, **_sent: Any) -> None:
    """Give a new connection our own folding: SQLite knows no accents."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(_SQLITE, 1, fold, deterministic=True)


@CharField.register_lookup
class Folded(Transform):
    """As `rules.fold` on both databases."""

    lookup_name = "folded"
    output_field = CharField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any) -> tuple[str, list[Any]]:
        left, values = compiler.compile(self.lhs)
        return f"{_SQLITE}({left})", values

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any
    ) -> tuple[str, list[Any]]:
        left, values = compiler.compile(self.lhs)
        # Where the database's own locale is C, `lower` knows no accented capital: these are in the lists as well.
        plain = f"lower({left})"
        for letter, pair in (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae"), ("ß", "ss")):
            plain = f"replace({plain}, '{letter}', '{pair}')"
        letters = f"translate({plain}, '{_FROM}øØłŁ', '{_TO}ooll')"
        return f"btrim(regexp_replace({letters}, '[^a-z0-9@.+]+', ' ', 'g'))", values


@CharField.register_lookup
class Prefix(Lookup):
    """Right side: a folded string, hence free of `%`, `_` and backslashes."""

    lookup_name = "prefix"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        left, left_values = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", [*left_values, f"{self.rhs}%"]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        # SQLite uses the index for a range, never for LIKE with bound values.
        left, values = self.process_lhs(compiler, connection)
        return f"({left} >= %s AND {left} < %s)", [*values, self.rhs, *values, f"{self.rhs}\U0010ffff"]
