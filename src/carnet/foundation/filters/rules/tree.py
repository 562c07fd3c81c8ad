"""A tree of conditions and the address that says it: `1.et(etape:parmi:hot,ou(contact:sous:2026-08-01,contact:vide))`.

The text is made to be read and shared. It begins with the version of its grammar. In a value `~` stands before what the
grammar would take for itself. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

VERSION = "1"
LONGEST = 1200
"""Letters of a whole filter: a link with a longer one is cut by some mail readers."""
DEEPEST = 3
"""Groups inside one another, the outermost counted."""
MOST_CONDITIONS = 20
MOST_VALUES = 30
LONGEST_VALUE = 100


class Joined(StrEnum):
    ALL = "et"
    ANY = "ou"


@dataclass(frozen=True, slots=True)
class Condition:
    """`key` names what is asked about; `operator` and `values` are as the address says them, not yet checked."""

    key: str
    operator: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    joined: Joined = Joined.ALL
    parts: tuple["Node", ...] = ()


Node = Condition | Group
EMPTY = Group()


@dataclass(frozen=True, slots=True)
class Problem:
    """What was left out. `reason`: version, syntax, deep, many, long, or what the reader of a condition says."""

    reason: str
    part: str = ""
    label: str = ""


@dataclass(slots=True)
class Read:
    tree: Group = EMPTY
    problems: list[Problem] = field(default_factory=list)


_SPECIAL = frozenset("~(),:")


def written(tree: Group) -> str:
    """The shortest text that reads back as `tidy(tree)`; empty for a tree that asks nothing."""
    clean = tidy(tree)
    return f"{VERSION}.{_group(clean)}" if clean.parts else ""


def _group(group: Group) -> str:
    return f"{group.joined}({','.join(_node(part) for part in group.parts)})"


def _node(node: Node) -> str:
    if isinstance(node, Group):
        return _group(node)
    return ":".join(_escaped(text) for text in (node.key, node.operator, *node.values))


def _escaped(text: str) -> str:
    return "".join(f"~{letter}" if letter in _SPECIAL else letter for letter in text)


def tidy(tree: Group) -> Group:
    """Without groups that hold nothing; a group of one part is that part, but for the outermost."""
    clean = _tidy(tree)
    while len(clean.parts) == 1 and isinstance(clean.parts[0], Group):
        clean = clean.parts[0]
    return Group(Joined.ALL, clean.parts) if len(clean.parts) < 2 else clean


def _tidy(group: Group) -> Group:
    parts: list[Node] = []
    for part in group.parts:
        if isinstance(part, Condition):
            parts.append(part)
            continue
        inner = _tidy(part)
        kept = inner.parts[0] if len(inner.parts) == 1 else inner
        if isinstance(kept, Condition):
            parts.append(kept)
        elif kept.joined == group.joined:
            parts.extend(kept.parts)
        elif kept.parts:
            parts.append(kept)
    return Group(group.joined, tuple(parts))


def conditions(tree: Group) -> Iterator[Condition]:
    for part in tree.parts:
        if isinstance(part, Condition):
            yield part
        else:
            yield from conditions(part)


def depth(tree: Group) -> int:
    return 1 + max((depth(part) for part in tree.parts if isinstance(part, Group)), default=0)


def read(text: str) -> Read:
    """The tree that an address says. What cannot be read is left out and told; nothing is ever raised."""
    text = text.strip()
    if not text:
        return Read()
    if len(text) > LONGEST:
        return Read(problems=[Problem("long")])
    version, dot, rest = text.partition(".")
    if not dot or version != VERSION:
        return Read(problems=[Problem("version", text[:40])])
    reader = _Reader(rest)
    node = reader.node(1)
    if reader.place < len(rest):
        reader.problems.append(Problem("syntax", rest[reader.place :][:40]))
    if isinstance(node, Condition):
        node = Group(Joined.ALL, (node,))
    return Read(tidy(node) if node else EMPTY, reader.problems)


class _Reader:
    """Goes through the text once; after a fault it goes on behind the next comma of the same group."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0
        self.problems: list[Problem] = []
        self.count = 0

    def node(self, level: int) -> Node | None:
        for joined in Joined:
            if self.text.startswith(f"{joined}(", self.place):
                self.place += len(joined) + 1
                return self.group(joined, level)
        return self.condition()

    def group(self, joined: Joined, level: int) -> Group | None:
        """The parts up to the closing bracket; one that is missing is taken for written."""
        parts: list[Node] = []
        while self.place < len(self.text) and self.text[self.place] != ")":
            part = self.node(level + 1)
            if part is not None:
                parts.append(part)
            if self.place < len(self.text) and self.text[self.place] == ",":
                self.place += 1
        self.place += 1
        if level > DEEPEST:
            self.problems.append(Problem("deep"))
            return None
        return Group(joined, tuple(parts))

    def condition(self) -> Condition | None:
        start, words = self.place, [""]
        is_broken = False
        while self.place < len(self.text) and self.text[self.place] not in ",)":
            letter = self.text[self.place]
            if letter == "~" and self.place + 1 < len(self.text):
                self.place += 1
                words[-1] += self.text[self.place]
            elif letter == ":":
                words.append("")
            else:
                is_broken = is_broken or letter in "(~"
                words[-1] += letter
            self.place += 1
        return self._checked(words, self.text[start : self.place], is_broken=is_broken)

    def _checked(self, words: list[str], said: str, *, is_broken: bool) -> Condition | None:
        key, operator, *values = [*words, ""] if len(words) < 2 else words
        if is_broken or not key or not operator:
            self.problems.append(Problem("syntax", said[:40]))
            return None
        if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
            self.problems.append(Problem("long", said[:40]))
            return None
        self.count += 1
        if self.count > MOST_CONDITIONS:
            if self.count == MOST_CONDITIONS + 1:
                self.problems.append(Problem("many"))
            return None
        return Condition(key, operator, tuple(values))


def without(tree: Group, place: tuple[int, ...]) -> Group:
    """The tree without the part at `place`; unchanged where there is none."""
    if not place or place[0] >= len(tree.parts):
        return tree
    first, rest = place[0], place[1:]
    part = tree.parts[first]
    if not rest:
        return Group(tree.joined, (*tree.parts[:first], *tree.parts[first + 1 :]))
    if isinstance(part, Condition):
        return tree
    return Group(tree.joined, (*tree.parts[:first], without(part, rest), *tree.parts[first + 1 :]))


def added(tree: Group, place: tuple[int, ...], node: Node) -> Group:
    """The tree with one more part at the end of the group at `place` (empty: the outermost)."""
    if not place:
        return Group(tree.joined, (*tree.parts, node))
    first, rest = place[0], place[1:]
    part = tree.parts[first] if first < len(tree.parts) else None
    if not isinstance(part, Group):
        return tree
    return Group(tree.joined, (*tree.parts[:first], added(part, rest, node), *tree.parts[first + 1 :]))
