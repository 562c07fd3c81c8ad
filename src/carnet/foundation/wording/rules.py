"""What a note should not say: health, religion, union, politics, origin, intimate life, offences, family, insults.

Blocks nothing. The words are data (`static/carnet/wording/words.json`), read here and by the browser alike: patterns
in the common part of Python's and JavaScript's regular expressions, tried on folded text (lower case, no accent).
Source: CNIL, « Zones bloc-note et commentaires », 28 February 2019; GDPR, art. 9 and 10.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "static" / "carnet" / "wording" / "words.json"
_SPELT = {"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "\t": " "}


@dataclass(frozen=True, slots=True)
class Finding:
    """`words` as they were typed; `category` a code of the data."""

    category: str
    words: str


@dataclass(frozen=True, slots=True)
class _Rule:
    category: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None


@cache
def data() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return content


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            one["category"],
            re.compile(f"(?<![a-z0-9])(?:{one['words']})(?![a-z0-9])"),
            re.compile(one["unless"]) if one["unless"] else None,
        )
        for one in data()["rules"]
    )


def fold(text: str) -> tuple[str, list[int]]:
    """The text as the patterns read it, and for each of its letters the place in the original."""
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        low = letter.lower()
        plain = _SPELT.get(low) or unicodedata.normalize("NFD", low)[0]
        folded.append(plain)
        places += [place] * len(plain)
    return "".join(folded), places


def check(text: str) -> list[Finding]:
    """What stands out, in the order of the text, one finding for each category. Empty for a plain note."""
    folded, places = fold(text)
    window = int(data()["window"])
    found: dict[str, tuple[int, Finding]] = {}
    for rule in _rules():
        if rule.category in found:
            continue
        for match in rule.words.finditer(folded):
            first, last = match.span()
            around = folded[max(0, first - window) : last + window]
            if rule.unless and rule.unless.search(around):
                continue
            words = text[places[first] : places[last - 1] + 1]
            found[rule.category] = (first, Finding(rule.category, words))
            break
    return [finding for _place, finding in sorted(found.values(), key=lambda pair: pair[0])]


def sentence(findings: Iterable[Finding], language: str) -> str:
    """What to tell who wrote it, with a neutral way to say it; empty when nothing stands out."""
    listed = list(findings)
    if not listed:
        return ""
    spoken = "en" if language.startswith("en") else "fr"
    categories = data()["categories"]
    said = str(data()["said"][spoken])
    said = said.replace("{categories}", ", ".join(categories[one.category]["label"][spoken] for one in listed))
    said = said.replace("{words}", ", ".join(one.words for one in listed))
    return " ".join([said, *dict.fromkeys(categories[one.category]["instead"][spoken] for one in listed)])
