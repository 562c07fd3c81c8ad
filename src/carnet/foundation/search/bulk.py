"""Many new entries at once, and the trigram index while they come."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from .models import SearchEntry
from .pouring import pour

MANY = 500
"""Entries from which the index is spared its merges; they are made up for by `settle`."""
_HASH = 64 * 1024 * 1024
_DEFAULT = {"automerge": 4, "crisismerge": 16, "hashsize": 1024 * 1024}
_SPARED = {"automerge": 0, "crisismerge": 1000, "hashsize": _HASH}
_PAGES = 2000
"""Pages of the index that one transaction of `settle` merges: a third of a second at most."""


@dataclass(slots=True)
class Entries:
    """New things side by side; `keys` are the folded titles, `texts` what else they answer to, folded."""

    ids: Sequence[int]
    titles: Sequence[str]
    subtitles: Sequence[str]
    keys: Sequence[str]
    texts: Sequence[str]


@transaction.atomic(savepoint=False)
def pour_entries(kind: str, entries: Entries, workspace_id: int) -> None:
    """Insert entries of things that have none yet, in the order of their titles."""
    order = sorted(range(len(entries.ids)), key=entries.keys.__getitem__)
    columns = {
        "object_id": [entries.ids[place] for place in order],
        "title": [entries.titles[place][:200] for place in order],
        "subtitle": [entries.subtitles[place][:200] for place in order],
        "title_key": [entries.keys[place][:200] for place in order],
        "text": [f"{entries.keys[place]} {entries.texts[place]}".strip() for place in order],
    }
    with _spared(len(order)):
        pour(SearchEntry, columns, {"workspace": workspace_id, "kind": kind}, is_one_statement=True)


@contextmanager
def _spared(count: int) -> Iterator[None]:
    """Without merges in between, which would write each entry several times. Part of the transaction: a crash
    leaves the index as it was, its settings included."""
    if count < MANY:
        yield
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('gin_pending_list_limit', %s, true)", [str(_HASH // 1024)])
        yield
    else:
        _configure(_SPARED)
        yield
        _configure(_DEFAULT)


def _configure(settings: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES (%s, %s)", [name, value])


def settle() -> Iterator[None]:
    """Merge what the index gathered, one transaction for each step: a search then looks in few places."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('search_text_trgm')")
        return
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT total_changes()")
            before = cursor.fetchone()[0]
            cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES ('merge', %s)", [_PAGES])
            cursor.execute("SELECT total_changes()")
            # As SQLite says: less than two changes mean that nothing was left to merge.
            if cursor.fetchone()[0] - before < 2:
                return
        yield
