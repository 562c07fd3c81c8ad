"""What can be wrong with the table of law. Pure."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from .rules import Confidence, LegalValue, Mention


def problems(values: Sequence[LegalValue], mentions: Sequence[Mention] = ()) -> Iterator[str]:
    """One sentence for each fault: overlaps, dates in the wrong order, claims without a reading or a source."""
    for value in values:
        yield from _of_one(value)
        if value.value is None and not value.is_unverified:
            yield f"{_name(value)}: no value, and yet {value.confidence}"
    for mention in mentions:
        yield from _of_one(mention)
    for one, other in combinations(values, 2):
        if one.code == other.code:
            yield from _of_two(one, other)
    for due, never in combinations(mentions, 2):
        if due.code == never.code and due.must != never.must and due.buyers & never.buyers and _meet(due, never):
            yield f"{due.code}: due and forbidden to the same buyer"


def _name(one: LegalValue | Mention) -> str:
    return f"{one.code} from {one.in_force_from}"


def _of_one(one: LegalValue | Mention) -> Iterator[str]:
    if one.in_force_to and one.in_force_to < one.in_force_from:
        yield f"{one.code}: ends on {one.in_force_to}, before it begins on {one.in_force_from}"
    if one.confidence != Confidence.UNVERIFIED and one.read_on is None:
        yield f"{_name(one)}: {one.confidence} without the day it was read"
    if not one.source:
        yield f"{_name(one)}: no source"


def _of_two(one: LegalValue, other: LegalValue) -> Iterator[str]:
    if (one.unit, one.label, one.theme) != (other.unit, other.label, other.theme):
        yield f"{one.code}: two units, two labels or two themes"
    if one.buyers & other.buyers and one.territories & other.territories and _meet(one, other):
        yield f"{one.code}: the periods from {one.in_force_from} and from {other.in_force_from} overlap"


def _meet(one: LegalValue | Mention, other: LegalValue | Mention) -> bool:
    first, second = (one, other) if one.in_force_from <= other.in_force_from else (other, one)
    return first.in_force_to is None or second.in_force_from <= first.in_force_to
