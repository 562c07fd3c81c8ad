"""In what order one calls, how a script goes on, what a session comes to. Plain values in and out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

WARMTH = ("hot", "warm", "customer", "former", "cold", "suspect")
REACHED = frozenset({"reached", "call_back", "meeting", "refused"})
"""Outcomes in which somebody answered."""
MANY_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to be called. `due_at`: an hour that was agreed; `value_cents`: their deals under way."""

    key: int
    name: str
    due_at: datetime | None = None
    late_days: int = 0
    value_cents: int = 0
    stage: str = "suspect"


def ordered(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Agreed hours first, the earliest ahead; then who weighs most, is most overdue, is nearest to buying."""

    def place(one: Candidate) -> tuple[object, ...]:
        warmth = WARMTH.index(one.stage) if one.stage in WARMTH else len(WARMTH)
        agreed = one.due_at.timestamp() if one.due_at else 0.0
        return (one.due_at is None, agreed, -one.value_cents, -one.late_days, warmth, one.name, one.key)

    return sorted(candidates, key=place)


class Step(StrEnum):
    """CROC (contact, raison, objectif, conclusion), the gatekeeper before it, and what an answer may lead to."""

    CONTACT = "contact"
    GATEKEEPER = "gatekeeper"
    REASON = "reason"
    GOAL = "goal"
    CONCLUSION = "conclusion"
    BRANCH = "branch"


CROC = (Step.CONTACT, Step.REASON, Step.GOAL, Step.CONCLUSION)


@dataclass(frozen=True, slots=True)
class Answer:
    """What they say, and the block that it leads to; none: the script ends there."""

    words: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    code: str
    step: Step
    text: str
    answers: tuple[Answer, ...] = ()


def read_blocks(told: Iterable[Mapping[str, object]]) -> tuple[Block, ...]:
    """Blocks as a version keeps them."""
    return tuple(
        Block(
            str(one["code"]),
            Step(str(one["step"])),
            str(one["text"]),
            tuple(Answer(str(answer["words"]), str(answer.get("to", ""))) for answer in _answers(one)),
        )
        for one in told
    )


def _answers(told: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
    found = told.get("answers") or ()
    return found if isinstance(found, list | tuple) else ()


def plain_blocks(blocks: Iterable[Block]) -> list[dict[str, object]]:
    return [
        {
            "code": one.code,
            "step": one.step.value,
            "text": one.text,
            "answers": [{"words": answer.words, "to": answer.to} for answer in one.answers],
        }
        for one in blocks
    ]


class BadScript(ValueError):
    """`reason`: missing (a step of CROC, in `detail`), nowhere (an answer leads to no block), twice."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason, self.detail = reason, detail


def check_script(blocks: Sequence[Block]) -> None:
    """Raises BadScript."""
    codes = [one.code for one in blocks]
    if len(set(codes)) < len(codes):
        raise BadScript("twice")
    steps = {one.step for one in blocks if one.text.strip()}
    for step in CROC:
        if step not in steps:
            raise BadScript("missing", step.value)
    for one in blocks:
        for answer in one.answers:
            if answer.to and answer.to not in codes:
                raise BadScript("nowhere", answer.words)


def block_of(blocks: Sequence[Block], code: str) -> Block | None:
    """The block of that code, else the first; None of an empty script."""
    return next((one for one in blocks if one.code == code), blocks[0] if blocks else None)


def following(blocks: Sequence[Block], block: Block) -> Block | None:
    """What comes next where no answer says: the next block of CROC, in the order of the script."""
    rest = [one for one in blocks[blocks.index(block) + 1 :] if one.step in CROC]
    return rest[0] if rest and block.step != Step.CONCLUSION else None


HOLE = re.compile(r"\{(\w+)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """`{prenom}` and the like from `values`; what is not known stays, to be seen."""
    return HOLE.sub(lambda hole: values.get(hole[1]) or hole[0], text)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a session came to. Rates are None where nothing can be said."""

    calls: int
    reached: int
    argued: int
    meetings: int
    skipped: int
    left: int
    seconds: int

    @property
    def all(self) -> int:
        return self.calls + self.skipped + self.left

    @property
    def reach_rate(self) -> float | None:
        return self.reached / self.calls if self.calls else None

    @property
    def meeting_rate(self) -> float | None:
        return self.meetings / self.argued if self.argued else None

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)

    @property
    def per_hour(self) -> float | None:
        return self.calls * 3600 / self.seconds if self.seconds >= 60 and self.calls else None


def tallied(rows: Iterable[tuple[str, str, bool, int]], seconds: int) -> Tally:
    """From state, outcome, whether the offer was heard, and how many such calls."""
    calls = reached = argued = meetings = skipped = left = 0
    for state, outcome, is_argued, count in rows:
        if state == "todo":
            left += count
        elif state == "skipped":
            skipped += count
        else:
            calls += count
            reached += count if outcome in REACHED else 0
            argued += count if is_argued else 0
            meetings += count if outcome == "meeting" else 0
    return Tally(calls, reached, argued, meetings, skipped, left, seconds)


def active_seconds(before: int, since: datetime | None, now: datetime) -> int:
    """Seconds of work: those before, and those since the last start when it is not at rest."""
    return before + (max(0, int((now - since).total_seconds())) if since else 0)
