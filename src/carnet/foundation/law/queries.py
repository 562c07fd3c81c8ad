"""What the screens of law read. No database: the table is a file of the program."""

import unicodedata
from datetime import date

from .rules import Buyer, Document, LegalValue, Mention, Must
from .table import Theme, table


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _says(one: LegalValue | Mention, text: str) -> bool:
    held = plain(f"{one.code} {one.label} {one.label_en} {one.source} {one.note}")
    return all(word in held for word in plain(text).split())


def values(
    *, on: date, text: str = "", buyer: str = "", unverified_only: bool = False
) -> list[tuple[Theme, list[LegalValue]]]:
    """The values in force on a day, by theme; `text` is looked for in labels, codes, sources and notes."""
    kept = [
        one
        for one in table().values
        if one.holds(on)
        and (not text or _says(one, text))
        and (not buyer or buyer in one.buyers)
        and (not unverified_only or one.is_unverified)
    ]
    groups = [(theme, [one for one in kept if one.theme == theme.code]) for theme in table().themes]
    return [(theme, found) for theme, found in groups if found]


def history(code: str) -> list[LegalValue]:
    """Every period of a rule, the latest first; empty for a code that the table does not hold."""
    found = [one for one in table().values if one.code == code]
    return sorted(found, key=lambda one: one.in_force_from, reverse=True)


def mentions(
    must: Must, *, on: date, document: Document | str = "", buyer: Buyer | str = "", text: str = ""
) -> list[Mention]:
    """The mentions due (or forbidden) on a day, whatever the sale; `needs` says in which case."""
    return [
        one
        for one in table().mentions
        if one.must == must
        and one.holds(on)
        and (not document or document in one.documents)
        and (not buyer or buyer in one.buyers)
        and (not text or _says(one, text))
    ]
