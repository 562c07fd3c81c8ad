"""The channels of a prospecting plan, and what each costs, takes and emits.

Glossary: canal = channel, salon / portes ouvertes = event, réseau social = social network.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Channel(StrEnum):
    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    SOCIAL = "social"
    VISIT = "visit"
    EVENT = "event"


DIGITAL = frozenset({Channel.EMAIL, Channel.SOCIAL})

FEW = 30
"""Observations under which a rate is not told (house rule: counts only)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`cost_cents` and `kg` for one contact, None where nobody knows; `per_week`: contacts that one person can make."""

    cost_cents: int | None
    per_week: int
    kg: Decimal | None


@dataclass(frozen=True, slots=True)
class Past:
    """Companies contacted by a channel, those met after it, those that bought. One company counts once."""

    contacts: int = 0
    meetings: int = 0
    sales: int = 0

    @property
    def is_enough(self) -> bool:
        return self.contacts >= FEW


@dataclass(frozen=True, slots=True)
class Rates:
    """Meetings and sales for 100 contacts. `basis`: observed, assumed (written by the workspace), none."""

    meetings: Decimal | None
    sales: Decimal | None
    basis: str


def rates(past: Past, assumed_meetings: Decimal | None = None, assumed_sales: Decimal | None = None) -> Rates:
    """What the past says where it says enough; else what the workspace assumes; else nothing."""
    if past.is_enough:
        return Rates(_percent(past.meetings, past.contacts), _percent(past.sales, past.contacts), "observed")
    if assumed_meetings is None and assumed_sales is None:
        return Rates(None, None, "none")
    return Rates(assumed_meetings, assumed_sales, "assumed")


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"))
