"""What the suppression list keeps of a phone, an e-mail or a SIREN: a keyed fingerprint, which names nobody."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from carnet.foundation.parties.identifiers import IdentifierInvalid, email, is_mobile, phone, siren
from carnet.foundation.parties.models import Affiliation, Company, ContactPoint, Party, Person

from .models import Suppression

_FORMS = {"phone": phone, "email": email, "siren": siren}


@dataclass(frozen=True, slots=True)
class Mark:
    """An identifier in its stored form."""

    kind: str
    value: str


def fingerprint(key: str, mark: Mark) -> str:
    """HMAC-SHA-256 of the normalised identifier under the workspace's key, in hexadecimal."""
    said = f"{mark.kind}:{_folded(mark)}".encode()
    return hmac.digest(bytes.fromhex(key), said, "sha256").hex()


def _folded(mark: Mark) -> str:
    """An e-mail is one person's whatever its case; what cannot be normalised is taken as it is."""
    try:
        value = str(_FORMS[mark.kind](mark.value))
    except IdentifierInvalid:
        value = mark.value.strip()
    return value.casefold()


def marks(phone_number: str = "", email_address: str = "", siren_number: str = "") -> list[Mark]:
    """Those of a row about to be written."""
    given = (
        (Suppression.Kind.PHONE, phone_number),
        (Suppression.Kind.EMAIL, email_address),
        (Suppression.Kind.SIREN, siren_number),
    )
    return [Mark(str(kind), value) for kind, value in given if value]


def marks_of(party: Party) -> list[Mark]:
    """Every identifier of a party, further numbers included, except a switchboard that others answer too. Two queries.

    A person's phone is left out where it is that of the company: one refusal must not silence the house.
    """
    own = {"company": party} if isinstance(party, Company) else {"person": party}
    points = ContactPoint.objects.filter(**own).exclude(channel=ContactPoint.Channel.WEB)
    found = marks(party.phone, party.email, getattr(party, "siren", ""))  # type: ignore[attr-defined]
    found += [Mark(str(point.channel), point.value) for point in points]
    if isinstance(party, Person):
        shared = _switchboards(party)
        found = [mark for mark in found if mark.kind != "phone" or mark.value not in shared]
    return list(dict.fromkeys(found))


def _switchboards(person: Person) -> set[str]:
    companies = Affiliation.objects.filter(person=person).values_list("company__phone", flat=True)
    return {number for number in companies if number}


def personal(found: Iterable[Mark]) -> list[Mark]:
    """Those that one person alone answers: e-mails and mobile phones."""
    return [mark for mark in found if mark.kind == "email" or (mark.kind == "phone" and is_mobile(mark.value))]
