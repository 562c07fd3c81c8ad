"""What a preparation sheet says, cleaned, and what it still lacks."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

TEXTS = {"goal": 600, "fallback": 600, "opening": 1500, "argument": 2000, "closing": 1000}
"""The sheet's free words and how long each may be."""
LISTS = {"needs": 12, "verify": 20, "questions": 30}
"""Its lists of lines and how many lines each may have."""
LONGEST_LINE = 300
MOST_OFFERS, MOST_OBJECTIONS = 5, 12
FEWEST_QUESTIONS = 3


class Lack(StrEnum):
    """What a sheet lacks. The first three are a scenario's bones: without them it is not prepared."""

    GOAL = "goal"
    OPENING = "opening"
    QUESTIONS = "questions"
    FALLBACK = "fallback"
    OFFER = "offer"
    PROOF = "proof"
    OBJECTION = "objection"
    CLOSING = "closing"


SERIOUS = (Lack.GOAL, Lack.OPENING, Lack.QUESTIONS)

Content = dict[str, Any]


def lines(value: str | Iterable[Any], most: int) -> list[str]:
    """Lines without blanks or repeats, in their order."""
    rows = value.splitlines() if isinstance(value, str) else [str(one) for one in value]
    found = dict.fromkeys(" ".join(row.split())[:LONGEST_LINE] for row in rows)
    return [row for row in found if row][:most]


def clean(given: Mapping[str, Any]) -> Content:
    """The sheet as it is kept: every key there, lengths held, rows without their first word left out."""
    content: Content = {name: str(given.get(name) or "").strip()[:most] for name, most in TEXTS.items()}
    content |= {name: lines(given.get(name) or "", most) for name, most in LISTS.items()}
    content["minutes"] = min(max(int(given.get("minutes") or 45), 5), 480)
    content["offers"] = _rows(given.get("offers"), ("name", "why", "proof"), MOST_OFFERS, keep=("product",))
    content["objections"] = _rows(given.get("objections"), ("objection", "reply"), MOST_OBJECTIONS)
    content["known"] = list(given.get("known") or [])
    return content


def _rows(value: Any, names: tuple[str, ...], most: int, keep: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    found = []
    for row in value or []:
        told: dict[str, Any] = {name: str(row.get(name) or "").strip()[:600] for name in names}
        if told[names[0]]:
            found.append(told | {name: row.get(name) for name in keep})
    return found[:most]


def lacking(content: Mapping[str, Any]) -> list[Lack]:
    """What a cleaned sheet lacks, the serious first."""
    told = {
        Lack.GOAL: bool(content.get("goal")),
        Lack.OPENING: bool(content.get("opening")),
        Lack.QUESTIONS: len(content.get("questions") or ()) >= FEWEST_QUESTIONS,
        Lack.FALLBACK: bool(content.get("fallback")),
        Lack.OFFER: bool(content.get("offers")),
        Lack.PROOF: any(row["proof"] for row in content.get("offers") or ()),
        Lack.OBJECTION: any(row["reply"] for row in content.get("objections") or ()),
        Lack.CLOSING: bool(content.get("closing")),
    }
    return [lack for lack in Lack if not told[lack]]


def may_be_validated(content: Mapping[str, Any]) -> bool:
    return not set(SERIOUS) & set(lacking(content))
