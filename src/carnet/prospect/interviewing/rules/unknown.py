"""What of a company is to be verified or completed in the interview."""

from dataclasses import dataclass
from enum import StrEnum


class Unknown(StrEnum):
    SIREN = "siren"
    ACTIVITY = "activity"
    STAFF = "staff"
    OLD_STAFF = "old_staff"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PERSON = "person"
    OFFER_IN_PLACE = "offer_in_place"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Facts:
    """`staff_year`: the year of the staff band; `is_consumer`: a household has no SIREN and no staff."""

    siren: str = ""
    naf: str = ""
    staff: str = ""
    staff_year: int | None = None
    phone: str = ""
    email: str = ""
    street: str = ""
    has_person: bool = False
    has_deal: bool = False
    is_consumer: bool = False


def to_verify(facts: Facts, year: int) -> list[Unknown]:
    """In the order in which one asks; a staff band of more than two years ago is to be asked again."""
    told = {
        Unknown.PERSON: facts.has_person,
        Unknown.SIREN: bool(facts.siren) or facts.is_consumer,
        Unknown.ACTIVITY: bool(facts.naf) or facts.is_consumer,
        Unknown.STAFF: bool(facts.staff) or facts.is_consumer,
        Unknown.OLD_STAFF: not facts.staff or (facts.staff_year or year) >= year - 2,
        Unknown.PHONE: bool(facts.phone),
        Unknown.EMAIL: bool(facts.email),
        Unknown.ADDRESS: bool(facts.street),
        Unknown.OFFER_IN_PLACE: False,
        Unknown.BUDGET: facts.has_deal,
    }
    return [unknown for unknown in Unknown if not told[unknown]]
