"""Numbers and addresses that name a party, checked and put in one form. Pure.

Each function returns the stored form or raises IdentifierInvalid, whose `reason` a form turns into a sentence.
"""

from collections.abc import Callable

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum import exceptions as stdnum_errors
from stdnum.eu import vat as eu_vat
from stdnum.fr import siren as fr_siren
from stdnum.util import clean

LA_POSTE = "356000000"
NATIONAL = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM")
"""Regions whose national numbers are dialled from the mainland as they are written."""


class IdentifierInvalid(ValueError):
    """The value cannot be one. `reason`: format, length, checksum, country."""

    def __init__(self, reason: str, value: str) -> None:
        super().__init__(f"{reason}: {value}")
        self.reason = reason
        self.value = value


def or_empty(form: Callable[[str], str], value: str) -> str:
    """The stored form of what is being typed; empty while it is not one yet."""
    try:
        return form(value) if value else ""
    except IdentifierInvalid:
        return ""


def _reason(error: stdnum_errors.ValidationError) -> str:
    if isinstance(error, stdnum_errors.InvalidChecksum):
        return "checksum"
    return "length" if isinstance(error, stdnum_errors.InvalidLength) else "format"


def siren(value: str) -> str:
    """Nine digits with a Luhn key. Source: Insee, Sirene documentation, read 2026-11."""
    try:
        return str(fr_siren.validate(clean(value, " .\u00a0\u202f-")))
    except stdnum_errors.ValidationError as error:
        raise IdentifierInvalid(_reason(error), value) from error


def siret(value: str) -> str:
    """Fourteen digits with a Luhn key; La Poste's establishments instead add up to a multiple of five.

    La Poste's head office (356 000 000 00048) keeps the Luhn key. Source: Insee, read 2026-11.
    """
    digits = clean(value, " .\u00a0\u202f-")
    if not digits.isdigit() or not digits.isascii():
        raise IdentifierInvalid("format", value)
    if len(digits) != 14:
        raise IdentifierInvalid("length", value)
    siren(digits[:9])
    if luhn(digits) or (digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0):
        return digits
    raise IdentifierInvalid("checksum", value)


def luhn(digits: str) -> bool:
    """Whether the digits, each second from the right doubled and its own digits added, sum to a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def vat_number(value: str) -> str:
    """A VAT number of the European Union with its country code, spaces taken out; format and key only, not VIES."""
    try:
        return str(eu_vat.validate(value)).upper()
    except stdnum_errors.ValidationError as error:
        raise IdentifierInvalid(_reason(error), value) from error


def french_vat_number(siren_number: str) -> str:
    """The VAT number that goes with a SIREN: key = (12 + 3 × (SIREN mod 97)) mod 97."""
    key = (12 + 3 * (int(siren_number) % 97)) % 97
    return f"FR{key:02d}{siren_number}"


def phone(value: str, regions: tuple[str, ...] = NATIONAL) -> str:
    """E.164, as `+33612345678`. Without a country code a number is read as one dials it from mainland France.

    `0590 …` is then Guadeloupe's: the overseas départements share the national numbering plan.
    """
    reason = "format"
    for region in regions:
        try:
            parsed = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
        if not phonenumbers.is_possible_number(parsed):
            reason = "length"
    raise IdentifierInvalid(reason, value)


def is_mobile(e164: str) -> bool:
    """False for what is no number at all, as an old import may have left."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return False
    return bool(kind == phonenumbers.PhoneNumberType.MOBILE)


def email(value: str) -> str:
    """The address with its domain in lower case. Syntax only: nothing leaves this machine."""
    try:
        return str(validate_email(value.strip(), check_deliverability=False, test_environment=True).normalized)
    except EmailNotValidError as error:
        raise IdentifierInvalid("format", value) from error
