"""Where a list comes from: what has to be said of it, and what keeps it out.

Which origins need a proof, an information or are refused is dated law, handed in as `Law`. Source of the reading:
GDPR, art. 5(2) (whoever uses data must be able to show that they may), 6, 7(1), 13 and 14.
Glossary: preuve d’origine = proof of origin, loueur = hirer of a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from carnet.foundation.fields.rules.retention import months_after


class Whence(StrEnum):
    OWN = "own"
    CUSTOMERS = "customers"
    EVENT = "event"
    PARTNER = "partner"
    BOUGHT = "bought"
    RENTED = "rented"
    REGISTER = "register"
    NETWORK = "network"
    OTHER = "other"


class Notice(StrEnum):
    """How the persons were told. `later`: not yet; `nobody`: the list names no natural person."""

    COLLECTION = "collection"
    SUPPLIER = "supplier"
    US = "us"
    LATER = "later"
    NOBODY = "nobody"


ALWAYS = ("collected_on", "basis", "notice", "informed_on")
ASKED: dict[str, tuple[str, ...]] = {
    Whence.OWN: ALWAYS,
    Whence.CUSTOMERS: ALWAYS,
    Whence.EVENT: ("supplier", *ALWAYS),
    Whence.PARTNER: ("supplier", "contract", "proof", *ALWAYS),
    Whence.BOUGHT: ("supplier", "contract", "proof", *ALWAYS),
    Whence.RENTED: ("supplier", "contract", "usable_until", "proof", *ALWAYS),
    Whence.REGISTER: ("supplier", *ALWAYS),
    Whence.NETWORK: (),
    Whence.OTHER: ("supplier", *ALWAYS),
}
"""What is asked of each, in the order of the screen."""
DATED = frozenset({Notice.SUPPLIER, Notice.US})
"""Ways of telling people that have a day of their own."""
BASES = frozenset({"interest", "contract", "consent", "duty"})
OF_ONES_OWN = frozenset({Whence.OWN, Whence.CUSTOMERS})
"""Only with these people has the workspace a contract, or a duty towards them."""


@dataclass(frozen=True, slots=True)
class Law:
    """What the table of law says of origins at a date; `months` to tell the people."""

    elsewhere: frozenset[str]
    proof: frozenset[str]
    refused: frozenset[str]
    months: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What an importer says of a list. `proof`: what it is and where it lies; `has_file`: it is kept here."""

    origin: str
    collected_on: date | None = None
    basis: str = ""
    supplier: str = ""
    contract: str = ""
    proof: str = ""
    has_file: bool = False
    usable_until: date | None = None
    notice: str = ""
    informed_on: date | None = None


Problem = tuple[str, str]
"""A field and a code; "origin" when the whole list is refused."""


def problems(said: Statement, law: Law, today: date) -> list[Problem]:
    """What stands in the way of using the list, in the order of the screen; nothing when all is said."""
    if said.origin not in ASKED:
        return [("origin", "unknown")]
    if said.origin in law.refused:
        return [("origin", "refused")]
    return [*_lacking(said, law), *_impossible(said, today)]


def _lacking(said: Statement, law: Law) -> Iterator[Problem]:
    asked = ASKED[said.origin]
    for name in ("supplier", "contract"):
        if name in asked and not getattr(said, name).strip():
            yield name, "missing"
    if said.origin in law.proof and not (said.proof.strip() or said.has_file):
        yield "proof", "missing"
    for name in ("usable_until", "collected_on"):
        if name in asked and getattr(said, name) is None:
            yield name, "missing"
    yield from _unfounded(said, law)


def _unfounded(said: Statement, law: Law) -> Iterator[Problem]:
    """What it rests on, and how the people know."""
    if said.basis not in BASES:
        yield "basis", "missing"
    elif said.basis in {"contract", "duty"} and said.origin not in OF_ONES_OWN:
        yield "basis", "not_theirs"
    if said.notice not in set(Notice):
        yield "notice", "missing"
    elif said.notice == Notice.COLLECTION and said.origin in law.elsewhere:
        yield "notice", "elsewhere"
    elif said.notice in DATED and said.informed_on is None:
        yield "informed_on", "missing"


def _impossible(said: Statement, today: date) -> Iterator[Problem]:
    if said.collected_on and said.collected_on > today:
        yield "collected_on", "future"
    if said.notice in DATED and said.informed_on and said.informed_on > today:
        yield "informed_on", "future"
    if "usable_until" in ASKED[said.origin] and said.usable_until and said.usable_until < today:
        yield "usable_until", "past"


def inform_by(said: Statement, law: Law) -> date | None:
    """The last day to tell the people where their data come from; None when they were told, or nobody is named.

    A month from the day the list was obtained (GDPR, art. 14(3)(a)), or the day of collection itself (art. 13(1)); the
    first message to them may come earlier, and then it must say so.
    """
    if said.notice != Notice.LATER or said.collected_on is None:
        return None
    if said.origin not in law.elsewhere:
        return said.collected_on
    return months_after(said.collected_on, law.months)
