"""How many rows of a list have each value of something, each count a link to the list narrowed to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.utils.translation import pgettext

from carnet.foundation.fields.rules.definitions import Definition, Kind
from carnet.foundation.ui.lists import GroupLine

from .rules.tree import Condition, Group, Joined, Node, read, written

MOST = 50
"""Values shown; the others are counted together."""
Sums = Callable[[QuerySet[Any], str], Mapping[Any, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """By a column of the rows. `words` names its values, in their order where `is_ordered`; `sums` gives cents by value
    for the same column reached from the rows."""

    key: str
    label: str
    path: str
    words: Mapping[Any, str] | None = None
    sums: Sums | None = None
    operator: str = "parmi"
    own: Definition | None = None

    def lines(self, rows: QuerySet[Any], where: str) -> list[GroupLine]:
        found: dict[Any, int] = {}
        path = "grouped__text" if self.own else self.path
        for value, count in self._joined(rows).order_by().values_list(path).annotate(count=Count("pk")):
            found[value or None] = found.get(value or None, 0) + count
        cents = self.sums(rows, self.path) if self.sums else {}
        shown = self._in_turn(found)
        lines = [self._line(value, found[value], where, cents) for value in shown[:MOST]]
        if rest := shown[MOST:]:
            together = sum(cents.get(value, 0) for value in rest) if self.sums else None
            count = sum(found[value] for value in rest)
            lines.append(GroupLine(pgettext("group", "Others"), count, where, together))
        return lines

    def _joined(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.own is None:
            return rows
        return rows.annotate(grouped=FilteredRelation("custom_values", condition=Q(custom_values__field=self.own.id)))

    def _in_turn(self, found: Mapping[Any, int]) -> list[Any]:
        """Choices as they are declared, other values the most frequent first; none comes last."""
        if self.words is not None:
            known = [value for value in self.words if value in found]
            return [*known, *(value for value in found if value not in self.words)]
        filled = sorted((value for value in found if value is not None), key=lambda value: (-found[value], str(value)))
        return [*filled, *([None] if None in found else [])]

    def _line(self, value: Any, count: int, where: str, cents: Mapping[Any, int]) -> GroupLine:
        label = pgettext("group", "None") if value is None else str((self.words or {}).get(value, value))
        operator, values = ("vide", ()) if value is None else (self.operator, (str(value),))
        narrowed = narrower(where, Condition(self.key, operator, values))
        return GroupLine(label, count, narrowed, cents.get(value, 0) if self.sums else None)


def narrower(where: str, condition: Condition) -> str:
    """The filter with one more condition that every row must meet."""
    tree = read(where).tree
    parts: tuple[Node, ...] = tree.parts if tree.joined == Joined.ALL else (tree,)
    return written(Group(Joined.ALL, (*parts, condition)))


def own_groupings(fields: Any) -> tuple[Counted, ...]:
    """Those of the workspace's own fields that are one choice among some."""
    return tuple(
        Counted(one.key, one.label, "", {choice.code: choice.label for choice in one.choices}, own=one)
        for one in fields
        if one.kind == Kind.CHOICE
    )
