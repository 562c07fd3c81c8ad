"""From the bytes of a file to plain dictionaries, refusing what only an attack or a slip would hold. No Django."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import CSafeLoader

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_EVENTS = 200_000


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and with which value; `words.sentence` says it with its remedy."""

    kind: str
    place: str
    values: dict[str, Any] = field(default_factory=dict)


class ReferentialUnreadable(Exception):
    """The file is not even a YAML mapping that we accept to load."""

    def __init__(self, kind: str, place: str, **values: Any) -> None:
        super().__init__(f"{kind} at {place}: {values}")
        self.reason = kind
        self.problem = Problem(kind, place, values)


class _Loader(CSafeLoader):
    """YAML lets a key come twice and keeps the last: in a référentiel that hides a lost competency."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        seen = set()
        for key in (key for key, _value in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise ReferentialUnreadable("duplicate_key", line(key.start_mark), key=key.value)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def line(mark: Any) -> str:
    return f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"


def read(data: bytes) -> dict[str, Any]:
    """Parse a file of at most MAX_BYTES, without aliases, without tags, MAX_DEPTH levels deep at most.

    Raises ReferentialUnreadable. Linear in the size of the file: depth and aliases are judged on the stream of
    events, before anything is built.
    """
    if len(data) > MAX_BYTES:
        raise ReferentialUnreadable("too_large", "1:1", size=len(data), most=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise ReferentialUnreadable("not_utf8", f"{row}:1") from error
    try:
        _refuse_bombs(text)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is the safe loader, stricter
    except yaml.MarkedYAMLError as error:
        raise ReferentialUnreadable("not_yaml", line(error.problem_mark), value=error.problem or "") from error
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise ReferentialUnreadable("not_yaml", "1:1", value=str(error).splitlines()[0][:120]) from error
    if not isinstance(document, dict):
        raise ReferentialUnreadable("not_a_mapping", "1:1", value=type(document).__name__)
    return document


def _refuse_bombs(text: str) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=CSafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise ReferentialUnreadable("alias", line(event.start_mark), value=event.anchor)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise ReferentialUnreadable("too_deep", line(event.start_mark), most=MAX_DEPTH)
        if count > MAX_EVENTS:
            raise ReferentialUnreadable("too_many", line(event.start_mark), most=MAX_EVENTS)
