"""A filter of conditions as a list shows it: what it leaves, its parts as chips, what of the address was left out."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import QuerySet

from . import words
from .rules.tree import without, written
from .selecting import Selection, select
from .subjects import Catalogue


class Filtered:
    """What `ui/lists.py` asks of a filter."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    def narrowed(self, rows: QuerySet[Any]) -> tuple[QuerySet[Any], bool]:
        return self.selection.narrowed(rows)

    def chips(self) -> list[tuple[str, str]]:
        """Each part of the outermost group in words, and the filter without it."""
        tree = self.selection.tree
        return [
            (words.part(part, self.selection), written(without(tree, (place,))))
            for place, part in enumerate(tree.parts)
        ]

    def joined(self) -> str:
        return words.joining(self.selection.tree.joined)

    def sentence(self) -> str:
        return words.sentence(self.selection)

    def notes(self) -> list[str]:
        """Why parts of the address were left out."""
        return list(dict.fromkeys(words.told(problem) for problem in self.selection.problems))


def reader(subjects: Callable[[], Catalogue]) -> Callable[[str], Filtered]:
    """For `ListSpec.select`: each text read once."""
    return cache(lambda text: Filtered(select(text, subjects)))
