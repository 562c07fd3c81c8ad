"""How warm a lead is: points for what it says of itself, each with its reason. A convention of ours, not a forecast."""

from dataclasses import dataclass

WARM, HOT = 30, 60


@dataclass(frozen=True, slots=True)
class Told:
    """What came in. `need` counts characters; `is_known`: the person or company was in the file already."""

    need: int = 0
    has_phone: bool = False
    has_company: bool = False
    has_job: bool = False
    agrees_to_call: bool = False
    is_customer: bool = False
    is_known: bool = False
    answers: int = 0


POINTS = {
    "need": 20,
    "need_detailed": 15,
    "phone": 15,
    "call": 20,
    "company": 10,
    "job": 5,
    "answers": 5,
    "known": 10,
    "customer": 15,
}


def score(told: Told) -> tuple[int, list[str]]:
    """Points up to 100, and the codes of what gave them, weightiest first."""
    said = {
        "need": told.need >= 10,
        "need_detailed": told.need >= 120,
        "phone": told.has_phone,
        "call": told.agrees_to_call,
        "company": told.has_company,
        "job": told.has_job,
        "answers": told.answers > 0,
        "known": told.is_known and not told.is_customer,
        "customer": told.is_customer,
    }
    reasons = sorted((code for code, is_so in said.items() if is_so), key=lambda code: -POINTS[code])
    return min(100, sum(POINTS[code] for code in reasons)), reasons


def stage_of(points: int) -> str:
    """They came to us: never less than a cold prospect."""
    return "hot" if points >= HOT else "warm" if points >= WARM else "cold"
