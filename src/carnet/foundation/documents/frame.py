"""What every document of the house shares: its language and date, its seller, the colours of both."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from carnet.foundation.ui import formats

from .rules import contrast, readable

PAPER, INK, BLACK = "#ffffff", "#1c2130", "#000000"
OURS = "#1f46b4"


def frame(
    seller: Mapping[str, Any], *, title: str, language: str, on: date, legal: str = "", words: Mapping[str, str] = {}
) -> dict[str, Any]:
    """The data that `carnet.typ` takes of any document; a room adds its own.

    `seller` is that of `workspaces.queries.seller`; `legal` the line at the foot, else the seller's name and SIREN.
    """
    return {
        "language": language,
        "title": title,
        "date": [on.year, on.month, on.day],
        "draft": None,
        "seller": {"name": seller["legal_name"], "legal": legal or _identity(seller), **palette(seller)},
        "words": dict(words),
    }


def palette(seller: Mapping[str, Any]) -> dict[str, str]:
    """`color` fills bands and totals, `on_color` is for words in it, `word_color` for titles on white.

    Titles take the seller's second colour where there is one. All can be read (4.5 to 1):
    where neither paper nor ink can, on middling colours, black can.
    """
    color = str(seller.get("color") or OURS)
    return {
        "color": color,
        "on_color": next(one for one in (PAPER, INK, BLACK) if contrast(one, color) >= 4.5),
        "word_color": readable(str(seller.get("second_color") or color)),
    }


def _identity(seller: Mapping[str, Any]) -> str:
    number = f"SIREN {formats.siret(str(seller['siren']))}" if seller.get("siren") else ""
    return " · ".join(filter(None, [str(seller["legal_name"]), number]))
