"""How much a find is worth by criteria that were set before looking, and why: the same sum in Python and in SQL.

Each criterion gives a share between 0 and 1 of its weight; the score is of 100. What the register does not tell earns
nothing, and is said to be unknown rather than bad.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from .target import SIZES, STAFF, CriteriaInvalid, starts


class Kind(StrEnum):
    """`NEAR`: full within the first figure of km, nothing from the second on. `STAFF`, `ACTIVITY`, `SIZE`,
    `LEGAL_FORM`: full for what is listed. `AGE`: full between two ages in years. The others: full for a yes."""

    NEAR = "near"
    STAFF = "staff"
    ACTIVITY = "activity"
    SIZE = "size"
    LEGAL_FORM = "legal_form"
    AGE = "age"
    EMPLOYER = "employer"
    HEAD = "head"
    SOCIAL = "social"


LISTED = {Kind.STAFF: "staff", Kind.ACTIVITY: "naf", Kind.SIZE: "size", Kind.LEGAL_FORM: "legal_form"}
YES = {Kind.EMPLOYER: "is_employer", Kind.HEAD: "is_head", Kind.SOCIAL: "is_social"}
HEAVIEST = 100


@dataclass(frozen=True, slots=True)
class Term:
    """`values`: what is listed. `low`, `high`: km or years."""

    kind: Kind
    weight: int
    values: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.weight <= HEAVIEST:
            raise CriteriaInvalid("weight", self.weight)
        if self.kind in LISTED and not self.values:
            raise CriteriaInvalid(self.kind, "")
        if self.kind in {Kind.NEAR, Kind.AGE} and not (0 <= self.low <= self.high < math.inf and self.high):
            raise CriteriaInvalid(self.kind, f"{self.low}–{self.high}")
        allowed = {Kind.STAFF: STAFF, Kind.SIZE: SIZES}.get(self.kind)
        if unknown := [one for one in self.values if allowed and one not in allowed]:
            raise CriteriaInvalid(self.kind, unknown[0])
        if any("'" in one or len(one) > 8 for one in self.values):
            raise CriteriaInvalid(self.kind, self.values)


class Scored(Protocol):
    """What the terms look at."""

    @property
    def staff(self) -> str: ...

    @property
    def naf(self) -> str: ...

    @property
    def size(self) -> str: ...

    @property
    def legal_form(self) -> str: ...

    @property
    def created(self) -> date | None: ...

    @property
    def is_employer(self) -> bool: ...

    @property
    def is_head(self) -> bool: ...

    @property
    def is_social(self) -> bool: ...

    @property
    def km(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Part:
    """What one term gives: `points` of the `most` it could, of the score of 100."""

    term: Term
    share: float
    is_known: bool
    points: float
    most: float


def parts(terms: Sequence[Term], row: Scored, *, today: date) -> list[Part]:
    """Why a row has its score, term by term, in the order of the terms."""
    total = sum(term.weight for term in terms)
    found = []
    for term in terms:
        share = share_of(term, row, today)
        most = 100 * term.weight / total
        found.append(Part(term, share or 0.0, share is not None, most * (share or 0.0), most))
    return found


def score(terms: Sequence[Term], row: Scored, *, today: date) -> float:
    """Of 100; 0 without terms."""
    return sum(part.points for part in parts(terms, row, today=today))


def share_of(term: Term, row: Scored, today: date) -> float | None:
    """Between 0 and 1; None when the row does not tell."""
    if term.kind in YES:
        return 1.0 if getattr(row, YES[term.kind]) else 0.0
    if term.kind is Kind.NEAR:
        return None if row.km is None else _slope(row.km, term.low, term.high)
    if term.kind is Kind.AGE:
        return None if row.created is None else float(_born(term, row.created, today))
    value = getattr(row, LISTED[term.kind])
    if term.kind is Kind.STAFF and not value:
        return 1.0 if "NN" in term.values else None
    if not value:
        return None
    return float(any(value.startswith(start) for start in _listed(term)))


def _slope(value: float, low: float, high: float) -> float:
    if value <= low:
        return 1.0
    return max(0.0, (high - value) / (high - low)) if high > low else 0.0


def _born(term: Term, created: date, today: date) -> bool:
    oldest, youngest = _days(term, today)
    return oldest <= created <= youngest


def _days(term: Term, today: date) -> tuple[date, date]:
    """The first and the last day on which one must have been created."""
    return _before(today, term.high), _before(today, term.low)


def _before(today: date, years: float) -> date:
    days = round(years * 365.25)
    return date.fromordinal(max(1, today.toordinal() - days))


def _listed(term: Term) -> tuple[str, ...]:
    return starts(term.values) if term.kind is Kind.ACTIVITY else term.values


def expression(terms: Sequence[Term], *, km: str, today: date) -> str:
    """The same sum as SQL over the columns of the register. Values of a Term hold no quote."""
    total = sum(term.weight for term in terms)
    each = [f"{100 * term.weight / total!r}::DOUBLE * {_share(term, km, today)}" for term in terms]
    return f"({' + '.join(each)})" if each else "NULL"


def _share(term: Term, km: str, today: date) -> str:
    if term.kind in YES:
        return f"coalesce({YES[term.kind]}, false)::INT"
    if term.kind is Kind.NEAR:
        if term.high <= term.low:
            return f"coalesce(({km} <= {term.low!r}::DOUBLE)::INT, 0)"
        return f"coalesce(greatest(0, least(1, ({term.high!r}::DOUBLE - {km}) / {term.high - term.low!r}::DOUBLE)), 0)"
    if term.kind is Kind.AGE:
        oldest, youngest = _days(term, today)
        return f"coalesce((created BETWEEN DATE '{oldest}' AND DATE '{youngest}')::INT, 0)"
    column = LISTED[term.kind]
    tests = [f"starts_with({column}, '{start}')" for start in _listed(term)]
    if term.kind is Kind.STAFF and "NN" in term.values:
        tests.append("staff IS NULL")
    return f"coalesce(({' OR '.join(tests) or 'false'})::INT, 0)"
