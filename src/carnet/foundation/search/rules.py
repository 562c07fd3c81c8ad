"""How text is folded so that accents, case, spaces and punctuation never hide a match. Pure."""

import re
import unicodedata
from collections.abc import Sequence

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": " ", "'": " ", "…": " "})
_NOT_WORD = re.compile(r"[^a-z0-9@.+]+")
_DIGITS = re.compile(r"(?<!\d)\d[\d .\-/]{4,}\d(?!\d)")
TRIGRAM = 3
"""Characters below which a trigram index cannot answer."""


def fold(text: str) -> str:
    """`Société Générale d’Été` becomes `societe generale d ete`; compare folded with folded only."""
    bare = text.lower().translate(_LIGATURES)
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare)
        bare = "".join([letter for letter in letters if not unicodedata.combining(letter)])
    return _NOT_WORD.sub(" ", bare).strip()


_SEPARATOR = "\x1f"
_COMMON = tuple(zip("éèêëàâäçîïôöùûüÿñ’'", "eeeeaaaciioouuuyn  ", strict=True))
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_WORD_APART = re.compile(r"[^a-z0-9@.+\x1f ]+")
_SPACES = re.compile(" {2,}")


def fold_all(texts: Sequence[str]) -> list[str]:
    """`fold` of each text, all at once: six times quicker on many names. A property test holds both equal."""
    if not texts:
        return []
    bare = _SEPARATOR.join(texts).lower()
    if bare.count(_SEPARATOR) != len(texts) - 1:
        return [fold(text) for text in texts]
    for letter, plain in _COMMON if not bare.isascii() else _COMMON[-1:]:
        bare = bare.replace(letter, plain)
    if not bare.isascii():
        bare = _NOT_ASCII.sub(_plain, bare)
    bare = _NOT_WORD_APART.sub(" ", bare)
    if "  " in bare:
        bare = _SPACES.sub(" ", bare)
    bare = bare.replace(f" {_SEPARATOR}", _SEPARATOR).replace(f"{_SEPARATOR} ", _SEPARATOR)
    return bare.strip(" ").split(_SEPARATOR)


def _plain(found: re.Match[str]) -> str:
    letters = unicodedata.normalize("NFKD", found.group().translate(_LIGATURES))
    return "".join([letter for letter in letters if not unicodedata.combining(letter)])


def fold_query(text: str) -> str:
    """A search as typed: folded, and numbers written in groups (phone, SIREN) joined as they are stored.

    A national phone number loses its zero, half typed or whole, since `+33 6…` and `06…` are the same line.
    """
    joined = _DIGITS.sub(lambda found: _join(found.group()), text.replace("\u00a0", " ").replace("\u202f", " "))
    return fold(joined)


def _join(digits: str) -> str:
    bare = re.sub(r"\D", "", digits)
    return bare[1:] if len(bare) <= 10 and bare.startswith("0") else bare


def words(folded: str) -> list[str]:
    """The words all of which must be found; nothing is searched for a single character."""
    return [word for word in folded.split() if word]


def trigrams(parts: Sequence[str]) -> list[str]:
    """The different groups of three characters that stand in these words."""
    return list(dict.fromkeys(word[place : place + TRIGRAM] for word in parts for place in range(len(word) - 2)))


def rank(query: str, title_key: str) -> tuple[int, int]:
    """Smaller is better: the whole title, its beginning, the beginning of a word, anywhere; then the shorter."""
    if title_key == query:
        place = 0
    elif title_key.startswith(query):
        place = 1
    elif f" {query}" in title_key:
        place = 2
    else:
        place = 3
    return place, len(title_key)
