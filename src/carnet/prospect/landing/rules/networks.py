"""What each network takes, dated: a convention of theirs that changes without notice, never a law.

`sure`: high where the network's own documentation says so, medium where several writers agree, unverified else.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

READ = date(2026, 11, 24)
LINK = re.compile(r"https?://\S+")
HASHTAG = re.compile(r"#\w+")


@dataclass(frozen=True, slots=True)
class Limits:
    """`folds_at`: characters shown before “see more”; `link_counts`: what a link weighs, None for its own length."""

    network: str
    characters: int
    folds_at: int
    hashtags: int
    images: int
    source: str
    sure: str = "medium"
    takes_links: bool = True
    link_counts: int | None = None
    read_on: date = READ


_GUIDES = "guides of writers that agree, 2026"
TABLE = {
    one.network: one
    for one in (
        Limits("linkedin", 3000, 210, 30, 20, source=_GUIDES),
        Limits("facebook", 63206, 477, 30, 10, source=_GUIDES),
        Limits("instagram", 2200, 125, 30, 10, source=_GUIDES, takes_links=False),
        Limits("x", 280, 280, 30, 4, source="docs.x.com, counting characters", sure="high", link_counts=23),
    )
}
"""How many hashtags LinkedIn, Facebook and X take is not written anywhere we read: 30 only stops the absurd."""
FEW_HASHTAGS = 5
"""Beyond these a post looks like a robot's: advice, not a limit."""


def weight(text: str, limits: Limits) -> int:
    """How long the network counts a text: on X a link is 23, an emoji or an ideogram 2, after composition (NFC)."""
    told = unicodedata.normalize("NFC", text)
    if limits.link_counts is None:
        return len(told)
    links = LINK.findall(told)
    rest = LINK.sub("", told)
    return sum(1 if ord(one) <= 0x10FF or 0x2000 <= ord(one) <= 0x201F else 2 for one in rest) + (
        limits.link_counts * len(links)
    )


def whole(text: str, hashtags: str, link: str, limits: Limits) -> str:
    """The post as it is pasted: the words, the link where the network makes one of it, the hashtags."""
    parts = [text.strip(), link if limits.takes_links else "", " ".join(tags(hashtags))]
    return "\n\n".join(part for part in parts if part)


def tags(told: str) -> list[str]:
    """`#bureau #calme` from however one typed them."""
    found = (re.sub(r"[^\w]", "", word) for word in told.replace(",", " ").split())
    return list(dict.fromkeys(f"#{word}" for word in found if word))


def fault(text: str, hashtags: str, link: str, images: int, limits: Limits) -> str:
    """Why the network would refuse it: no_text, too_long, too_many_hashtags, too_many_images; else empty."""
    if not text.strip():
        return "no_text"
    pasted = whole(text, hashtags, link, limits)
    if weight(pasted, limits) > limits.characters:
        return "too_long"
    if len(HASHTAG.findall(pasted)) > limits.hashtags:
        return "too_many_hashtags"
    return "too_many_images" if images > limits.images else ""
