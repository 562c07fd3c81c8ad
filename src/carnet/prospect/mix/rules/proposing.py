"""Which actions suit a group, in which order, and why not the others. Facts in, a sequence with its reasons out.

Reasons are codes that `words` puts into sentences. The order is a convention of the trade: write, then speak,
then meet; who knows us already is spoken to first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .channels import DIGITAL, Channel

NEAR_KM = 60
"""Beyond, a visit of somebody unknown takes half a day: a convention of ours."""
WORTH_TIMES = 20
"""A mean sale that is worth so many visits makes a group one of high value: a convention of ours."""
MANY = 20
"""From so many on, one event meets them for less than so many visits."""
LAST_DAY = 60
MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """A group as the choice of channels sees it.

    `consumers`: share of them, 0 to 1; `stage`: cold, warm, customer; `size`: small, large or empty (employees);
    `km`: the middle distance from the usual start; `sale_cents`: the mean sale; `visit_cents`: what a visit costs.
    `reachable` and `room`: how many may lawfully be reached, and how many contacts the plan's weeks leave room for.
    """

    count: int
    consumers: float = 0.0
    stage: str = "cold"
    size: str = ""
    km: float | None = None
    sale_cents: int | None = None
    visit_cents: int | None = None
    reachable: Mapping[Channel, int] = field(default_factory=dict)
    room: Mapping[Channel, int] = field(default_factory=dict)

    def can(self, channel: Channel) -> bool:
        return self.reachable.get(channel, 0) > 0 and self.room.get(channel, 0) > 0

    @property
    def is_private(self) -> bool:
        return self.consumers > 0.5

    @property
    def is_near(self) -> bool:
        """Where nobody knows the distance, it does not speak against a visit."""
        return self.km is None or self.km <= NEAR_KM

    @property
    def is_valuable(self) -> bool:
        if self.size == "large":
            return True
        return bool(self.sale_cents and self.visit_cents and self.sale_cents >= WORTH_TIMES * self.visit_cents)


@dataclass(frozen=True, slots=True)
class Step:
    """`day`: days after the first contact; `reasons`: why this channel, why then; `note`: in somebody's own words."""

    channel: Channel
    day: int
    reasons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`left`: each channel that is not used, and why."""

    steps: tuple[Step, ...]
    left: tuple[tuple[Channel, str], ...]

    @property
    def is_digital(self) -> bool:
        return any(step.channel in DIGITAL for step in self.steps)


def propose(who: Profile) -> Proposal:
    """A sequence of lawful steps with room for them, one at least digital where any may be."""
    opening = _warm(who) if who.stage in {"warm", "customer"} and who.can(Channel.PHONE) else _cold(who)
    steps = [*opening, *_meeting(who)]
    if steps and not any(step.channel in DIGITAL for step in steps):
        steps += _digital(who)
    if not steps:
        steps = _digital(who)
    steps.sort(key=lambda step: (step.day, list(Channel).index(step.channel)))
    used = {step.channel for step in steps}
    left = tuple((channel, _why_not(who, channel)) for channel in Channel if channel not in used)
    return Proposal(tuple(steps), left)


def _warm(who: Profile) -> list[Step]:
    """They know us: a voice first, then what was said in writing."""
    known = "known_customer" if who.stage == "customer" else "known_warm"
    steps = [Step(Channel.PHONE, 0, (known,))]
    if who.can(Channel.EMAIL):
        steps.append(Step(Channel.EMAIL, 2, ("writes_down", "digital")))
    return steps


def _cold(who: Profile) -> list[Step]:
    """Nobody knows us: announced in writing before one calls."""
    steps: list[Step] = []
    if who.can(Channel.LETTER) and (who.is_private or who.is_valuable or not who.can(Channel.EMAIL)):
        why = "letter_lawful" if who.is_private else "letter_value" if who.is_valuable else "letter_no_email"
        steps.append(Step(Channel.LETTER, 0, (why, "announces")))
    if who.can(Channel.EMAIL):
        steps.append(
            Step(Channel.EMAIL, 7, ("reminds", "digital")) if steps else Step(Channel.EMAIL, 0, ("cheap", "digital"))
        )
    if who.can(Channel.PHONE):
        why = "call_consented" if who.is_private else "asks_meeting"
        steps.append(Step(Channel.PHONE, 3, (why, "after_writing") if steps else (why,)))
    if not who.is_private and who.can(Channel.SOCIAL) and (who.is_valuable or not who.can(Channel.EMAIL)):
        steps.append(Step(Channel.SOCIAL, 5, ("face_known", "digital")))
    return steps


def _meeting(who: Profile) -> list[Step]:
    """Face to face, where the trip is worth its cost and its carbon."""
    can_visit = who.can(Channel.VISIT) and not (who.is_private and who.stage == "cold")
    if can_visit and (who.is_near or who.is_valuable):
        is_short = who.room.get(Channel.VISIT, 0) < who.reachable.get(Channel.VISIT, 0)
        why = "visit_near" if who.is_near else "visit_worth"
        return [Step(Channel.VISIT, 10, (why, "visit_best", "grouped") if is_short else (why, "grouped"))]
    if who.can(Channel.EVENT) and (who.count >= MANY or who.is_private):
        return [Step(Channel.EVENT, 14, ("event_many", "no_trips"))]
    return []


def _digital(who: Profile) -> list[Step]:
    if who.can(Channel.SOCIAL):
        return [Step(Channel.SOCIAL, 5, ("publishes" if who.is_private else "face_known", "digital"))]
    return []


def _why_not(who: Profile, channel: Channel) -> str:
    if not who.reachable.get(channel, 0):
        return "unlawful"
    if not who.room.get(channel, 0):
        return "no_room"
    if channel == Channel.VISIT:
        return "home_uninvited" if who.is_private and who.stage == "cold" else "too_far"
    if channel == Channel.LETTER:
        return "known_already" if who.stage in {"warm", "customer"} else "email_does"
    if channel == Channel.EVENT:
        return "meets_already" if who.count >= MANY or who.is_private else "too_few"
    return "covered"


def told(steps: Sequence[Step]) -> dict[str, bool]:
    """What makes actions complementary: several channels, one digital, one that speaks or meets."""
    used = {step.channel for step in steps}
    return {
        "several": len(used) >= 2,
        "digital": bool(used & DIGITAL),
        "spoken": bool(used & {Channel.PHONE, Channel.VISIT, Channel.EVENT}),
    }
