"""What a workspace's address may be, and when an invitation still opens it. Pure."""

import re
import unicodedata
from datetime import datetime, timedelta

INVITATION_LASTS = timedelta(days=7)

SLUG_MAX = 60
# Words that would read as a page of Carnet, or trap a reader, were they a workspace's address.
RESERVED_SLUGS = frozenset({"compte", "nouveau", "invitation", "static", "api", "e", "admin", "composants", "profil"})


def slug_of(name: str) -> str:
    """`Ateliers Rhodanis & Cie` is `ateliers-rhodanis-cie`; empty when nothing of it can be written in an address."""
    opened = name.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", opened) if not unicodedata.combining(mark))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_MAX].strip("-")


def is_slug_allowed(slug: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", slug)) and slug not in RESERVED_SLUGS


def numbered(slug: str, taken: set[str]) -> str:
    """`slug`, or `slug-2`, `slug-3`… the first that is not taken; never longer than SLUG_MAX."""
    if slug not in taken:
        return slug
    for number in range(2, len(taken) + 3):
        tail = f"-{number}"
        candidate = slug[: SLUG_MAX - len(tail)].rstrip("-") + tail
        if candidate not in taken:
            return candidate
    raise AssertionError("as many candidates as taken slugs, plus one")


def invitation_state(
    *, now: datetime, expires_at: datetime, accepted_at: datetime | None, withdrawn_at: datetime | None
) -> str:
    """`accepted`, `withdrawn`, `expired` or `open`: what ended it first is what counts."""
    if accepted_at is not None:
        return "accepted"
    if withdrawn_at is not None:
        return "withdrawn"
    return "expired" if now >= expires_at else "open"
