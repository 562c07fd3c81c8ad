"""The stored forms of `parties.identifiers`, found sooner for values that are clean already.

A file of a million rows repeats the same domains and number ranges; what was judged once is remembered. Anything
unusual goes the long way, and a property test holds both ways equal.
"""

import re
from functools import lru_cache

from email_validator import SPECIAL_USE_DOMAIN_NAMES

from carnet.foundation.parties import identifiers

SEPARATORS = str.maketrans("", "", " .-/\u00a0\u202f")
_NATIONAL = re.compile(r"0[1-9]\d{8}", re.ASCII)
_ADDRESS = re.compile(r"([a-z0-9]+(?:[._+-][a-z0-9]+)*)@([a-z0-9.-]{4,200})", re.IGNORECASE | re.ASCII)
_DOMAIN = re.compile(r"(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)+[a-z]{2,20}", re.ASCII)
_RESERVED = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)
"""Ends of domains that nobody has, or that hold some which nobody has."""
TAIL = 4
"""Last figures of a phone number, which decide nothing: ranges are given out by ten thousand at least."""
_DOUBLED = [doubled - 9 if (doubled := figure * 2) > 9 else doubled for figure in range(10)]
_THREE = [(number // 100, number // 10 % 10, number % 10) for number in range(1000)]
_ODD = {f"{a}{b}{c}": a + _DOUBLED[b] + c for a, b, c in _THREE}
"""What three figures add to the sum of Luhn where the second of them counts twice."""
_EVEN = {f"{a}{b}{c}": _DOUBLED[a] + b + _DOUBLED[c] for a, b, c in _THREE}


@lru_cache(maxsize=65_536)
def _range(start: str) -> str | None:
    try:
        return identifiers.phone(f"{start}{'0' * TAIL}")[:-TAIL]
    except identifiers.IdentifierInvalid:
        return None


def phone(value: str) -> str:
    bare = value.translate(SEPARATORS)
    if _NATIONAL.fullmatch(bare) and (start := _range(bare[:-TAIL])):
        return start + bare[-TAIL:]
    return identifiers.phone(value)


@lru_cache(maxsize=65_536)
def _domain(value: str) -> str | None:
    lower = value.lower()
    if len(lower) < 190 and _DOMAIN.fullmatch(lower) and lower.rpartition(".")[2] not in _RESERVED:
        return lower
    try:
        return identifiers.email(f"x@{value}")[2:]
    except identifiers.IdentifierInvalid:
        return None


def plain_email(value: str) -> str | None:
    """The stored form of an address that is clean already, None for what the slow library has to judge."""
    found = _ADDRESS.fullmatch(value)
    if found and len(found[1]) <= 64 and len(value) < 200 and (domain := _domain(found[2])):
        return f"{found[1]}@{domain}"
    return None


def email(value: str) -> str:
    return plain_email(value) or identifiers.email(value)


def plain_siren(value: str) -> str | None:
    """As `plain_email`. The key is summed three figures at a time."""
    if len(value) != 9 or not value.isascii() or not value.isdigit():
        return None
    if (_ODD[value[:3]] + _EVEN[value[3:6]] + _ODD[value[6:]]) % 10:
        return None
    return value


def siren(value: str) -> str:
    return plain_siren(value) or identifiers.siren(value)


def plain_siret(value: str) -> str | None:
    if len(value) != 14 or not value.isascii() or not value.isdigit() or plain_siren(value[:9]) is None:
        return None
    padded = f"0{value}"
    if sum([_EVEN[padded[3:6]], _EVEN[padded[9:12]], _ODD[padded[:3]], _ODD[padded[6:9]], _ODD[padded[12:]]]) % 10:
        return None
    return value


def siret(value: str) -> str:
    return plain_siret(value) or identifiers.siret(value)


def plain_vat_number(value: str) -> str | None:
    """French ones with a key of figures; every other the long way."""
    if len(value) != 13 or value[:2] != "FR" or plain_siren(value[4:]) is None:
        return None
    return value if identifiers.french_vat_number(value[4:]) == value else None
