"""How a party's data is put in one form, and how alike two parties are. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from carnet.foundation.search.rules import fold

from . import identifiers

LEGAL_FORMS = frozenset(
    "sa sas sasu sarl eurl snc sci scp selarl selas scop ei eirl gie association asso societe ste ets etablissements "
    "cie compagnie et fils freres groupe holding france".split()
)
ALIKE = 0.88
"""Similarity of two folded names (0 to 1) from which one warns; Jaro-Winkler weights the beginning."""


class PartyInvalid(ValueError):
    """A field's value cannot be stored. `reason`: empty, too_long, or one of IdentifierInvalid's."""

    def __init__(self, field: str, reason: str, value: str = "") -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.value = value


def tidy(text: str) -> str:
    """One line without control characters, white space folded."""
    if text.isprintable():
        return " ".join(text.split())
    return re.sub(r"\s+", " ", "".join(letter if letter.isprintable() else " " for letter in text)).strip()


def website(value: str) -> str:
    """An address with its scheme; `www.exemple.fr` is taken as https."""
    bare = value.strip()
    if not bare:
        return ""
    address = bare if re.match(r"https?://", bare, re.IGNORECASE) else f"https://{bare}"
    if not re.fullmatch(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", address, re.IGNORECASE):
        raise identifiers.IdentifierInvalid("format", value)
    return address


_NORMALISERS: Mapping[str, Callable[[str], str]] = {
    "siren": identifiers.siren,
    "siret": identifiers.siret,
    "vat_number": identifiers.vat_number,
    "phone": identifiers.phone,
    "email": identifiers.email,
    "website": website,
    "notes": str.strip,
}


def normalise(field: str, value: object) -> object:
    """The stored form of a field's value. Raises PartyInvalid naming the field and the reason."""
    if not isinstance(value, str):
        return value
    text = value.strip() if field == "notes" else tidy(value)
    if not text:
        return ""
    function = _NORMALISERS.get(field)
    if function is None:
        return text
    try:
        return function(text)
    except identifiers.IdentifierInvalid as error:
        raise PartyInvalid(field, error.reason, value) from error


def name_key(name: str) -> str:
    """What a name is sorted and compared by."""
    return fold(name)[:200]


def core_name(name: str) -> str:
    """A company's folded name without its legal form and other words that many share; never empty."""
    key = fold(name)
    kept = [word for word in key.split() if word not in LEGAL_FORMS]
    return " ".join(kept) or key


def likeness(one: str, other: str) -> float:
    """How alike two company names are, 0 to 1: words in any order, small slips forgiven."""
    return fuzz.token_sort_ratio(core_name(one), core_name(other)) / 100


@dataclass(frozen=True, slots=True)
class Match:
    """Why another record may be the same: `reasons` among siren, phone, email, name_city, name."""

    object_id: int
    name: str
    city: str
    score: float
    reasons: tuple[str, ...]
