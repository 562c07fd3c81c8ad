"""The tree of the builder's form: each part has a place, `0`, `0-2`, `0-2-1`, and its fields end in it. Pure.

A part still being filled in is kept as it is: a condition may have no operator yet.
"""

from collections.abc import Mapping, Sequence

from .tree import DEEPEST, MOST_CONDITIONS, Condition, Group, Joined, Node, added, conditions, without

Given = Mapping[str, Sequence[str]]
ROOT = "0"
JOINED, KEY, OPERATOR, VALUE, ACT = "j", "k", "o", "v", "act"


def from_form(given: Given) -> Group:
    """What the fields say; a place without its group is left out, and so is what lies too deep."""
    return _group(given, ROOT, 1)


def _group(given: Given, place: str, level: int) -> Group:
    joined = Joined.ANY if _last(given, f"{JOINED}{place}") == Joined.ANY else Joined.ALL
    parts: list[Node] = []
    for inner in _inner(given, place):
        if f"{JOINED}{inner}" in given:
            if level < DEEPEST:
                parts.append(_group(given, inner, level + 1))
        else:
            values = tuple(value.strip()[:100] for value in given.get(f"{VALUE}{inner}", ()))
            parts.append(Condition(_last(given, f"{KEY}{inner}"), _last(given, f"{OPERATOR}{inner}"), values))
    return Group(joined, tuple(parts[:MOST_CONDITIONS]))


def _inner(given: Given, place: str) -> list[str]:
    """The places right inside `place`, in their order."""
    numbers = set()
    for name in given:
        if name[:1] in {JOINED, KEY} and name[1:].startswith(f"{place}-"):
            number = name[len(place) + 2 :]
            if number.isascii() and number.isdigit() and len(number) < 4:
                numbers.add(int(number))
    return [f"{place}-{number}" for number in sorted(numbers)]


def _last(given: Given, name: str) -> str:
    return (given.get(name) or [""])[-1].strip()[:60]


def acted(tree: Group, act: str) -> Group:
    """The tree after a press of one of its buttons: `condition-0-1`, `group-0`, `remove-0-1-2`; else unchanged."""
    name, _, where = act.partition("-")
    place = place_of(where)
    if place is None:
        return tree
    if name == "remove" and place:
        return without(tree, place)
    if sum(1 for _one in conditions(tree)) >= MOST_CONDITIONS:
        return tree
    if name == "condition":
        return added(tree, place, Condition(""))
    if name == "group" and len(place) < DEEPEST - 1:
        return added(tree, place, Group(Joined.ANY, (Condition(""), Condition(""))))
    return tree


def place_of(text: str) -> tuple[int, ...] | None:
    """`0-2-1` as (2, 1); None for what is no place."""
    root, *rest = text.split("-")
    if root != ROOT or len(rest) > DEEPEST or not all(one.isascii() and one.isdigit() and len(one) < 4 for one in rest):
        return None
    return tuple(int(one) for one in rest)


def settled(tree: Group) -> Group:
    """Without the conditions that do not yet say about what and how they ask."""
    parts: list[Node] = []
    for part in tree.parts:
        if isinstance(part, Group):
            parts.append(settled(part))
        elif part.key and part.operator:
            parts.append(Condition(part.key, part.operator, tuple(value for value in part.values if value)))
    return Group(tree.joined, tuple(parts))
