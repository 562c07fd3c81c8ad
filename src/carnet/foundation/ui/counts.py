"""What waits for a reader, beside the entries of the navigation. Each room says its own in its `counts.py`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

MOST = 100
"""Beyond it one no longer counts: a room looks at so many rows at most."""

Number = Callable[[Membership], int]
Words = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """`words` says a number as one reads it aloud: « 3 tâches en retard »."""

    permission: Permission
    words: Words
    number: Number


_waiting: dict[str, Waiting] = {}


def waiting(code: str, *, needs: Permission, words: Words) -> Callable[[Number], Number]:
    """Register the number of a navigation entry, for who holds `needs`; at most a query or two, on an index."""

    def register(number: Number) -> Number:
        if code in _waiting:
            raise ValueError(f"two numbers for {code}")
        _waiting[code] = Waiting(needs, words, number)
        return number

    return register


def codes() -> Collection[str]:
    return _waiting.keys()


def counts_of(member: Membership) -> dict[str, tuple[int, str]]:
    """The numbers above zero, each with its words, of the entries that `member` may open."""
    found = ((code, one, one.number(member)) for code, one in _waiting.items() if member.may(one.permission))
    return {code: (number, one.words(number)) for code, one, number in found if number}
