"""The stored forms of `parties.identifiers`, found sooner for values that are clean already.

A file of a million rows repeats the same domains and number ranges; what was judged once is remembered. Anything
unusual goes the long way, and a property test holds both ways equal.
"""

import re
from functools import lru_cache

from carnet.foundation.parties import identifiers

_SEPARATORS = str.maketrans("", "", " .-/\u00a0\u202f")
_NATIONAL = re.compile(r"0[1-9]\d{8}", re.ASCII)
_ADDRESS = re.compile(r"([a-z0-9]+(?:[._+-][a-z0-9]+)*)@([a-z0-9.-]{4,200})", re.IGNORECASE | re.ASCII)
_TAIL = 4
"""Last figures of a phone number, which decide nothing: ranges are given out by ten thousand at least."""
_DOUBLED = {str(figure): doubled - 9 if (doubled := figure * 2) > 9 else doubled for figure in range(10)}


@lru_cache(maxsize=65_536)
def _range(start: str) -> str | None:
    try:
        return identifiers.phone(f"{start}{'0' * _TAIL}")[:-_TAIL]
    except identifiers.IdentifierInvalid:
        return None


def phone(value: str) -> str:
    bare = value.translate(_SEPARATORS)
    if _NATIONAL.fullmatch(bare) and (start := _range(bare[:-_TAIL])):
        return start + bare[-_TAIL:]
    return identifiers.phone(value)


@lru_cache(maxsize=65_536)
def _domain(value: str) -> str | None:
    try:
        return identifiers.email(f"x@{value}")[2:]
    except identifiers.IdentifierInvalid:
        return None


def email(value: str) -> str:
    found = _ADDRESS.fullmatch(value)
    if found and len(found[1]) <= 64 and len(value) < 200 and (domain := _domain(found[2])):
        return f"{found[1]}@{domain}"
    return identifiers.email(value)


def siren(value: str) -> str:
    if len(value) == 9 and value.isascii() and value.isdigit() and _has_key(value):
        return value
    return identifiers.siren(value)


def siret(value: str) -> str:
    if len(value) == 14 and value.isascii() and value.isdigit() and _has_key(value) and _has_key(value[:9]):
        return value
    return identifiers.siret(value)


def _has_key(digits: str) -> bool:
    doubled = sum([_DOUBLED[figure] for figure in digits[-2::-2]])
    return (doubled + sum([int(figure) for figure in digits[-1::-2]])) % 10 == 0
