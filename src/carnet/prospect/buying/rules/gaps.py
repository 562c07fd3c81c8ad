"""What is lacking in our knowledge of a buying centre at a day, worst first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .centre import Actor, Attitude, Basis, Part, Purchase, Step, Tie, missing
from .ways import allies_of, filters_before

PATIENCE: dict[Step, int] = {
    Step.NEED: 45,
    Step.SPECIFICATION: 30,
    Step.SEARCH: 30,
    Step.CONSULTATION: 21,
    Step.CHOICE: 14,
    Step.FOLLOW_UP: 90,
}
"""Days without a word after which a centre goes cold: the nearer the choice, the fewer. The house's own figures."""
STALE = 180
"""Days after which what was said of somebody is to be checked again."""


class Lack(StrEnum):
    NOBODY = "nobody"
    NO_DECIDER = "no_decider"
    OPPOSED = "opposed_without_ally"
    FILTERED = "filtered"
    UNMET = "decider_unmet"
    SILENCE = "silence"
    ONE_CONTACT = "one_contact"
    ROLE = "role"
    GONE = "gone"
    GUESS = "guess"
    MOTIVE = "motive"
    ATTITUDE = "attitude"
    STALE = "stale"


SERIOUS = frozenset({Lack.NOBODY, Lack.NO_DECIDER, Lack.OPPOSED, Lack.FILTERED, Lack.UNMET, Lack.SILENCE})
"""What can lose the sale by itself."""


@dataclass(frozen=True, slots=True)
class Gap:
    """`who`: the people it is about; `whom`: the one it keeps us from; `days`: for how long, 0 where never."""

    lack: Lack
    who: tuple[int, ...] = ()
    whom: int | None = None
    part: Part | None = None
    days: int = 0

    @property
    def is_serious(self) -> bool:
        return self.lack in SERIOUS


def gaps_of(actors: Sequence[Actor], ties: Sequence[Tie], purchase: Purchase, today: date) -> tuple[Gap, ...]:
    """Everything that is lacking on `today`, in the order of `Lack`."""
    here = [actor for actor in actors if not actor.is_gone]
    if not here:
        gone = _gone(actors)
        return (Gap(Lack.NOBODY), *gone)
    found = [
        *_deciders(here, ties),
        *_contacts(here, purchase, today),
        *(_role(part) for part in missing(here, purchase)),
        *_gone(actors),
        *_knowledge(here, today),
    ]
    order = list(Lack)
    return tuple(sorted(found, key=lambda gap: order.index(gap.lack)))


def _role(part: Part) -> Gap:
    return Gap(Lack.NO_DECIDER) if part == Part.DECIDER else Gap(Lack.ROLE, part=part)


def _gone(actors: Sequence[Actor]) -> list[Gap]:
    gone = tuple(actor.key for actor in actors if actor.is_gone)
    return [Gap(Lack.GONE, gone)] if gone else []


def _deciders(here: Sequence[Actor], ties: Sequence[Tie]) -> Iterator[Gap]:
    for actor in here:
        if actor.attitude == Attitude.OPPOSED and actor.is_strong and not allies_of(actor.key, here, ties):
            yield Gap(Lack.OPPOSED, (actor.key,))
        if Part.DECIDER in actor.parts and actor.met_on is None:
            guards = filters_before(actor.key, here, ties)
            yield Gap(Lack.FILTERED, guards, actor.key) if guards else Gap(Lack.UNMET, (actor.key,))


def _contacts(here: Sequence[Actor], purchase: Purchase, today: date) -> Iterator[Gap]:
    met = [actor for actor in here if actor.met_on]
    last = max((actor.met_on for actor in met if actor.met_on), default=None)
    if last is None:
        yield Gap(Lack.SILENCE)
    elif (days := (today - last).days) > PATIENCE[purchase.step]:
        yield Gap(Lack.SILENCE, days=days)
    if len(met) == 1:
        yield Gap(Lack.ONE_CONTACT, (met[0].key,))


def _knowledge(here: Sequence[Actor], today: date) -> Iterator[Gap]:
    strong = [actor for actor in here if actor.is_strong]
    if guessed := tuple(actor.key for actor in strong if actor.basis == Basis.GUESS):
        yield Gap(Lack.GUESS, guessed)
    if not any(actor.motives for actor in here):
        yield Gap(Lack.MOTIVE)
    elif unmoved := tuple(actor.key for actor in strong if not actor.motives):
        yield Gap(Lack.MOTIVE, unmoved)
    if unread := tuple(actor.key for actor in strong if actor.attitude == Attitude.UNKNOWN):
        yield Gap(Lack.ATTITUDE, unread)
    ages = {actor.key: (today - actor.said_on).days for actor in here if actor.said_on}
    if old := tuple(key for key, days in ages.items() if days > STALE):
        yield Gap(Lack.STALE, old, days=max(ages[key] for key in old))
