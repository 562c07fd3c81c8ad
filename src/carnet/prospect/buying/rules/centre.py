"""The words of a buying centre (Webster & Wind, 1972) and of its purchase (Robinson, Faris & Wind, 1967)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """What somebody does in the purchase; several at once for one person. A letter each, as they are stored."""

    INITIATOR = "I"
    USER = "U"
    PRESCRIBER = "P"
    BUYER = "B"
    DECIDER = "D"
    FILTER = "F"


class Attitude(StrEnum):
    FAVOURABLE = "favourable"
    NEUTRAL = "neutral"
    OPPOSED = "opposed"
    UNKNOWN = "unknown"


class Motive(StrEnum):
    """SONCASE: what moves somebody to buy. Y: the second S of the word, sympathy."""

    SECURITY = "S"
    PRIDE = "O"
    NOVELTY = "N"
    COMFORT = "C"
    MONEY = "A"
    SYMPATHY = "Y"
    ENVIRONMENT = "E"


class Basis(StrEnum):
    """Where what is said of somebody comes from."""

    THEMSELVES = "themselves"
    COLLEAGUE = "colleague"
    SEEN = "seen"
    PUBLIC = "public"
    GUESS = "guess"


class Step(StrEnum):
    """Where the purchase stands, in order."""

    NEED = "need"
    SPECIFICATION = "spec"
    SEARCH = "search"
    CONSULTATION = "consult"
    CHOICE = "choice"
    FOLLOW_UP = "follow_up"


class Kind(StrEnum):
    """How new the purchase is to them."""

    NEW = "new"
    MODIFIED = "modified"
    STRAIGHT = "straight"


class TieKind(StrEnum):
    INFLUENCES = "influences"
    REPORTS_TO = "reports_to"
    WORKS_WITH = "works_with"
    OPPOSES = "opposes"


MUTUAL = frozenset({TieKind.WORKS_WITH})
"""Ties that run both ways: whose end is whose says nothing."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody of the centre. `met_on`: when somebody of ours last really spoke with them; `planned_on`: when one will.

    `is_gone`: no longer works there. `is_barred`: objects to prospecting, or their data are frozen.
    """

    key: int
    name: str
    parts: frozenset[Part] = frozenset()
    power: int | None = None
    attitude: Attitude = Attitude.UNKNOWN
    motives: tuple[Motive, ...] = ()
    basis: Basis = Basis.SEEN
    said_on: date | None = None
    met_on: date | None = None
    planned_on: date | None = None
    is_gone: bool = False
    is_barred: bool = False

    @property
    def is_strong(self) -> bool:
        """Their word weighs: they decide, or hold power 4 or 5."""
        return Part.DECIDER in self.parts or (self.power or 0) >= 4


@dataclass(frozen=True, slots=True)
class Tie:
    """`strength` from 1 to 3."""

    who: int
    toward: int
    kind: TieKind
    strength: int = 2


@dataclass(frozen=True, slots=True)
class Purchase:
    step: Step = Step.NEED
    kind: Kind = Kind.NEW


def parts_of(letters: str) -> frozenset[Part]:
    return frozenset(Part(letter) for letter in letters)


def motives_of(letters: str) -> tuple[Motive, ...]:
    return tuple(Motive(letter) for letter in letters)


def letters(chosen: Iterable[str], among: Iterable[str]) -> str:
    """What was chosen, once each, in the order of the list: as it is stored."""
    wanted = set(chosen)
    return "".join(one for one in among if one in wanted)


NEEDED: dict[Kind, tuple[Part, ...]] = {
    Kind.NEW: (Part.DECIDER, Part.BUYER, Part.PRESCRIBER, Part.USER),
    Kind.MODIFIED: (Part.DECIDER, Part.BUYER, Part.USER),
    Kind.STRAIGHT: (Part.BUYER,),
}
"""Whom to know by the kind of purchase: the newer it is, the more people have a say."""


def covered(actors: Sequence[Actor]) -> frozenset[Part]:
    """The roles held by somebody who still works there."""
    return frozenset(part for actor in actors if not actor.is_gone for part in actor.parts)


def missing(actors: Sequence[Actor], purchase: Purchase) -> tuple[Part, ...]:
    """The roles of this kind of purchase that nobody is known to hold, the weightiest first."""
    known = covered(actors)
    return tuple(part for part in NEEDED[purchase.kind] if part not in known)
