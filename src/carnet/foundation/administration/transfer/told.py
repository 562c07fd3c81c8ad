"""Numbers of rows inside JSON: what an event tells of its act.

The rule, for whoever writes JSON into a row that travels:

- `<name>_id` is the number of a row, `<name>_ids` a list of them, where `<name>` is a foreign key somewhere or a model;
- `kind` beside `id` or `object_id` names the row's table: `{"kind": "parties.company", "id": 12}`;
- in `before` and `after` of an event, `id` alone is the number of its one subject, or else of nothing.

Anything else stays as it is. A number that the rule cannot place becomes 0, which is nobody's: a link made of it
leads to a page not found, never to a stranger's record.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from .numbers import Numbers
from .plan import Table

Subject = tuple[str, int]
"""Table and old number."""
NOBODY = 0


class Teller:
    def __init__(self, tables: Mapping[str, Table], numbers: Mapping[str, Numbers]) -> None:
        self.tables = tables
        self.numbers = numbers
        self.names = _unambiguous(tables)

    def of_row(self, value: Any) -> Any:
        """JSON of any row."""
        if isinstance(value, list):
            return [self.of_row(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {name: self._item(name, item, value) for name, item in value.items()}

    def of_event(self, value: Any, subject: Subject | None) -> Any:
        """JSON of an event, whose only subject is `subject` (None when it has none or several)."""
        told = self.of_row(value)
        if isinstance(told, dict) and _is_number(told.get("id")) and "kind" not in told:
            is_subject = subject is not None and subject[1] == told["id"]
            told["id"] = self.renumbered(*subject) if subject and is_subject else NOBODY
        return told

    def renumbered(self, label: str, number: int) -> int:
        known = self.numbers.get(label)
        return (known.get(number) if known is not None else None) or NOBODY

    def _item(self, name: str, item: Any, around: dict[str, Any]) -> Any:
        if _is_number(item):
            kind = around.get("kind")
            if name in {"id", "object_id"} and isinstance(kind, str) and kind in self.tables:
                return self.renumbered(kind, item)
            label = self.names.get(name.removesuffix("_id")) if name.endswith("_id") else None
            return self.renumbered(label, item) if label else item
        if name.endswith("_ids") and isinstance(item, list) and all(map(_is_number, item)):
            label = self.names.get(name.removesuffix("_ids"))
            return [self.renumbered(label, number) for number in item] if label else item
        return self.of_row(item)


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
