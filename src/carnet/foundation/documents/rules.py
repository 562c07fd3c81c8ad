"""French typography for text that people type, and colours that can be read. Pure."""

import re
from typing import Any

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_STEPS = [
    (re.compile(r'(?<![\w"])"([^"\n]+)"(?!\w)'), f"«{NO_BREAK}\\1{NO_BREAK}»"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    # Marks that stand at the end of a word, so that addresses (…/?q=1;2) are left alone.
    (re.compile(r"[ \u00a0\u202f]*(?<=[\w »)%€\u00a0\u202f’])([;!?]+)(?=\s|$|[)»])"), f"{NARROW}\\1"),
    (re.compile(r" +:(?=\s|$)"), f"{NO_BREAK}:"),
    (re.compile(r"«[ \u202f]*(?=\S)"), f"«{NO_BREAK}"),
    (re.compile(r"[ \u202f]+»"), f"{NO_BREAK}»"),
    (re.compile(r"(?<=\d) (?=[%€])"), NO_BREAK),
]


def french(text: str) -> str:
    """Spaces before ; ! ? : and inside guillemets, curly apostrophes, no line broken before % or €.

    Applied twice it changes nothing more.
    """
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text


def typeset(data: Any, language: str) -> Any:
    """`data` with each of its strings written as `language` wants; English is left as typed."""
    if language != "fr":
        return data
    if isinstance(data, str):
        return french(data)
    if isinstance(data, dict):
        return {key: typeset(value, language) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [typeset(value, language) for value in data]
    return data


def paragraphs(text: str) -> list[list[str]]:
    """Typed text as paragraphs (parted by blank lines) of lines."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [[line.strip() for line in block.split("\n")] for block in blocks if block.strip()]


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours written `#1f46b4`: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(color: str, ground: str = "#ffffff", otherwise: str = "#1c2130") -> str:
    """`color` where words in it can be read on `ground` (4.5 to 1), else `otherwise`."""
    return color if contrast(color, ground) >= 4.5 else otherwise


def _luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
