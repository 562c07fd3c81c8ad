"""Activities by words, and the label of a code: NAF rév. 2 (Insee), from the file that `make assets` copies.

Labels of NAF 2025 are on no registry: its codes are kept and asked by code, and shown without a label.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from carnet.foundation.search.rules import fold

CLASS = 5
"""Length of a class: `43.22`, which its sub-classes repeat."""
FEWEST = 4
"""Letters that the stems of two words must share."""
# What people are called where the label names the work, in the words of the trade.
TRADES = {
    "plombier": "43.22A", "plomberie": "43.22A", "electricien": "43.21A", "electricite": "43.21A",
    "avocat": "69.10Z", "notaire": "69.10Z", "huissier": "69.10Z", "garage": "45.20A", "garagiste": "45.20A",
    "carrossier": "45.20A", "dentiste": "86.23Z", "medecin": "86.21Z", "kine": "86.90E", "infirmier": "86.90D",
    "ehpad": "87.10A", "creche": "88.91A", "supermarche": "47.11D", "hypermarche": "47.11F", "epicerie": "47.11B",
    "macon": "43.99C", "couvreur": "43.91B", "charpentier": "43.91A", "peintre": "43.34Z", "carreleur": "43.33Z",
    "serrurier": "43.32B", "chauffagiste": "43.22B", "climaticien": "43.22B", "paysagiste": "81.30Z",
    "informatique": "62", "logiciel": "62.01Z", "comptable": "69.20Z", "syndic": "68.32A", "camping": "55.30Z",
    "bar": "56.30Z", "traiteur": "56.21Z", "pizzeria": "56.10C", "taxi": "49.32Z", "ambulance": "86.90A",
    "pharmacie": "47.73Z", "opticien": "47.78A", "fleuriste": "47.76Z", "mairie": "84.11Z", "lycee": "85.31Z",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Activity:
    code: str
    label: str


def path() -> Path:
    return Path(settings.BASE_DIR) / "assets/naf/rev2.json"


def is_available() -> bool:
    return path().is_file()


@lru_cache(maxsize=2)
def _read(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    return {one["id"]: one["label"].strip().replace("'", "’") for one in json.loads(file.read_text())}


@lru_cache(maxsize=2)
def _words(file: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Folded words of each label; classes are left out, their sub-classes say the same."""
    return [(code, tuple(_split(label))) for code, label in _read(file).items() if len(code) != CLASS]


def _split(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()


def label(code: str) -> str:
    """Empty where the code is not one of NAF rév. 2, or no file is there."""
    return _read(path()).get(code, "")


def codes_from(start: str) -> list[str]:
    """The whole codes that begin so: `43.2`, `43`."""
    return [code for code in _read(path()) if len(code) == 6 and code.startswith(start)]


def find(text: str, limit: int = 12) -> list[Activity]:
    """Activities that words may mean, the closest first: `plombier`, `travaux d'électricité`, `43.2`."""
    asked = text.strip().upper()
    if asked[:2].isdigit():
        return [Activity(code, told) for code, told in _read(path()).items() if _is_code(code, asked)][:limit]
    words = [word for word in _split(text) if len(word) > 2 or word.isdigit()]
    if not words:
        return []
    trades = [TRADES[name] for word in words for name in (word, word.rstrip("s")) if name in TRADES]
    ranked = sorted((rank, len(code) != 6, code) for code, told in _words(path()) if (rank := _rank(words, told)))
    codes = dict.fromkeys([*trades, *(found[-1] for found in ranked)])
    return [Activity(code, label(code)) for code in codes if label(code)][:limit]


def _is_code(code: str, asked: str) -> bool:
    return len(code) != CLASS and code.replace(".", "").startswith(asked.replace(".", ""))


def _rank(words: Sequence[str], told: Sequence[str]) -> int:
    """0 when a word is missing; else the smaller the closer: whole words, then early ones."""
    total = 1
    for word in words:
        near = [distance for place, one in enumerate(told) if (distance := _distance(word, one, place))]
        if not near:
            return 0
        total += min(near)
    return total


def _distance(word: str, one: str, place: int) -> int:
    """0 when the two have nothing in common. `plombier` and `plomberie` share their stem."""
    if one == word:
        return 1 + place
    if one.startswith(word) and len(word) >= 3:
        return 10 + place
    stem = word[: max(FEWEST, len(word) - 3)]
    return 100 + place if len(word) > FEWEST and one.startswith(stem) else 0
