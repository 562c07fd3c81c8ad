"""What a campaign's contacts say: the funnel, by whom and by what, their cost, and why they succeeded or failed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .rates import Difference, Rate, Verdict, difference, rate
from .stages import FAILURE, SUCCESS, Reason, Stage

SHARED = 0.1
FEW_COSTED = 5
"""Meetings or sales under which a cost of one is told as it is, and called fragile."""


@dataclass(frozen=True, slots=True)
class Told:
    """One contact. `whom` is a number of the company, or of the person where there is none; None once erased."""

    whom: int | None
    channel: str
    segment: str
    message: str
    stage: int
    reason: str = ""
    cost_cents: int | None = None


class By(StrEnum):
    """Action: the how-manieth contact with somebody, and by which channel."""

    ACTION = "action"
    SEGMENT = "segment"
    CHANNEL = "channel"
    MESSAGE = "message"


@dataclass(slots=True)
class Line:
    """Contacts that have something in common, and the parties of them: each once, at the farthest stage it came to.

    `cost_cents` is what is known of the cost; `uncosted` contacts cost nobody knows what.
    """

    key: str = ""
    touches: int = 0
    cost_cents: int = 0
    uncosted: int = 0
    best: dict[int, int] = field(default_factory=dict)

    def add(self, told: Told, whom: int) -> None:
        self.touches += 1
        self.best[whom] = max(told.stage, self.best.get(whom, 0))
        if told.cost_cents is None:
            self.uncosted += 1
        else:
            self.cost_cents += told.cost_cents

    @property
    def parties(self) -> int:
        return len(self.best)

    def came(self, stage: Stage) -> int:
        return sum(one >= stage for one in self.best.values())

    def rate(self, stage: Stage) -> Rate:
        """Of all contacted. The base of every rate of a campaign."""
        return rate(self.came(stage), self.parties)

    def cost_of(self, stage: Stage) -> int | None:
        """Cents spent for each party that came so far; None where none did, or nothing is known of the cost."""
        came = self.came(stage)
        return round(self.cost_cents / came) if came and self.uncosted < self.touches else None

    def is_fragile(self, stage: Stage) -> bool:
        return self.came(stage) < FEW_COSTED


@dataclass(frozen=True, slots=True)
class Compared:
    """A line beside all the others of its table, by the rate of meetings."""

    line: Line
    beside: Difference


@dataclass(slots=True)
class Analysis:
    """`whole`: every contact. `cuts`: the lines of each table, the largest first. `causes`: how the parties ended."""

    whole: Line
    cuts: dict[By, list[Compared]]
    successes: list["Cause"]
    failures: list["Cause"]
    uncoded: int

    @property
    def ended(self) -> int:
        return self.whole.parties


@dataclass(frozen=True, slots=True)
class Cause:
    """`share` and `running` of the coded parties of its kind, between 0 and 1; the most frequent cause comes first."""

    reason: Reason
    count: int
    share: float
    running: float


def analyse(contacts: Iterable[Told]) -> Analysis:
    """`contacts` in the order of time. A party that was erased counts for itself each time."""
    whole, lines = Line(), {by: defaultdict[str, Line](Line) for by in By}
    seen: Counter[int] = Counter()
    last: dict[int, Told] = {}
    nobody = 0
    for told in contacts:
        if told.whom is None:
            nobody -= 1
        whom = told.whom if told.whom is not None else NOBODY + nobody
        seen[whom] += 1
        whole.add(told, whom)
        last[whom] = _farther(last.get(whom), told)
        for by, key in _keys(told, seen[whom]):
            lines[by][key].add(told, whom)
    cuts = {by: _compared(lines[by]) for by in By}
    won, lost, uncoded = _causes(last.values())
    return Analysis(whole, cuts, won, lost, uncoded)


NOBODY = -(10**12)
MOST_RANKS = 4


def _keys(told: Told, number: int) -> list[tuple[By, str]]:
    return [
        (By.ACTION, f"{min(number, MOST_RANKS)}:{told.channel}"),
        (By.SEGMENT, told.segment),
        (By.CHANNEL, told.channel),
        (By.MESSAGE, told.message),
    ]


def _farther(one: Told | None, other: Told) -> Told:
    """What speaks for a party: the farthest contact; of two alike the later one, if it says why."""
    if one is None or other.stage > one.stage:
        return other
    return other if other.stage == one.stage and (other.reason or not one.reason) else one


def _compared(lines: dict[str, Line]) -> list[Compared]:
    for key, line in lines.items():
        line.key = key
    ordered = sorted(lines.values(), key=lambda line: (-line.parties, line.key))
    return [Compared(line, _beside(line, ordered)) for line in ordered]


def _beside(line: Line, lines: Sequence[Line]) -> Difference:
    """Beside all others together, unless they are largely the same parties: those tell two samples of one another."""
    others = Line()
    for one in lines:
        if one is not line:
            others.best |= {whom: max(stage, others.best.get(whom, 0)) for whom, stage in one.best.items()}
    shared = len(line.best.keys() & others.best.keys())
    if shared > SHARED * min(line.parties, others.parties):
        return Difference(Verdict.SHARED)
    # Of two lines, the comparison of one is that of the other.
    return difference(line.rate(Stage.MEETING), others.rate(Stage.MEETING), of=max(1, len(lines) - (len(lines) == 2)))


def _causes(ended: Iterable[Told]) -> tuple[list[Cause], list[Cause], int]:
    """Successes are told of those who came to a meeting, failures of the others; `uncoded` have no reason."""
    won, lost, uncoded = Counter[Reason](), Counter[Reason](), 0
    for told in ended:
        reason = Reason(told.reason) if told.reason else None
        if reason in SUCCESS and told.stage >= Stage.MEETING:
            won[reason] += 1
        elif reason in FAILURE:
            lost[reason] += 1
        else:
            uncoded += 1
    return pareto(won), pareto(lost), uncoded


def pareto(counts: "Counter[Reason]") -> list[Cause]:
    """The most frequent first, each with its share and the share of all so far."""
    total, running, found = counts.total(), 0, []
    for reason, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        running += count
        found.append(Cause(reason, count, count / total, running / total))
    return found
