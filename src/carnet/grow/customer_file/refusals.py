"""What is wrong with a value, in words, and what to do about it."""

from django.utils.translation import gettext as _

from carnet.foundation.fields.words import refused
from carnet.foundation.parties.custom import is_custom, label_of
from carnet.foundation.parties.rules import PartyInvalid


def refusal(error: Exception, field: str) -> str:
    """The sentence for a value that a service refused; the value as typed stands in it."""
    if not isinstance(error, PartyInvalid):
        return _("Choose one of the values offered.")
    if is_custom(error.field):
        return refused(error.reason, label_of(error.field), error.value)
    if error.reason == "empty":
        return _("A name is needed.")
    if error.reason == "too_long":
        return _("Too long: shorten it and save again.")
    return _known(error.field, error.reason) % {"value": error.value}


def _known(field: str, reason: str) -> str:
    if reason == "checksum":
        return _("“%(value)s” fails its own check digit: compare it with the original, a digit is wrong.")
    return {
        "siren": _("“%(value)s” is not a SIREN: nine digits are needed."),
        "siret": _("“%(value)s” is not a SIRET: fourteen digits are needed."),
        "vat_number": _("“%(value)s” is not a European VAT number: begin with the country, as in FR40303265045."),
        "phone": _("“%(value)s” is not a phone number: write ten digits, or + and the country code."),
        "email": _("“%(value)s” is not an e-mail address: write it as name@example.fr."),
        "website": _("“%(value)s” is not a web address: write it as www.example.fr."),
    }.get(field, _("“%(value)s” cannot be stored here."))
