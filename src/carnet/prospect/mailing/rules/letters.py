"""A letter with fields to fill: read with every fault and its place, filled for one reader, links counted. Pure.

`{{ prenom }}` stands for a value, `{{ prenom|cher client }}` says what to write where there is none.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

FIELD = re.compile(r"\{\{\s*(?P<name>[^{}|]*?)\s*(?:\|(?P<otherwise>[^{}]*))?\}\}")
URL = re.compile(r"https?://[^\s<>\"'()]+[^\s<>\"'().,;:!?]", re.IGNORECASE)
LONGEST_VALUE = 200
LONGEST_SUBJECT = 150
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where. `reason`: unknown_field, braces, in_link, line_break, empty, too_long, false_reply."""

    reason: str
    part: str
    line: int
    column: int
    value: str = ""
    near: str = ""


class ValueMissing(ValueError):
    """A field has no value for this reader, and the letter says nothing instead. `name`: which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def names_in(text: str) -> list[str]:
    """The fields that a text asks for, each once, in order."""
    return list(dict.fromkeys(found["name"] for found in FIELD.finditer(text)))


def faults_of(subject: str, text: str, known: Collection[str]) -> list[Fault]:
    """Everything that keeps a letter from being saved, in the order of reading."""
    found: list[Fault] = []
    if not subject.strip():
        found.append(Fault("empty", "subject", 1, 1))
    if re.search(r"[\r\n]", subject):
        found.append(Fault("line_break", "subject", 1, re.search(r"[\r\n]", subject).start() + 1))  # type: ignore[union-attr] # just found
    if len(subject) > LONGEST_SUBJECT:
        found.append(Fault("too_long", "subject", 1, LONGEST_SUBJECT))
    if re.match(r"\s*(re|fwd?|tr)\s*:", subject, re.IGNORECASE):
        found.append(Fault("false_reply", "subject", 1, 1, subject.partition(":")[0].strip()))
    if not text.strip():
        found.append(Fault("empty", "text", 1, 1))
    if len(text) > LONGEST_TEXT:
        found.append(Fault("too_long", "text", *_place(text, LONGEST_TEXT)))
    for part, words in (("subject", subject), ("text", text)):
        found += _field_faults(part, words, known)
    return found


def _field_faults(part: str, text: str, known: Collection[str]) -> list[Fault]:
    found: list[Fault] = []
    for one in FIELD.finditer(text):
        if one["name"] not in known:
            near = get_close_matches(one["name"], list(known), n=1, cutoff=0.5)
            place = _place(text, one.start())
            found.append(Fault("unknown_field", part, *place, one["name"], near[0] if near else ""))
    left = FIELD.sub(lambda one: " " * len(one[0]), text)
    marks = re.finditer(r"\{\{|\}\}", left)
    found += [Fault("braces", part, *_place(text, mark.start()), mark[0]) for mark in marks]
    links = re.finditer(r"https?://\S*\{\{", text, re.IGNORECASE)
    found += [Fault("in_link", part, *_place(text, link.start())) for link in links]
    return sorted(found, key=lambda one: (one.line, one.column))


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from one."""
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def one_line(value: object) -> str:
    """A value as plain text on one line: no line break, control or direction mark of it reaches a header."""
    kept = "".join(" " if unicodedata.category(mark) in {"Cc", "Zl", "Zp"} else mark for mark in str(value or ""))
    kept = "".join(mark for mark in kept if unicodedata.category(mark) not in {"Cf", "Cs"} or mark == "\u200d")
    return " ".join(kept.split())[:LONGEST_VALUE]


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text for one reader. Raises ValueMissing; a field that `values` does not know has no value."""

    def value(found: re.Match[str]) -> str:
        said = one_line(values.get(found["name"], "")) or one_line(found["otherwise"] or "")
        if not said and found["otherwise"] is None:
            raise ValueMissing(found["name"])
        return said

    return FIELD.sub(value, text)


def links_in(texts: Sequence[str]) -> list[str]:
    """Every address of the texts, each once: what a click may lead to, and nothing else."""
    return list(dict.fromkeys(link for text in texts for link in URL.findall(text)))


def relinked(text: str, way: Callable[[str], str]) -> str:
    """The text with each address led through `way`."""
    return URL.sub(lambda found: way(found[0]), text)


def variant_of(codes: Sequence[str], *, letter: int, reader: str) -> str:
    """Which variant a reader gets: always the same for a letter, spread evenly over readers."""
    if len(codes) == 1:
        return codes[0]
    digest = hashlib.sha256(f"{letter}:{reader}".encode()).digest()
    return sorted(codes)[int.from_bytes(digest[:8]) % len(codes)]
