"""Whether a form was sent by a person, and whether it was sent already. No third party is asked."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

FASTEST = 2.0
"""Seconds between showing the form and its being sent: nobody reads faster."""
LONGEST = 24 * 3600.0


def verdict(*, trap: str, age: float | None) -> str:
    """ "" where a person sent it; else why not: trap (a field that nobody sees is filled), unsigned, fast, old."""
    if trap.strip():
        return "trap"
    if age is None:
        return "unsigned"
    if age < FASTEST:
        return "fast"
    return "old" if age > LONGEST else ""


def key_of(page: int, values: Mapping[str, Any], consents: list[str], day: date) -> str:
    """The same for the same words of the same day: sent a thousand times, it is one."""
    told = {name: " ".join(str(value).split()).casefold() for name, value in sorted(values.items()) if value}
    text = json.dumps([page, told, sorted(consents), day.isoformat()], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
