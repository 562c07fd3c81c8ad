"""Pairs made into groups, and how well the groups say the truth."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)


def groups(pairs: Iterable[tuple[Id, Id]]) -> list[list[Id]]:
    """The records that pairs join, directly or through others; each group in the order in which they came."""
    leaders: dict[Id, Id] = {}

    def leader(one: Id) -> Id:
        leaders.setdefault(one, one)
        while leaders[one] != one:
            leaders[one] = leaders[leaders[one]]
            one = leaders[one]
        return one

    for one, other in pairs:
        first, second = leader(one), leader(other)
        leaders[second] = first
    found: dict[Id, list[Id]] = defaultdict(list)
    for one in list(leaders):
        found[leader(one)].append(one)
    return list(found.values())


def pairs_within(members: Iterable[Iterable[Id]]) -> set[frozenset[Id]]:
    """Every two records of the same group."""
    return {frozenset(pair) for group in members for pair in combinations(group, 2)}


@dataclass(frozen=True, slots=True)
class Quality:
    """`found` pairs, of which `right` ones are true; `true` is how many there are to find."""

    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def quality(found: set[frozenset[Id]], true: set[frozenset[Id]]) -> Quality:
    return Quality(found=len(found), right=len(found & true), true=len(true))


def by_group(labels: Mapping[Id, Hashable]) -> list[list[Id]]:
    """The groups of records that carry the same label."""
    found: dict[Hashable, list[Id]] = defaultdict(list)
    for one, label in labels.items():
        found[label].append(one)
    return list(found.values())
