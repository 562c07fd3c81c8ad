"""Cells whose words stand for something: a stage, a country, a civility, a date, a whole name."""

import re
from datetime import date
from functools import cache

from babel import Locale

from carnet.foundation.search.rules import fold


class ValueUnknown(ValueError):
    """`reason`: stage, country, date."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_STAGES = {
    "suspect": "suspect|suspects|lead|subscriber|other|a qualifier|nouveau|new",
    "cold": "cold|prospect|prospects|prospect froid|froid|cold prospect|marketing qualified lead",
    "warm": "warm|prospect tiede|tiede|warm prospect|sales qualified lead|qualified|qualifie",
    "hot": "hot|prospect chaud|chaud|hot prospect|opportunity|opportunite",
    "customer": "customer|client|clients|cliente|actif|client actif|active customer|evangelist",
    "former": "former|former customer|ancien client|ex client|client perdu|client inactif|inactif|lost customer",
}
STAGES = {word: stage for stage, words in _STAGES.items() for word in words.split("|")}

_CIVILITIES = {
    "mme": "mme|madame|mrs|ms|miss|mlle|mademoiselle|mme m|f|femme",
    "m": "m|mr|monsieur|m.|mr.|h|homme|sir",
}
CIVILITIES = {word: civility for civility, words in _CIVILITIES.items() for word in words.split("|")}


@cache
def countries() -> dict[str, str]:
    """Folded French and English names, and the codes themselves, to ISO 3166 codes."""
    table = {"uk": "GB", "usa": "US", "u.s.a.": "US", "etats unis": "US", "united states of america": "US"}
    table |= {"angleterre": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "hollande": "NL", "holland": "NL"}
    table |= {"fra": "FR", "deu": "DE", "gbr": "GB", "esp": "ES", "ita": "IT", "bel": "BE", "che": "CH", "lux": "LU"}
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            # Three-digit codes are continents and other groups of countries.
            if len(code) == 2:
                table.setdefault(fold(code), code)
                table.setdefault(fold(name), code)
    return table


def stage(value: str) -> str:
    try:
        return STAGES[fold(value)]
    except KeyError:
        raise ValueUnknown("stage") from None


def country(value: str) -> str:
    try:
        return countries()[fold(value)]
    except KeyError:
        raise ValueUnknown("country") from None


def civility(value: str) -> str:
    """Empty for what says nothing of the two, such as Dr: nobody is refused for a title."""
    return CIVILITIES.get(fold(value), "")


_DATE = re.compile(r"^(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?:[ T].*)?$")


def day(value: str, order: str) -> date:
    """`order` is dmy, mdy or ymd; a year written first is always taken as such. Two figures mean 1970 to 2069."""
    found = _DATE.match(value.strip())
    if not found:
        raise ValueUnknown("date")
    one, two, three = (int(part) for part in found.groups())
    if order == "ymd" or len(found[1]) == 4:
        year, month, number = one, two, three
    else:
        year, month, number = (three, two, one) if order == "dmy" else (three, one, two)
    if year < 100:
        year += 1900 if year >= 70 else 2000
    try:
        return date(year, month, number)
    except ValueError:
        raise ValueUnknown("date") from None


def split_name(value: str) -> tuple[str, str]:
    """(first name, last name): `Dupont, Jean`, `DUPONT Jean`, `Jean de La Tour`; one word is a last name."""
    text = " ".join(value.split())
    if "," in text:
        family, _, given = text.partition(",")
        return given.strip(), family.strip()
    words = text.split()
    if len(words) < 2:
        return "", text
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        rest = [word for word in words if word not in capitals]
        return " ".join(rest), " ".join(capitals)
    return words[0], " ".join(words[1:])
