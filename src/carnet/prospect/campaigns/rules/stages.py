"""How far a contact came and why, and what an interaction of the agenda says of it.

Glossary: contact argumenté = argued contact, taux de joignabilité = share reached. Each stage includes those before it.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from carnet.prospect.mix.rules.channels import Channel


class Stage(IntEnum):
    """Argued: the right person heard the offer and answered to it (contact argumenté)."""

    ATTEMPTED = 1
    REACHED = 2
    ARGUED = 3
    MEETING = 4
    SALE = 5


class Reason(StrEnum):
    """Why it came so far, or no farther: one code, chosen by whoever had the contact."""

    NEED = "need"
    RIGHT_TIME = "right_time"
    KNOWN = "known"
    REFERRED = "referred"
    OFFER = "offer"
    PROOF = "proof"
    NO_ANSWER = "no_answer"
    WRONG_CONTACT = "wrong_contact"
    GATEKEEPER = "gatekeeper"
    NO_NEED = "no_need"
    COMPETITOR = "competitor"
    PRICE = "price"
    BUDGET = "budget"
    WRONG_TIME = "wrong_time"
    TRUST = "trust"
    NOT_INTERESTED = "not_interested"
    OBJECTED = "objected"


SUCCESS = frozenset({Reason.NEED, Reason.RIGHT_TIME, Reason.KNOWN, Reason.REFERRED, Reason.OFFER, Reason.PROOF})
FAILURE = frozenset(Reason) - SUCCESS


@dataclass(frozen=True, slots=True)
class Heard:
    """What a logged interaction means to a campaign."""

    channel: Channel
    stage: Stage
    reason: Reason | None = None


CHANNELS = {
    "call": Channel.PHONE,
    "email": Channel.EMAIL,
    "letter": Channel.LETTER,
    "visit": Channel.VISIT,
    "video": Channel.VISIT,
}
"""The agenda's codes. A video meeting is face to face too: it stands in for the visit and its trip."""
OUTCOMES: dict[str, tuple[Stage, Reason | None]] = {
    "reached": (Stage.REACHED, None),
    "no_answer": (Stage.ATTEMPTED, Reason.NO_ANSWER),
    "message": (Stage.ATTEMPTED, None),
    "call_back": (Stage.REACHED, Reason.WRONG_TIME),
    "meeting": (Stage.MEETING, None),
    "refused": (Stage.REACHED, Reason.NOT_INTERESTED),
    "wrong_number": (Stage.ATTEMPTED, Reason.WRONG_CONTACT),
}
WRITTEN = frozenset({Channel.EMAIL, Channel.LETTER})


def heard(contact: str, outcome: str) -> Heard | None:
    """None for what is no contact, such as a note. Without an outcome, a writing was sent and a talk took place."""
    channel = CHANNELS.get(contact)
    if channel is None:
        return None
    if outcome in OUTCOMES:
        stage, reason = OUTCOMES[outcome]
        return Heard(channel, stage, reason)
    return Heard(channel, Stage.ATTEMPTED if channel in WRITTEN else Stage.REACHED)
