"""A second phone, e-mail or address: kept as a row of its own beside the record, with what it is for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from carnet.foundation.search.rules import fold

CHANNELS: Mapping[str, str] = {"phone": "phone", "email": "email", "website": "web"}
PLACE = ("street", "postcode", "city", "country")
_SEVERAL = re.compile(r"\s*(?:[,;|\n]|\s/\s|\sou\s|\sor\s)\s*")

_USES = (
    ("mobile", "mobile|portable|gsm|cell"),
    ("home", "home|personal|perso|personnel|prive|domicile"),
    ("switchboard", "standard|switchboard|main"),
    ("billing", "billing|facturation|comptabilite"),
)
_PLACES = (
    ("billing", "billing|facturation|invoice"),
    ("delivery", "shipping|delivery|livraison"),
)


@dataclass(frozen=True, slots=True)
class Point:
    """`owner`: company or person; `channel`: phone, email or web."""

    owner: str
    channel: str
    use: str
    value: str


@dataclass(frozen=True, slots=True)
class Place:
    """A further address of the company."""

    use: str
    values: Mapping[str, str]


def point(target: str, header: str, value: str) -> Point | None:
    """None for a target of which one is enough."""
    owner, _, name = target.partition(".")
    channel = CHANNELS.get(name)
    return Point(owner, channel, _said(header, _USES, "work"), value) if channel else None


def place_use(header: str) -> str:
    return _said(header, _PLACES, "site")


def _said(header: str, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    words = set(fold(header).split())
    return next((use for use, known in table if words & set(known.split("|"))), otherwise)


def split(raw: str) -> list[str]:
    """The values that stand together in one cell, as other CRMs export several e-mails."""
    return [part for part in _SEVERAL.split(raw.strip()) if part]
