"""Who received which of two messages, and who came to the goal: what a planned look may read. Nothing else is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Received:
    """One contact of a campaign during a trial. `whom` None once erased: it counts for nobody."""

    whom: int | None
    message: str
    stage: int
    at: datetime


@dataclass(slots=True)
class Arms:
    """For each message, whether each party came to the goal, in the order in which they were first contacted.

    `both` parties received both messages and are left out; `waiting` were contacted too lately to be read.
    """

    first: list[bool] = field(default_factory=list)
    second: list[bool] = field(default_factory=list)
    both: int = 0
    waiting: int = 0

    @property
    def ready(self) -> int:
        """Parties of each message that a look can read."""
        return min(len(self.first), len(self.second))


def arms(contacts: Iterable[Received], *, first: str, second: str, goal: int, until: datetime) -> Arms:
    """`contacts` in the order of time. A party belongs to the message it received first; what came of any later
    contact of the campaign counts for that message. Only those contacted until `until` are ready."""
    received: dict[int, Received] = {}
    messages: dict[int, set[str]] = {}
    came: set[int] = set()
    for told in contacts:
        if told.whom is None:
            continue
        if told.message in {first, second}:
            received.setdefault(told.whom, told)
            messages.setdefault(told.whom, set()).add(told.message)
        if told.whom in received and told.stage >= goal:
            came.add(told.whom)
    found = Arms()
    for whom, told in received.items():
        if len(messages[whom]) > 1:
            found.both += 1
        elif told.at > until:
            found.waiting += 1
        else:
            (found.first if told.message == first else found.second).append(whom in came)
    return found


def draw(seed: int, whom: int) -> bool:
    """Whether the lot gives this party the first message: always the same answer, which nobody chooses."""
    return sha256(f"{seed}:{whom}".encode()).digest()[0] % 2 == 0
