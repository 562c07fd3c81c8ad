"""The English words of the catalogues and templates, to find one that a French page still shows."""

import re
from functools import cache
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[2] / "src/carnet"
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]")
IN_BRACES = re.compile(r"\{\{\s*(\w+)\s*\}\}")
IN_TEMPLATES = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
IN_BLOCKS = re.compile(r"\{%\s*blocktranslate.*?%\}(.*?)\{%\s*endblocktranslate", re.DOTALL)
IN_CODE = re.compile(r"""\b(?:_|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"\s*\)""")

# The language is named in itself; the second is an example of code, not a sentence; the third is a city on the map.
SAME = {"English", "…", "Tours"}


@cache
def english() -> re.Pattern[str]:
    """What a whole text would match if it were one of our English messages."""
    ours, french = set(), set()
    for path in SOURCE.rglob("locale/fr/LC_MESSAGES/*.po"):
        for entry in polib.pofile(str(path)):
            ours |= {entry.msgid, entry.msgid_plural}
            french |= {entry.msgstr, *entry.msgstr_plural.values()}
    for path in SOURCE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        ours |= {double or single for double, single in IN_TEMPLATES.findall(text)}
        blocks = [IN_BRACES.sub(r"%(\1)s", whole.replace("%", "%%")) for whole in IN_BLOCKS.findall(text)]
        ours |= {part for whole in blocks for part in re.split(r"\{%%\s*plural\s*%%\}", whole)}
    for path in SOURCE.rglob("*.py"):
        ours |= set(IN_CODE.findall(path.read_text(encoding="utf-8")))
    # « Version 2 » is the same in both, whatever its holes are called.
    wanted = {_pattern(one) for one in ours - SAME if _says_enough(one)} - {_pattern(one) for one in french}
    return re.compile("|".join(sorted(wanted)))


def _says_enough(message: str) -> bool:
    """Around its holes `%(a)s of %(b)s` says too little to tell it from a name."""
    letters = len(re.findall(r"[A-Za-z]", HOLE.sub("", message)))
    return letters >= (4 if HOLE.search(message) else 2)


def _pattern(message: str) -> str:
    pieces = [re.escape(plain(piece)) for piece in HOLE.split(message.replace("%%", "%").replace('\\"', '"'))]
    return ".+".join(pieces)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@cache
def is_english(text: str) -> bool:
    return bool(english().fullmatch(plain(text).strip()))


def english_among(texts: list[str]) -> list[str]:
    return [text for text in texts if is_english(text)]
