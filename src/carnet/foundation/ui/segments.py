"""The order of a list as stretches of an index, one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

ANY, FILLED, BEGINS, OTHERWISE = object(), object(), object(), object()


@dataclass(frozen=True, slots=True)
class Via:
    """A table beside the list's own with at most one row for each of its lines, once `condition` holds; `name` is how
    a segment calls it."""

    name: str
    relation: str
    condition: Q

    def joined(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.annotate(**{self.name: FilteredRelation(self.relation, condition=self.condition)})


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows whose `field` holds `value`, in the order of `keys` then of `tie`, as an index has them.

    A sort is a row of segments: an empty value or a choice gets its place without leaving the index. Fields and keys
    may be those of another table, called by the name of `via`; `floor`, below every value, then tells SQLite to read
    that table's index. What `stays_last` does so in either direction.
    """

    field: str = ""
    value: Any = ANY
    keys: tuple[str, ...] = ()
    start: str = ""
    tie: str = "id"
    via: Via | None = None
    floor: Any = None
    stays_last: bool = False

    def read(self, rows: QuerySet[Any], beyond: Q | None = None) -> QuerySet[Any]:
        """One `filter` for all: a second one would join the other table anew."""
        condition = self.condition() if beyond is None else self.condition() & beyond
        return (self.via.joined(rows) if self.via else rows).filter(condition)

    @property
    def order(self) -> tuple[str, ...]:
        return (*self.keys, self.tie)

    def condition(self) -> Q:
        if self.value is ANY:
            return Q()
        if self.value is FILLED:
            known = {f"{self.field}__isnull": False} if self.floor is None else {f"{self.field}__gte": self.floor}
            return Q(**known)
        if self.value in {BEGINS, OTHERWISE}:
            begins = Q(**{f"{self.field}__prefix": self.start})
            return begins if self.value is BEGINS else ~begins
        return Q(**{self.field: self.value})

    def holds(self, row: Mapping[str, Any]) -> bool:
        if self.value is ANY:
            return True
        value = row[self.field]
        if self.value is FILLED:
            return value is not None
        if self.value in {BEGINS, OTHERWISE}:
            return str(value).startswith(self.start) == (self.value is BEGINS)
        return bool(value == self.value)


def along(*keys: str) -> tuple[Segment, ...]:
    """Sort by columns that are never null."""
    return (Segment(keys=keys),)


def filled_last(key: str) -> tuple[Segment, ...]:
    """Sort by a column, rows without a value before all others (after them when descending)."""
    return (Segment(key, None), Segment(key, FILLED, (key,)))


def by_choice(name: str, values: Iterable[str], key: str) -> tuple[Segment, ...]:
    """Sort by a choice in the order in which its values are declared, then by `key`."""
    return tuple(Segment(name, value, (key,)) for value in values)


def beginning_first(key: str, start: str) -> tuple[Segment, ...]:
    """Sort by `key`, those that begin with `start` before the others."""
    return (Segment(key, BEGINS, (key,), start), Segment(key, OTHERWISE, (key,), start))
