"""Take a person's data out of what was written once, when the law asks for it: the act, its day and its author stay."""

from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from .models import Event, EventSubject, kind_of

_impersonal: set[str] = set()


def impersonal(*codes: str) -> None:
    """Acts whose events hold nobody's data, such as a change of stage on many rows: erasure leaves them whole."""
    _impersonal.update(codes)


def erase_events(rows: Iterable[models.Model]) -> int:
    """Blank `before` and `after` of the events about `rows`, which can no longer be undone. A query a row, and one.

    The one exception to "an event is never changed", and only for services that answer a right or a term of retention.
    """
    numbers: set[int] = set()
    for row in rows:
        subjects = EventSubject.objects.filter(kind=kind_of(row), object_id=row.pk)
        numbers.update(subjects.exclude(event__code__in=_impersonal).values_list("event_id", flat=True))
    blank = {"before": None, "after": None, "is_undoable": False, "erased_at": timezone.now()}
    # Past the queryset that refuses to change events, and inside the open scope all the same: the numbers come from it.
    return models.QuerySet(Event).filter(pk__in=numbers, erased_at=None).update(**blank)
