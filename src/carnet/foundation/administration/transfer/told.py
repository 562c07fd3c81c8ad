"""Numbers of rows inside JSON: what an event tells of its act.

The rule, for whoever writes JSON into a row that travels:

- `<name>_id` is the number of a row, `<name>_ids` a list of them, where `<name>` is a foreign key somewhere or a model.
- `kind` beside `id` or `object_id` names the row's table: `{"kind": "parties.company", "id": 12}`.
- In `before` and `after` of an event, a foreign key of its one subject may stand under its own name (`"owner": 3`),
  and `id` alone is that subject's number.

Anything else stays as it is. An `id` that the rule cannot place becomes null, and its event can no longer be undone:
an undo must not touch a stranger.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .numbers import Numbers
from .plan import Table

Subject = tuple[str, int]
"""Table and old number."""


@dataclass(slots=True)
class Told:
    """A converted value; `is_sure` false when an `id` had to be dropped."""

    value: Any
    is_sure: bool = True


class Teller:
    def __init__(self, tables: Mapping[str, Table], numbers: Mapping[str, Numbers]) -> None:
        self.tables = tables
        self.numbers = numbers
        self.names = _unambiguous(tables)

    def of_row(self, value: Any) -> Any:
        """JSON of any row but an event."""
        return self._walk(value, Told(None))

    def of_event(self, value: Any, subject: Subject | None) -> Told:
        """JSON of an event, whose only subject is `subject` (None when it has none or several)."""
        told = Told(None)
        if not isinstance(value, dict):
            told.value = self._walk(value, told)
            return told
        bare = value["id"] if _is_number(value.get("id")) and "kind" not in value else None
        rest = {name: item for name, item in value.items() if bare is None or name != "id"}
        told.value = self._walk(rest, told, is_event=True)
        own = self.tables[subject[0]].points_to if subject and subject[0] in self.tables else {}
        for name, number in rest.items():
            if _is_number(number) and own.get(f"{name}_id", "user") != "user":
                told.value[name] = self.renumbered(own[f"{name}_id"], number)
        if bare is not None:
            told.value["id"] = self.renumbered(*subject) if subject and subject[1] == bare else None
            told.is_sure = told.is_sure and told.value["id"] is not None
        return told

    def renumbered(self, label: str, number: int) -> int | None:
        known = self.numbers.get(label)
        return known.get(number) if known is not None else None

    def _walk(self, value: Any, told: Told, *, is_event: bool = False) -> Any:
        if isinstance(value, list):
            return [self._walk(item, told, is_event=is_event) for item in value]
        if not isinstance(value, dict):
            return value
        return {name: self._item(name, item, value, told, is_event=is_event) for name, item in value.items()}

    def _item(self, name: str, item: Any, around: dict[str, Any], told: Told, *, is_event: bool) -> Any:
        if _is_number(item):
            if name in {"id", "object_id"} and around.get("kind") in self.tables:
                return self.renumbered(around["kind"], item)
            if name == "id" and is_event:
                told.is_sure = False
                return None
            label = self.names.get(name.removesuffix("_id")) if name.endswith("_id") else None
            return self.renumbered(label, item) if label else item
        if name.endswith("_ids") and isinstance(item, list) and all(map(_is_number, item)):
            label = self.names.get(name.removesuffix("_ids"))
            return [self.renumbered(label, number) for number in item] if label else item
        return self._walk(item, told, is_event=is_event)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _unambiguous(tables: Mapping[str, Table]) -> dict[str, str]:
    """Foreign keys' and models' names that mean one table only; a foreign key goes before a model."""
    keys, kinds = defaultdict(set), defaultdict(set)
    for label, table in tables.items():
        kinds[label.partition(".")[2]].add(label)
        for column, target in table.points_to.items():
            if target != "user":
                keys[column.removesuffix("_id")].add(target)
    names = {name: targets for name, targets in {**kinds, **keys}.items() if len(targets) == 1}
    return {name: next(iter(targets)) for name, targets in names.items()}
