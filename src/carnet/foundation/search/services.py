"""Keep the index true: called by the service that changed the thing, in its transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import SearchEntry
from .rules import fold

BATCH = 2000
_UPDATED = ["title", "subtitle", "title_key", "text"]


@dataclass(frozen=True, slots=True)
class Findable:
    """A thing to be found. `text` is everything it answers to (names, numbers, e-mails, city), unfolded."""

    kind: str
    object_id: int
    title: str
    subtitle: str = ""
    text: str = ""


def index(things: Iterable[Findable], *, workspace_id: int) -> None:
    """Insert or refresh the entries of `things`. One statement per 2 000."""
    SearchEntry.objects.bulk_create(
        [_entry(thing, workspace_id) for thing in things],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["workspace", "kind", "object_id"],
        update_fields=_UPDATED,
    )


def forget(kind: str, object_ids: Iterable[int]) -> None:
    SearchEntry.objects.filter(kind=kind, object_id__in=list(object_ids)).delete()


def _entry(thing: Findable, workspace_id: int) -> SearchEntry:
    key = fold(thing.title)
    return SearchEntry(
        workspace_id=workspace_id,
        kind=thing.kind,
        object_id=thing.object_id,
        title=thing.title[:200],
        subtitle=thing.subtitle[:200],
        title_key=key[:200],
        text=f"{key} {fold(thing.text)}".strip(),
    )
