"""What is written down while an interview is held, cleaned, and what it counts up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .conduct import Step

TEXTS = {"welcome": 1500, "restated": 2000, "agreed": 600, "conclusion": 1000, "leave": 1000}
SETTLED = ("yes", "partly", "no")
REACTIONS = ("convinced", "interested", "doubtful", "refused")
MOST_ANSWERS, MOST_OBJECTIONS, MOST_OFFERS = 40, 20, 6

Notes = dict[str, Any]


def clean(given: Mapping[str, Any]) -> Notes:
    """The notes as they are kept: every key there, rows without their first word left out."""
    notes: Notes = {name: str(given.get(name) or "").strip()[:most] for name, most in TEXTS.items()}
    notes["is_confirmed"] = bool(given.get("is_confirmed"))
    notes["done"] = [step.value for step in Step if step.value in (given.get("done") or ())]
    notes["answers"] = [
        {"question": _text(row, "question", 300), "answer": _text(row, "answer", 1500), "is_asked": _asked(row)}
        for row in _kept(given.get("answers"), "question", MOST_ANSWERS)
    ]
    notes["objections"] = [
        {
            "objection": _text(row, "objection", 600),
            "reply": _text(row, "reply", 600),
            "how": _text(row, "how", 1500),
            "settled": row["settled"] if row.get("settled") in SETTLED else "",
            "is_met": bool(row.get("is_met") or _text(row, "how", 1500) or row.get("settled") in SETTLED),
        }
        for row in _kept(given.get("objections"), "objection", MOST_OBJECTIONS)
    ]
    notes["offers"] = [
        {"name": _text(row, "name", 600), "reaction": row["reaction"] if row.get("reaction") in REACTIONS else ""}
        for row in _kept(given.get("offers"), "name", MOST_OFFERS)
    ]
    return notes


def _kept(rows: Sequence[Mapping[str, Any]] | None, name: str, most: int) -> list[Mapping[str, Any]]:
    return [row for row in rows or () if _text(row, name, 600)][:most]


def _text(row: Mapping[str, Any], name: str, most: int) -> str:
    return str(row.get(name) or "").strip()[:most]


def _asked(row: Mapping[str, Any]) -> bool:
    """A question that has an answer was asked, ticked or not."""
    return bool(row.get("is_asked") or _text(row, "answer", 1))


@dataclass(frozen=True, slots=True)
class Told:
    """How much an interview's notes say."""

    asked: int = 0
    answered: int = 0
    met: int = 0
    replied: int = 0
    is_restated: bool = False
    is_concluded: bool = False


def told(notes: Mapping[str, Any]) -> Told:
    answers, objections = notes.get("answers") or (), [row for row in notes.get("objections") or () if row["is_met"]]
    return Told(
        asked=sum(bool(row["is_asked"]) for row in answers),
        answered=sum(bool(row["answer"]) for row in answers),
        met=len(objections),
        replied=sum(bool(row["how"]) for row in objections),
        is_restated=bool(notes.get("restated")),
        is_concluded=bool(notes.get("conclusion")),
    )
