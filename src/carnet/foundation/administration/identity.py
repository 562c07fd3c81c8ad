"""The numbers that name a French company, checked and written one way; what a legal quote still lacks. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from stdnum import bic, iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret


class IdentityInvalid(ValueError):
    """`field` and `value` as given; `reason` is the field's first word, or siret_of_other, vat_of_other, postcode."""

    def __init__(self, field: str, reason: str, value: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.value = value


def _by(validate: Callable[[str], str], field: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        try:
            return validate(value)
        except ValidationError as refusal:
            raise IdentityInvalid(field, field.partition("_")[0], value) from refusal

    return check


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "FR")
    except phonenumbers.NumberParseException as refusal:
        raise IdentityInvalid("phone", "phone", value) from refusal
    if not phonenumbers.is_valid_number(number):
        raise IdentityInvalid("phone", "phone", value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


CHECKS: dict[str, Callable[[str], str]] = {
    "siren": _by(siren.validate, "siren"),
    "siret": _by(siret.validate, "siret"),
    "vat_number": _by(vat.validate, "vat_number"),
    "iban": _by(iban.validate, "iban"),
    "bic": _by(bic.validate, "bic"),
    "phone": _phone,
}


def normalised(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with each number in its compact form, and the SIREN read from a SIRET that came alone.

    Raises IdentityInvalid for the first number that is none, or that belongs to another company.
    """
    clean = {field: value.strip() if isinstance(value, str) else value for field, value in values.items()}
    for field, check in CHECKS.items():
        if clean.get(field):
            clean[field] = check(clean[field])
    if clean.get("siret") and not clean.get("siren"):
        clean["siren"] = clean["siret"][:9]
    _agree(clean)
    return clean


def _agree(values: Mapping[str, Any]) -> None:
    number, siret_given, vat_number = (values.get(name) or "" for name in ("siren", "siret", "vat_number"))
    if number and siret_given and not siret_given.startswith(number):
        raise IdentityInvalid("siret", "siret_of_other", siret_given)
    if number and vat_number.startswith("FR") and not vat_number.endswith(number):
        raise IdentityInvalid("vat_number", "vat_of_other", vat_number)
    if values.get("country") == "FR" and values.get("postcode") and not re.fullmatch(r"\d{5}", values["postcode"]):
        raise IdentityInvalid("postcode", "postcode", values["postcode"])


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that a quote needs and does not have. `is_needed` false: only in some trades or for some buyers."""

    field: str
    is_needed: bool = True


# Forms without share capital, hence without its mention.
WITHOUT_CAPITAL = ("ei", "entreprise individuelle", "micro", "auto-entrepreneur", "association", "profession libérale")


def has_capital(legal_form: str) -> bool:
    """Whether the law wants the capital and the trade register beside the name (C. com. art. R123-237, R123-238)."""
    return bool(legal_form) and not legal_form.strip().casefold().startswith(WITHOUT_CAPITAL)


def needed(seller: Mapping[str, Any]) -> list[str]:
    """What a quote to any buyer must say of its seller, in the order of the settings' sections.

    Source: C. com. art. R123-237; C. conso. art. L111-1, read 2026-11.
    """
    wanted = ["legal_name", "legal_form"]
    if has_capital(str(seller.get("legal_form") or "")):
        wanted += ["capital_cents", "rcs_city"]
    wanted.append("siret")
    if seller.get("vat_regime") == "normal":
        wanted.append("vat_number")
    return [*wanted, "street", "postcode", "city", "phone", "email"]


# Insurance: trades that must be insured. Mediator: sales to consumers (C. conso. art. L616-1). IBAN: deposits.
USEFUL = ("insurance", "mediator", "iban")


def gaps(seller: Mapping[str, Any]) -> list[Gap]:
    """What a quote still lacks: first what it must say, then what some trades or buyers ask for."""
    lacking = [Gap(field) for field in needed(seller) if seller.get(field) in (None, "")]
    return lacking + [Gap(field, is_needed=False) for field in USEFUL if not seller.get(field)]
