"""When a customer who is seen regularly is next due, over some weeks. Days in, days out."""

from dataclasses import dataclass
from datetime import date, timedelta

LEEWAY = 5
"""A visit due every thirty days may be made six days early or late: a fifth of its rhythm, two days at least."""


@dataclass(frozen=True, slots=True)
class Due:
    """`on` is the day it falls due; it may be made from `first_on` to `last_on`."""

    on: date
    first_on: date
    last_on: date


def due_visits(last_on: date | None, every_days: int, first: date, last: date) -> list[Due]:
    """The visits due from `first` to `last`, both included, each counted from the one before.

    Never seen, or late already: due on `first`, and then every `every_days`. Raises ValueError for a rhythm below 1.
    """
    if every_days < 1:
        raise ValueError(every_days)
    leeway = timedelta(days=max(2, every_days // LEEWAY))
    on = first if last_on is None else max(first, last_on + timedelta(days=every_days))
    found = []
    while on <= last:
        found.append(Due(on, max(first, on - leeway), min(last, on + leeway)))
        on += timedelta(days=every_days)
    return found
