"""Who stays out of a file that leaves the house. Pure; figures of the law come from its table."""

from dataclasses import dataclass
from enum import StrEnum

EVERY = ""
"""As the channel of an objection or of a file: all of them."""


class Purpose(StrEnum):
    PROSPECTING = "prospecting"
    OTHER = "other"


class Out(StrEnum):
    """Why a record stays out, the strongest reason first."""

    RESTRICTED = "restricted"
    OBJECTED = "objected"
    OBJECTED_HERE = "objected_here"
    NO_LAW = "no_law"
    NO_CONSENT = "no_consent"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a record's owner lets be done. `objections` holds channels, EVERY for all of them; `needs_consent` is what
    the law says of the channel and of the kind of buyer, None where its table says nothing."""

    is_restricted: bool = False
    objections: frozenset[str] = frozenset()
    needs_consent: bool | None = False
    has_consent: bool = False


def left_out(wish: Wish, purpose: Purpose, channel: str = EVERY) -> Out | None:
    """None for who may be in the file.

    A restricted record is only kept, whatever the file is for (GDPR, art. 18, 2). The other reasons are those of
    prospecting (GDPR, art. 21, 3; and for a channel, what the table of law says of consent).
    """
    if wish.is_restricted:
        return Out.RESTRICTED
    if purpose != Purpose.PROSPECTING:
        return None
    if EVERY in wish.objections:
        return Out.OBJECTED
    return None if channel == EVERY else _left_out_here(wish, channel)


def _left_out_here(wish: Wish, channel: str) -> Out | None:
    if channel in wish.objections:
        return Out.OBJECTED_HERE
    if wish.needs_consent is None:
        return Out.NO_LAW
    return Out.NO_CONSENT if wish.needs_consent and not wish.has_consent else None
