"""What a landing page must have to suit its channel, attract, and fit its target: what a program can see of it.

Conventions of the trade, not law; whether the words are right for the target is for people to say.
"""

import re
from dataclasses import dataclass

from .content import Content, FormSpec

LONGEST_TITLE, LONGEST_PROMISE, MOST_FIELDS = 80, 280, 6
VAGUE = re.compile(
    r"\b(leader|n°\s?1|numéro un|meilleure?s?|unique|révolutionnaire|inégalée?s?|best|number one)\b", re.IGNORECASE
)
GREEN = re.compile(
    r"\b(écologiques?|éco-?responsables?|respectueu(?:x|se)s? de l[’']environnement|vertes?|durables?"
    r"|neutres? en carbone|biodégradables?|eco-friendly|green|sustainable|carbon[- ]neutral)\b",
    re.IGNORECASE,
)
"""Claims that want a proof: superlatives (C. conso., art. L121-2) and the environment (directive 2024/825)."""


@dataclass(frozen=True, slots=True)
class Check:
    """`code` names it; `is_met`; `about`: channel (B1.2-C7.2-1) or message (B1.2-C7.2-2); `detail`: what it met."""

    code: str
    is_met: bool
    about: str
    detail: str = ""


def checks(content: Content, form: FormSpec, *, target: str, positioning: str, has_image: bool) -> list[Check]:
    """Each thing once, those of the channel first."""
    said = " ".join([content.title, content.promise, *(one.title + " " + one.text for one in content.arguments)])
    claims = sorted({found.group(0).lower() for found in (*VAGUE.finditer(said), *GREEN.finditer(said))})
    unproven = [one.text for one in content.proofs if not one.source.strip()]
    fields = len(form.asks) + len(form.own)
    return [
        Check("title_short", 0 < len(content.title) <= LONGEST_TITLE, "channel", str(len(content.title))),
        Check("promise_short", 0 < len(content.promise) <= LONGEST_PROMISE, "channel", str(len(content.promise))),
        Check("one_action", bool(content.action.strip()), "channel"),
        Check("few_fields", fields <= MOST_FIELDS, "channel", str(fields)),
        Check("image_told", not has_image or bool(content.image_alt.strip()), "channel"),
        Check("target_said", bool(target.strip()), "message"),
        Check("positioning_said", bool(positioning.strip()), "message"),
        Check("arguments", len(content.arguments) >= 2, "message", str(len(content.arguments))),
        Check("proofs", bool(content.proofs) and not unproven, "message", ", ".join(unproven)[:120]),
        Check("offer_shown", bool(content.offers), "message"),
        Check("claims_sourced", not claims or bool(content.proofs and not unproven), "message", ", ".join(claims)),
        Check("speaks_of_target", _shares_words(target, said), "message"),
        Check("speaks_of_positioning", _shares_words(positioning, said), "message"),
    ]


def _words(text: str) -> set[str]:
    """The first five letters of words that carry meaning: a plural or a verb's ending hides nothing."""
    return {word[:5] for word in re.findall(r"\w{5,}", text.casefold())}


def _shares_words(one: str, other: str) -> bool:
    return bool(_words(one) & _words(other))
