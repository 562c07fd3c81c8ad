"""Keep the index true: called by the service that changed the thing, in its transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from .models import SearchEntry
from .rules import fold

# Written once: on every creation the ORM would write it anew.
_UPSERT = """
    INSERT INTO search_searchentry (workspace_id, kind, object_id, title, subtitle, title_key, text)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (workspace_id, kind, object_id) DO UPDATE
    SET title = EXCLUDED.title, subtitle = EXCLUDED.subtitle, title_key = EXCLUDED.title_key, text = EXCLUDED.text
"""


@dataclass(frozen=True, slots=True)
class Findable:
    """A thing to be found. `text` is everything it answers to (names, numbers, e-mails, city), unfolded."""

    kind: str
    object_id: int
    title: str
    subtitle: str = ""
    text: str = ""


def index(things: Iterable[Findable], *, workspace_id: int) -> None:
    """Insert or refresh the entries of `things`. One statement, repeated."""
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, [(workspace_id, *_values(thing)) for thing in things])


def forget(kind: str, object_ids: Iterable[int]) -> None:
    SearchEntry.objects.filter(kind=kind, object_id__in=list(object_ids)).delete()


def _values(thing: Findable) -> tuple[str, int, str, str, str, str]:
    key = fold(thing.title)
    text = f"{key} {fold(thing.text)}".strip()
    return thing.kind, thing.object_id, thing.title[:200], thing.subtitle[:200], key[:200], text
