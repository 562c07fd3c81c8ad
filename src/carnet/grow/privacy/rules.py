"""Clocks of the rights and of the retention of data. Pure; every length comes from the table of law.

Glossary: demande de droits = rights request, violation = breach, purge = purge.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from carnet.foundation.search.rules import fold

DIGITS = 9
"""Of a French number, those that remain without its prefix: `06…` and `+33 6…` are the same line."""
SOON_DAYS = 7
"""From how many days before its end a clock asks for attention. A convention of ours."""


class Pace(StrEnum):
    CALM = "calm"
    SOON = "soon"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Clock:
    """`days` left until `due_on`, below zero when it is past."""

    due_on: date
    days: int
    pace: Pace


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def answer_by(received_on: date, months: int, extension: int = 0) -> date:
    """The last day to answer a request. Source: GDPR, art. 12(3)."""
    return add_months(received_on, months + extension)


def may_extend(received_on: date, today: date, months: int) -> bool:
    """Only within the first month, when the person must be told. Source: GDPR, art. 12(3)."""
    return today <= answer_by(received_on, months)


def clock(due_on: date, today: date, *, is_done: bool = False) -> Clock:
    days = (due_on - today).days
    if is_done:
        return Clock(due_on, days, Pace.DONE)
    pace = Pace.LATE if days < 0 else Pace.SOON if days <= SOON_DAYS else Pace.CALM
    return Clock(due_on, days, pace)


@dataclass(frozen=True, slots=True)
class Countdown:
    """`left` until `due_at`, negative when it is past."""

    due_at: datetime
    left: timedelta
    pace: Pace


def countdown(known_at: datetime, now: datetime, hours: int, *, is_done: bool = False) -> Countdown:
    """The time left to tell the authority of a breach, from when it was known. Source: GDPR, art. 33(1)."""
    due_at = known_at + timedelta(hours=hours)
    left = due_at - now
    if is_done:
        return Countdown(due_at, left, Pace.DONE)
    pace = Pace.LATE if left < timedelta() else Pace.SOON if left <= timedelta(hours=hours / 3) else Pace.CALM
    return Countdown(due_at, left, pace)


class Since(StrEnum):
    """What the retention of a record counts from."""

    COLLECTED = "collected"
    INBOUND = "inbound"
    SOLD = "sold"
    RENTED = "rented"


@dataclass(frozen=True, slots=True)
class Term:
    """The last day on which a record may be kept: `years` after `since` took place on `base_on`."""

    since: Since
    base_on: date
    due_on: date


def term(*, collected_on: date, inbound_on: date | None, sold_on: date | None, years: int) -> Term:
    """The latest of its collection, the last contact that came from them and the last sale, and `years` more.

    Nothing that we do ourselves restarts it: neither an edit, nor a call of ours, nor an e-mail opened.
    """
    bases = [(collected_on, Since.COLLECTED)]
    bases += [(inbound_on, Since.INBOUND)] if inbound_on else []
    bases += [(sold_on, Since.SOLD)] if sold_on else []
    base_on, since = max(bases, key=lambda pair: pair[0])
    return Term(since, base_on, add_months(base_on, 12 * years))


@dataclass(frozen=True, slots=True)
class Known:
    """What tells that a row speaks of somebody: the e-mail in small letters, the last nine digits of the phone, the
    folded words of the whole name. Empty parts tell nothing."""

    email: str = ""
    digits: str = ""
    words: frozenset[str] = frozenset()


def tells_of(cells: Sequence[str], known: Known) -> bool:
    """Whether a row of an imported file speaks of them, however their phone and their name are written there."""
    if known.email and any(known.email in cell.casefold() for cell in cells):
        return True
    if len(known.digits) == DIGITS and any(known.digits in "".join(filter(str.isdigit, cell)) for cell in cells):
        return True
    return bool(known.words) and known.words <= {word for cell in cells for word in fold(cell).split()}
