"""Whom to see next and why: points that add up, each with its reason.

The weights are the house's own reading of who has a say at which step; the page shows every point, so that a rep can
disagree with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .centre import Actor, Attitude, Kind, Part, Purchase, Step, Tie, missing
from .gaps import PATIENCE
from .ways import allies_of, filters_before, way_to

P = Part
AT_STEP: dict[Step, dict[Part, int]] = {
    Step.NEED: {P.INITIATOR: 30, P.USER: 25, P.PRESCRIBER: 15, P.DECIDER: 15, P.BUYER: 5, P.FILTER: 5},
    Step.SPECIFICATION: {P.PRESCRIBER: 30, P.USER: 25, P.INITIATOR: 15, P.DECIDER: 15, P.BUYER: 10, P.FILTER: 5},
    Step.SEARCH: {P.BUYER: 30, P.PRESCRIBER: 25, P.DECIDER: 15, P.USER: 10, P.FILTER: 10, P.INITIATOR: 5},
    Step.CONSULTATION: {P.BUYER: 30, P.DECIDER: 25, P.PRESCRIBER: 20, P.USER: 10, P.FILTER: 10, P.INITIATOR: 5},
    Step.CHOICE: {P.DECIDER: 35, P.BUYER: 25, P.PRESCRIBER: 15, P.USER: 5, P.FILTER: 5, P.INITIATOR: 5},
    Step.FOLLOW_UP: {P.USER: 30, P.INITIATOR: 15, P.BUYER: 15, P.DECIDER: 15, P.PRESCRIBER: 10, P.FILTER: 5},
}
BY_KIND: dict[Kind, dict[Part, int]] = {
    Kind.NEW: {P.DECIDER: 10, P.PRESCRIBER: 10, P.USER: 5, P.INITIATOR: 5},
    Kind.MODIFIED: {P.BUYER: 10, P.USER: 10, P.PRESCRIBER: 5},
    Kind.STRAIGHT: {P.BUYER: 15, P.USER: 5},
}
POWER, NEVER, LONG_AGO, RECENT = 2, 12, 8, -20
OPENS, CARRIES, UNREAD, UNMOVED, OBJECTS = 10, 6, 4, 3, 6


class Why(StrEnum):
    STEP = "step"
    KIND = "kind"
    POWER = "power"
    NEVER = "never_met"
    LONG_AGO = "long_ago"
    RECENT = "recent"
    OPENS = "opens"
    CARRIES = "carries"
    OBJECTS = "objects"
    UNREAD = "attitude_unknown"
    UNMOVED = "motive_unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """`part`: by which role; `whom`: to whom they lead; `days`: since the last contact."""

    why: Why
    points: int
    part: Part | None = None
    whom: int | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """`way`: through whom to get there, the one to ask first; `guards`: the filters before them."""

    key: int
    reasons: tuple[Reason, ...]
    way: tuple[int, ...] = ()
    guards: tuple[int, ...] = ()

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)


def ranked(actors: Sequence[Actor], ties: Sequence[Tie], purchase: Purchase, today: date) -> list[Choice]:
    """Whom to see, the most useful first. Left out: who has left, objects to prospecting, or is to be met already."""
    free = [actor for actor in actors if not (actor.is_gone or actor.is_barred or _is_planned(actor, today))]
    choices = [_judged(actor, actors, ties, purchase, today) for actor in free]
    names = {actor.key: actor.name for actor in actors}
    return sorted(choices, key=lambda one: (-one.points, names[one.key], one.key))


def _is_planned(actor: Actor, today: date) -> bool:
    return actor.planned_on is not None and actor.planned_on >= today


def _judged(actor: Actor, actors: Sequence[Actor], ties: Sequence[Tie], purchase: Purchase, today: date) -> Choice:
    reasons = (
        *_by_role(actor, purchase),
        *_by_contact(actor, purchase, today),
        *_by_position(actor, actors, ties),
        *_by_knowledge(actor),
    )
    guards = filters_before(actor.key, actors, ties) if P.DECIDER in actor.parts and actor.met_on is None else ()
    way = way_to(actor.key, actors, ties) if actor.met_on is None else ()
    return Choice(actor.key, reasons, way, guards)


def _by_role(actor: Actor, purchase: Purchase) -> Iterator[Reason]:
    for why, weights in ((Why.STEP, AT_STEP[purchase.step]), (Why.KIND, BY_KIND[purchase.kind])):
        held = sorted(part for part in actor.parts if part in weights)
        best = max(held, key=lambda part: weights[part], default=None)
        if best is not None:
            yield Reason(why, weights[best], best)
    if actor.power:
        yield Reason(Why.POWER, POWER * actor.power)


def _by_contact(actor: Actor, purchase: Purchase, today: date) -> Iterator[Reason]:
    if actor.met_on is None:
        yield Reason(Why.NEVER, NEVER)
        return
    days = (today - actor.met_on).days
    if days > PATIENCE[purchase.step]:
        yield Reason(Why.LONG_AGO, LONG_AGO, days=days)
    elif days * 2 < PATIENCE[purchase.step]:
        yield Reason(Why.RECENT, RECENT, days=max(0, days))


def _by_position(actor: Actor, actors: Sequence[Actor], ties: Sequence[Tie]) -> Iterator[Reason]:
    """A filter opens the door to a decider nobody has met; a favourable voice carries to who is against us."""
    for other in actors:
        if other.key == actor.key or other.is_gone:
            continue
        is_shut = P.DECIDER in other.parts and other.met_on is None
        if is_shut and actor.key in filters_before(other.key, actors, ties):
            yield Reason(Why.OPENS, OPENS, whom=other.key)
        is_against = other.attitude == Attitude.OPPOSED and other.is_strong
        if is_against and actor.key in allies_of(other.key, actors, ties):
            yield Reason(Why.CARRIES, CARRIES, whom=other.key)


def _by_knowledge(actor: Actor) -> Iterator[Reason]:
    if actor.attitude == Attitude.OPPOSED and actor.is_strong:
        yield Reason(Why.OBJECTS, OBJECTS)
    if actor.attitude == Attitude.UNKNOWN:
        yield Reason(Why.UNREAD, UNREAD)
    if not actor.motives:
        yield Reason(Why.UNMOVED, UNMOVED)


@dataclass(frozen=True, slots=True)
class Search:
    """A role to find somebody for before seeing anybody else; `ask`: who may know, None where nobody is met."""

    part: Part
    ask: int | None = None


def to_find(actors: Sequence[Actor], purchase: Purchase) -> Search | None:
    """The role that weighs most at this step and that nobody holds, when nobody known weighs as much; else None."""
    weights = AT_STEP[purchase.step]
    lacking = max(missing(actors, purchase), key=lambda part: weights[part], default=None)
    held = max((weights[part] for actor in actors if not actor.is_gone for part in actor.parts), default=0)
    if lacking is None or weights[lacking] <= held:
        return None
    here = [actor for actor in actors if not (actor.is_gone or actor.is_barred) and actor.met_on]
    willing = [actor for actor in here if actor.attitude != Attitude.OPPOSED]
    best = min(
        willing,
        key=lambda one: (one.attitude != Attitude.FAVOURABLE, -(one.power or 0), one.name, one.key),
        default=None,
    )
    return Search(lacking, best.key if best else None)
