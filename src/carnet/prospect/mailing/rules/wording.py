"""What in the words of a letter should be looked at again before it leaves; nothing is blocked. Pure.

Sources: C. conso., art. L121-1 to L121-4 (misleading practices); C. envir., art. L229-68 (carbon neutral) and
L541-9-1 (« biodégradable », « respectueux de l’environnement »); CPCE,
art. L34-5 (a subject that matches), read 2026-11.
"""

import re
from dataclasses import dataclass

LONG_SUBJECT = 70


@dataclass(frozen=True, slots=True)
class Doubt:
    """`reason` says which rule, `value` the words found."""

    reason: str
    value: str = ""


_CLAIMS = {
    "superlative": r"\b(?:le|la|les) (?:meilleure?s?|plus performante?s?|moins ch[eè]re?s?)\b"
    r"|\bn[°o] ?1\b|\bnum[ée]ro un\b|\bleader\b|\bseuls? (?:à|au)\b",
    "guarantee": r"\bgaranti(?:e?s?|es)?\b|\bsans (?:aucun )?risques?\b|\b100 ?% (?:satisfait|efficace|sûr)",
    "carbon": r"\bneutres? en carbone\b|\bz[ée]ro (?:carbone|[ée]missions?)\b|\bcarbone neutre\b",
    "green": r"\bbiod[ée]gradables?\b|\brespectueu(?:x|ses?) de l[’']environnement\b"
    r"|\b[ée]cologiques?\b|\b100 ?% (?:vert|naturel)",
    "pressure": r"\bdernière chance\b|\bplus que (?:\d+|quelques) (?:places?|jours?|heures?)\b"
    r"|\burgent\b|\bavant qu[’']il ne soit trop tard\b",
    "free": r"\bgratuit(?:e?s?|ement)?\b|\boffert(?:e?s?)?\b",
    "price": r"-? ?\d{1,2} ?%|\bprix barré\b|\bau lieu de\b",
}


def doubts_of(subject: str, text: str) -> list[Doubt]:
    """In the order of the checklist: the subject first, then claims, each kind once."""
    found: list[Doubt] = []
    letters = [mark for mark in subject if mark.isalpha()]
    if len(subject) > LONG_SUBJECT:
        found.append(Doubt("long_subject", str(len(subject))))
    if len(letters) > 8 and sum(mark.isupper() for mark in letters) > len(letters) * 0.6:
        found.append(Doubt("shouting", subject[:60]))
    if re.search(r"[!?€$]{2,}", subject):
        found.append(Doubt("marks", re.search(r"[!?€$]{2,}", subject)[0]))  # type: ignore[index] # just found
    for reason, pattern in _CLAIMS.items():
        if match := re.search(pattern, f"{subject}\n{text}", re.IGNORECASE):
            found.append(Doubt(reason, match[0]))
    if "{{" not in text:
        found.append(Doubt("impersonal"))
    if not re.search(r"\?|https?://|@|\+?\d[\d .]{8,}", text):
        found.append(Doubt("no_call"))
    return found
