"""Search as you type: the start of a title first, then any three letters anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet
from django_scopes import get_scope

from .models import SearchEntry
from .rules import TRIGRAM, fold_query, rank, trigrams, words

CANDIDATES = 60
FEW = 1000
"""Matches up to which a list is narrowed by their ids."""

_Row = TypeVar("_Row", bound=Model)


class Hit(NamedTuple):
    """A thing found; plain, because a model instance would cost more than the search."""

    kind: str
    object_id: int
    title: str
    subtitle: str
    title_key: str


_COLUMNS = "e.kind, e.object_id, e.title, e.subtitle, e.title_key"


def find(text: str, *, kinds: Sequence[str] = (), limit: int = 12) -> list[Hit]:
    """The best `limit` things of the open workspace for what was typed. Two queries, one if enough start with it."""
    query = fold_query(text)
    if len(query) < 2:
        return []
    found = dict.fromkeys(starting_with(query, kinds, limit))
    if len(found) < limit and any(len(word) >= TRIGRAM for word in words(query)):
        found.update(dict.fromkeys(containing(query, kinds)))
    return sorted(found, key=lambda hit: rank(query, hit.title_key))[:limit]


def starting_with(query: str, kinds: Sequence[str] = (), limit: int = CANDIDATES) -> list[Hit]:
    """At most `limit` things whose title begins with the folded `query`, in title order. One query."""
    # SQLite uses a plain index for a range, never for LIKE with bound values; PostgreSQL the other way round.
    values: list[Any] = [f"{query}%"]
    clause = "e.title_key LIKE %s"
    if connection.vendor == "sqlite":
        clause, values = "e.title_key >= %s AND e.title_key < %s", [query, f"{query}\U0010ffff"]
    return _hits("search_searchentry e", clause, values, kinds, f"ORDER BY e.title_key LIMIT {int(limit)}")


def containing(query: str, kinds: Sequence[str] = (), limit: int = CANDIDATES) -> list[Hit]:
    """At most `limit` things in which every word of the folded `query` stands somewhere. One query."""
    clause, values = _match(words(query))
    source = "search_searchentry e"
    if connection.vendor == "sqlite":
        source = "search_fts f CROSS JOIN search_searchentry e ON e.id = f.rowid"
    return _hits(source, clause, values, kinds, f"LIMIT {int(limit)}")


def _hits(source: str, clause: str, values: list[Any], kinds: Sequence[str], end: str) -> list[Hit]:
    if kinds:
        clause += f" AND e.kind IN ({', '.join(['%s'] * len(kinds))})"
        values = [*values, *kinds]
    # Only our own words and place holders are written into the statement; every value is bound.
    sql = f"SELECT {_COLUMNS} FROM {source} WHERE e.workspace_id = %s AND {clause} {end}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [_workspace_id(), *values])
        return [Hit(*row) for row in cursor.fetchall()]


def matching_ids(text: str, kind: str) -> tuple[str, list[Any]] | None:
    """A subquery (SQL, values) of the `object_id`s of `kind` that match, for a list's filter; None for no search."""
    query = fold_query(text)
    if not query:
        return None
    parts = words(query)
    clause, values = _match(parts)
    source = "search_searchentry e"
    if connection.vendor == "sqlite" and any(len(word) >= TRIGRAM for word in parts):
        source = "search_fts f CROSS JOIN search_searchentry e ON e.id = f.rowid"
    sql = f"SELECT e.object_id FROM {source} WHERE e.workspace_id = %s AND e.kind = %s AND {clause}"  # noqa: S608 (as above)
    return sql, [_workspace_id(), kind, *values]


@dataclass(frozen=True, slots=True)
class Narrowed(Generic[_Row]):
    """`rows` that answer to a search. `beginning` is set when too many do to be named one by one: reading those whose
    key begins so before the others keeps a list quick whatever the word."""

    rows: QuerySet[_Row]
    beginning: str = ""


def narrowed(rows: QuerySet[_Row], text: str, kind: str, key: str = "name_key") -> Narrowed[_Row]:
    """Those of `rows` that answer to what was typed, for a list's search. `key` is their own folded name. One query.

    A word of one or two letters is looked for at the beginning of `key` only: no index answers otherwise.
    """
    query = fold_query(text)
    parts = words(query)
    if not any(len(word) >= TRIGRAM for word in parts):
        return Narrowed(rows.filter(**{f"{key}__prefix": query}) if query else rows)
    sql, values = matching_ids(text, kind) or ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {FEW + 1}", values)
        few = [pk for (pk,) in cursor.fetchall()]
    if len(few) <= FEW:
        return Narrowed(rows.filter(pk__in=few))
    entries = SearchEntry.objects.filter(kind=kind, object_id=OuterRef("pk"))
    for word in parts:
        entries = entries.filter(text__contains=word)
    return Narrowed(rows.filter(Exists(entries)), query)


def _match(parts: Sequence[str]) -> tuple[str, list[Any]]:
    """The condition that every word stands in the text, through the index where a word is long enough."""
    clauses: list[str] = []
    values: list[Any] = []
    long = [word for word in parts if len(word) >= TRIGRAM]
    if connection.vendor == "sqlite" and long:
        # The index knows which trigrams a text holds, not where: half as large, and written in half the time.
        clauses.append("search_fts MATCH %s")
        values.append(" ".join(f'"{trigram}"' for trigram in trigrams(long)))
        parts = [word for word in parts if len(word) != TRIGRAM]
    for word in parts:
        clauses.append("e.text LIKE %s")
        values.append(f"%{word}%")
    return " AND ".join(clauses) or "1 = 1", values


def _workspace_id() -> int:
    return int(get_scope()["workspace"].pk)
