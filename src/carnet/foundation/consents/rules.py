"""May one reach this person, by this channel, now? Facts and legal limits in, a decision out.

What is unknown is refused. No figure of the law stands here: `Limits` brings those of the day and of the kind of buyer.
Glossary: démarchage = prospecting, consentement = consent, opposition = objection, limitation = restriction.
"""

from calendar import isleap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Channel(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"
    POST = "post"
    VISIT = "visit"


class Purpose(StrEnum):
    """`contract`: to perform a current contract, on its object. `answer`: to answer their own request.
    `press`: to sell a newspaper or a magazine. `service`: not prospecting at all, such as moving an appointment."""

    PROSPECTING = "prospecting"
    CONTRACT = "contract"
    ANSWER = "answer"
    PRESS = "press"
    SERVICE = "service"


class Basis(StrEnum):
    """`sale`: the address was given at a sale, for like products, and objecting was offered then."""

    CONSENT = "consent"
    SALE = "sale"
    CONTRACT = "contract"
    INTEREST = "interest"


SELLING = frozenset({Purpose.PROSPECTING, Purpose.PRESS})
"""What an objection to prospecting stops."""
EVERY = ""
"""As the channel of an objection: all of them."""
NATURAL = frozenset({"consumer", "sole_trader"})
"""Kinds of buyer that are a natural person."""
PROFESSIONALS = frozenset({"sole_trader", "small_business", "company", "public_body"})


@dataclass(frozen=True, slots=True)
class Permit:
    """A recorded basis for one channel. `expires_on` is its last day; `has_proof`: the words shown are kept.

    `slot_at` is an exact date and hour that was agreed; `is_slot_only`: they agreed to that call and to no other.
    """

    channel: Channel
    basis: Basis
    collected_at: datetime
    expires_on: date | None = None
    withdrawn_at: datetime | None = None
    has_proof: bool = True
    slot_at: datetime | None = None
    is_slot_only: bool = False

    def lives(self, at: datetime, today: date) -> bool:
        if self.collected_at > at or (self.withdrawn_at is not None and self.withdrawn_at <= at):
            return False
        return self.expires_on is None or today <= self.expires_on


@dataclass(frozen=True, slots=True)
class Limits:
    """What the table of law says at a date for a kind of buyer. `max_years` None: no legal length of a consent.

    Where no consent is required, the hours are those of a professional's line that may be private too.
    """

    consent_required: bool
    max_years: int | None = None
    hours: tuple[tuple[time, time], ...] = ()
    weekdays: frozenset[int] = frozenset()
    max_attempts: int | None = None
    period_days: int = 30
    slot_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Who would be reached. `buyer` empty: unknown. `zones` holds every time zone where they may be.

    `objections` holds channels, EVERY for all; `attempts` the calls made to them, answered or not; `answer_until` the
    last day on which their own request may be answered. `is_job_related`: what one calls about concerns their trade.
    """

    buyer: str
    has_address: bool
    objections: frozenset[str] = frozenset()
    permits: tuple[Permit, ...] = ()
    attempts: tuple[datetime, ...] = ()
    zones: tuple[str, ...] = ()
    answer_until: date | None = None
    is_restricted: bool = False
    is_gone: bool = False
    is_banned_trade: bool = False
    is_personal_line: bool = False
    is_job_related: bool = True
    is_holiday: Callable[[date], bool] = field(default=lambda _day: False)


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is a stable code that `words` puts into a sentence with `on` (a day), `at` and `count`; so are
    `cautions`."""

    is_allowed: bool
    reason: str
    on: date | None = None
    count: int = 0
    cautions: tuple[str, ...] = ()
    at: datetime | None = None


def no(reason: str, *, on: date | None = None, count: int = 0, at: datetime | None = None) -> Decision:
    return Decision(is_allowed=False, reason=reason, on=on, count=count, at=at)


def yes(reason: str, *, on: date | None = None, cautions: Iterable[str] = ()) -> Decision:
    return Decision(is_allowed=True, reason=reason, on=on, cautions=tuple(cautions))


def anniversary(day: date, years: int, *, late: bool = False) -> date:
    """The same day `years` later; for 29 February, 28 February, or 1 March when `late`."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1) if late else date(year, 2, 28)
    return day.replace(year=year)


def last_day(collected_on: date, max_years: int | None, asked_until: date | None = None) -> date | None:
    """The last day of a consent: the shortest of what was asked, calendar years and years of 365 days.

    None: no end. Source: C. conso., art. R223-1, I, 3°; the table gives the years.
    """
    if max_years is None:
        return asked_until
    longest = min(anniversary(collected_on, max_years), collected_on + timedelta(days=365 * max_years))
    return min(longest, asked_until) if asked_until else longest


def proof_until(collected_on: date, years: int) -> date:
    """Until when the proof is kept: the longer of calendar years and years of 365 days. Source: art. R223-2."""
    return max(anniversary(collected_on, years, late=True), collected_on + timedelta(days=365 * years))


def may_reach(who: Facts, channel: Channel, purpose: Purpose, at: datetime, limits: Limits | None) -> Decision:
    """The decision, with the reason that would have to change. `limits` None: the law of that day is not known."""
    if refusal := _never(who, channel, purpose):
        return refusal
    if purpose == Purpose.SERVICE:
        return yes("service")
    if limits is None:
        return no("law_unknown")
    if channel == Channel.PHONE:
        return _call(who, purpose, at, limits)
    if channel in {Channel.EMAIL, Channel.SMS}:
        return _write(who, channel, purpose, at, limits)
    return yes("not_opposed")


def _never(who: Facts, channel: Channel, purpose: Purpose) -> Decision | None:
    """What stands in the way whatever the law of the channel says."""
    if who.is_gone:
        return no("gone")
    if who.is_restricted and purpose != Purpose.SERVICE:
        return no("restricted")
    if purpose in SELLING and who.objections & {EVERY, channel}:
        return no("objected")
    if not who.has_address:
        return no("no_address")
    if who.buyer != "consumer" and who.buyer not in PROFESSIONALS:
        return no("unknown_buyer")
    return None


def _all_living(who: Facts, channel: Channel, at: datetime, *bases: Basis) -> list[Permit]:
    """Those in force at that moment, the one that lives longest first: it speaks."""
    today = _days(who, at)
    found = [
        one
        for one in who.permits
        if one.channel == channel and one.basis in bases and all(one.lives(at, day) for day in today)
    ]
    return sorted(found, key=lambda one: (one.expires_on or date.max, one.collected_at), reverse=True)


def _living(who: Facts, channel: Channel, at: datetime, *bases: Basis) -> Permit | None:
    return next(iter(_all_living(who, channel, at, *bases)), None)


def _days(who: Facts, at: datetime) -> set[date]:
    """What day it may be where they are."""
    return {at.astimezone(ZoneInfo(zone)).date() for zone in who.zones} or {at.date()}


def _call(who: Facts, purpose: Purpose, at: datetime, limits: Limits) -> Decision:
    if not limits.consent_required:
        return _call_at_work(who, purpose, at, limits)
    permit, refusal = _ground(who, purpose, at, limits)
    if refusal:
        return refusal
    if too_many := _too_many(who, at, limits):
        return too_many
    has_slot = _slotted(who, at, limits) is not None
    if not has_slot and (closed := _closed(who, at, limits)):
        return closed
    reason = _OTHER_GROUNDS.get(purpose, "slot" if has_slot else "consent")
    until = who.answer_until if purpose == Purpose.ANSWER else permit.expires_on if permit else None
    return yes(reason, on=until)


_OTHER_GROUNDS = {Purpose.CONTRACT: "contract", Purpose.ANSWER: "answer", Purpose.PRESS: "press"}


def _call_at_work(who: Facts, purpose: Purpose, at: datetime, limits: Limits) -> Decision:
    """On legitimate interest: about their trade alone, in the hours of consumers where the line may be private."""
    if purpose in SELLING and not who.is_job_related:
        return no("not_job_related")
    if who.is_personal_line and limits.hours and (closed := _closed(who, at, limits)):
        return closed if closed.reason == "unknown_zone" else no("mixed_hours", on=closed.on)
    return yes("professional", cautions=["job_related", *(["mixed_line"] if who.is_personal_line else [])])


def _ground(who: Facts, purpose: Purpose, at: datetime, limits: Limits) -> tuple[Permit | None, Decision | None]:
    """What the call of a consumer rests on, or why it rests on nothing."""
    if purpose == Purpose.CONTRACT:
        contract = _living(who, Channel.PHONE, at, Basis.CONTRACT)
        return contract, None if contract else no("no_contract")
    if purpose == Purpose.ANSWER:
        return None, None if _is_asked(who, at) else no("no_request")
    if purpose == Purpose.PRESS:
        return None, None
    if who.is_banned_trade:
        return None, no("banned_trade")
    return _consented(who, at, limits)


def _is_asked(who: Facts, at: datetime) -> bool:
    """Their own request may still be answered."""
    return who.answer_until is not None and max(_days(who, at)) <= who.answer_until


def _consented(who: Facts, at: datetime, limits: Limits) -> tuple[Permit | None, Decision | None]:
    living = _all_living(who, Channel.PHONE, at, Basis.CONSENT)
    general = (one for one in living if not one.is_slot_only)
    permit = _slotted(who, at, limits) or next(general, None)
    if permit is None:
        return None, _out_of_slot(living, at) or _missing(who, Channel.PHONE, at)
    if not permit.has_proof:
        return None, no("no_proof")
    longest = last_day(permit.collected_at.date(), limits.max_years)
    if longest is not None and max(_days(who, at)) > longest:
        return None, no("expired", on=longest)
    return permit, None


def _slotted(who: Facts, at: datetime, limits: Limits) -> Permit | None:
    """The proved agreement to be called at this very date and hour."""
    living = _all_living(who, Channel.PHONE, at, Basis.CONSENT)
    return next((one for one in living if one.has_proof and _in_slot(one, at, limits)), None)


def _out_of_slot(living: list[Permit], at: datetime) -> Decision | None:
    """They agreed to be called, at another moment only: the next one, else the last."""
    slots = sorted(one.slot_at for one in living if one.is_slot_only and one.slot_at is not None)
    moment = next((one for one in slots if one > at), slots[-1] if slots else None)
    return no("out_of_slot", on=moment.date(), at=moment) if moment else None


def _missing(who: Facts, channel: Channel, at: datetime) -> Decision:
    """Why no consent speaks: withdrawn, expired, or never given."""
    given = [one for one in who.permits if one.channel == channel and one.basis == Basis.CONSENT]
    if not given:
        return no("no_consent")
    last = max(given, key=lambda one: one.collected_at)
    if last.withdrawn_at is not None and last.withdrawn_at <= at:
        return no("withdrawn", on=last.withdrawn_at.date())
    return no("expired", on=last.expires_on) if last.collected_at <= at else no("no_consent")


def _too_many(who: Facts, at: datetime, limits: Limits) -> Decision | None:
    """Attempts count whether answered or not. `on`: the first day on which one may call again."""
    if limits.max_attempts is None:
        return no("law_unknown")
    today = at.date()
    recent = sorted(one.date() for one in who.attempts if timedelta() <= today - one.date() < _window(limits))
    if len(recent) < limits.max_attempts:
        return None
    return no("too_many", on=recent[-limits.max_attempts] + _window(limits), count=len(recent))


def _window(limits: Limits) -> timedelta:
    return timedelta(days=limits.period_days)


def _in_slot(permit: Permit, at: datetime, limits: Limits) -> bool:
    """An exact date and hour that they agreed to opens the hours that are closed to others."""
    if permit.slot_at is None:
        return False
    return permit.slot_at <= at < permit.slot_at + timedelta(minutes=limits.slot_minutes)


def _closed(who: Facts, at: datetime, limits: Limits) -> Decision | None:
    """Refused unless day and hour are open in every time zone where they may be."""
    if not who.zones:
        return no("unknown_zone")
    for zone in who.zones:
        there = at.astimezone(ZoneInfo(zone))
        if there.isoweekday() not in limits.weekdays:
            return no("closed_day")
        if who.is_holiday(there.date()):
            return no("holiday", on=there.date())
        if not any(first <= there.time() < last for first, last in limits.hours):
            return no("closed_hour")
    return None


def _write(who: Facts, channel: Channel, purpose: Purpose, at: datetime, limits: Limits) -> Decision:
    if purpose == Purpose.CONTRACT:
        contract = _living(who, channel, at, Basis.CONTRACT)
        return yes("contract", on=contract.expires_on) if contract else no("no_contract")
    if purpose == Purpose.ANSWER:
        return yes("answer", on=who.answer_until) if _is_asked(who, at) else no("no_request")
    closed = _closed(who, at, limits) if channel == Channel.SMS else None
    return closed or _advertise(who, channel, at, limits)


def _advertise(who: Facts, channel: Channel, at: datetime, limits: Limits) -> Decision:
    if not limits.consent_required:
        return yes("professional", cautions=["job_related", "tell_source", "offer_objection"])
    if who.is_banned_trade:
        return no("banned_trade_message")
    permit = _living(who, channel, at, Basis.CONSENT, Basis.SALE)
    if permit is None:
        return _missing(who, channel, at)
    if not permit.has_proof:
        return no("no_proof")
    return yes(str(permit.basis), on=permit.expires_on, cautions=["offer_objection"])
