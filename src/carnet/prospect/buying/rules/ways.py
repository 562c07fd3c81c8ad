"""Who can carry our word to whom: along ties, from people we have met and who are not against us."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from .centre import Actor, Attitude, Part, Tie, TieKind

LONGEST = 3
"""Ties in a way; beyond, nobody would vouch for us any more."""


def reaches(ties: Iterable[Tie]) -> dict[int, set[int]]:
    """To whom each can speak for us: whom they influence, who works with them, their chief and their people."""
    found: dict[int, set[int]] = {}
    for tie in ties:
        if tie.kind == TieKind.OPPOSES:
            continue
        found.setdefault(tie.who, set()).add(tie.toward)
        if tie.kind != TieKind.INFLUENCES:
            found.setdefault(tie.toward, set()).add(tie.who)
    return found


def way_to(key: int, actors: Sequence[Actor], ties: Iterable[Tie]) -> tuple[int, ...]:
    """The shortest way to `key`, first the one to ask and `key` left out; empty where nobody can introduce us.

    It begins with somebody met, favourable before neutral, then the more powerful; nobody opposed or gone is on it.
    """
    known = {actor.key: actor for actor in actors if not actor.is_gone and actor.attitude != Attitude.OPPOSED}
    near = reaches(ties)
    ways = [way for actor in _askable(known, key) if (way := _shortest(actor.key, key, near, known))]
    return min(ways, key=len, default=())


def _askable(known: Mapping[int, Actor], key: int) -> list[Actor]:
    met = [actor for actor in known.values() if actor.met_on and actor.key != key and not actor.is_barred]
    willing = [actor for actor in met if actor.attitude in {Attitude.FAVOURABLE, Attitude.NEUTRAL}]
    return sorted(willing, key=lambda one: (one.attitude != Attitude.FAVOURABLE, -(one.power or 0), one.key))


def _shortest(start: int, goal: int, near: Mapping[int, set[int]], known: Mapping[int, Actor]) -> tuple[int, ...]:
    waiting: deque[tuple[int, ...]] = deque([(start,)])
    seen = {start}
    while waiting:
        way = waiting.popleft()
        for other in sorted(near.get(way[-1], ())):
            if other == goal:
                return way
            if other not in seen and other in known and len(way) < LONGEST:
                seen.add(other)
                waiting.append((*way, other))
    return ()


def allies_of(key: int, actors: Sequence[Actor], ties: Iterable[Tie]) -> tuple[int, ...]:
    """The favourable people who can speak to `key` directly, the most powerful first."""
    near = reaches(ties)
    found = [
        actor
        for actor in actors
        if actor.attitude == Attitude.FAVOURABLE and not actor.is_gone and key in near.get(actor.key, ())
    ]
    return tuple(actor.key for actor in sorted(found, key=lambda one: (-(one.power or 0), one.key)))


def filters_before(key: int, actors: Sequence[Actor], ties: Iterable[Tie]) -> tuple[int, ...]:
    """The filters who stand before `key` and are not won over: those tied to them, or all where none is."""
    guards = [
        actor
        for actor in actors
        if Part.FILTER in actor.parts
        and actor.key != key
        and not actor.is_gone
        and actor.attitude != Attitude.FAVOURABLE
    ]
    tied = {tie.who for tie in ties if tie.toward == key} | {tie.toward for tie in ties if tie.who == key}
    own = [actor.key for actor in guards if actor.key in tied]
    every_tied = {tie.who for tie in ties} | {tie.toward for tie in ties}
    return tuple(own or [actor.key for actor in guards if actor.key not in every_tied])
