"""Search as you type: the start of a title first, then any three letters anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet
from django_scopes import get_scope

from .models import SearchEntry
from .rules import TRIGRAM, fold_query, rank, words

CANDIDATES = 60
FEW = 1000
"""Matches up to which a list is narrowed by their ids."""

_Row = TypeVar("_Row", bound=Model)


def find(text: str, *, kinds: Sequence[str] = (), limit: int = 12) -> list[SearchEntry]:
    """The best `limit` entries of the open workspace for what was typed. Two queries, one if enough start with it."""
    query = fold_query(text)
    if len(query) < 2:
        return []
    found = {entry.pk: entry for entry in starting_with(query, kinds)[:limit]}
    if len(found) < limit and any(len(word) >= TRIGRAM for word in words(query)):
        found.update((entry.pk, entry) for entry in containing(query, kinds))
    return sorted(found.values(), key=lambda entry: rank(query, entry.title_key))[:limit]


def starting_with(query: str, kinds: Sequence[str] = ()) -> QuerySet[SearchEntry]:
    """Entries whose title begins with the folded `query`, in title order: a range of a plain index."""
    entries = SearchEntry.objects.filter(title_key__prefix=query).order_by("title_key")
    return entries.filter(kind__in=kinds) if kinds else entries


def containing(query: str, kinds: Sequence[str] = (), limit: int = CANDIDATES) -> list[SearchEntry]:
    """At most `limit` entries in which every word of the folded `query` stands somewhere. One query."""
    clause, values = _match(words(query))
    if kinds:
        clause += f" AND e.kind IN ({', '.join(['%s'] * len(kinds))})"
        values += list(kinds)
    source = "search_searchentry e"
    if connection.vendor == "sqlite":
        source = "search_fts f CROSS JOIN search_searchentry e ON e.id = f.rowid"
    # Only table names and place holders are written into the statement; every value is bound.
    sql = f"SELECT e.* FROM {source} WHERE e.workspace_id = %s AND {clause} LIMIT {int(limit)}"  # noqa: S608
    return list(SearchEntry.objects.raw(sql, [_workspace_id(), *values]))


def matching_ids(text: str, kind: str) -> tuple[str, list[object]] | None:
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


def _match(parts: Sequence[str]) -> tuple[str, list[object]]:
    """The condition that every word stands in the text, through the index where a word is long enough."""
    clauses: list[str] = []
    values: list[object] = []
    long = [word for word in parts if len(word) >= TRIGRAM]
    if connection.vendor == "sqlite" and long:
        clauses.append("search_fts MATCH %s")
        values.append(" ".join(f'"{word}"' for word in long))
        parts = [word for word in parts if len(word) < TRIGRAM]
    for word in parts:
        clauses.append("e.text LIKE %s")
        values.append(f"%{word}%")
    return " AND ".join(clauses) or "1 = 1", values


def _workspace_id() -> int:
    return int(get_scope()["workspace"].pk)
