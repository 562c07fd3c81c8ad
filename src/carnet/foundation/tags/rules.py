"""Tags as people type them: `Salon 2026, VIP`. Pure."""

from carnet.foundation.search.rules import fold

LONGEST = 40
MOST = 10
"""Tags named in one go."""


def named(text: str) -> dict[str, str]:
    """The tags that a text names, by their key, in its order; white space folded, doubles once."""
    found: dict[str, str] = {}
    for part in text.replace(";", ",").split(","):
        name = " ".join(part.split())[:LONGEST].strip()
        key = fold(name)[:LONGEST].strip()
        if key and len(found) < MOST:
            found.setdefault(key, name)
    return found
