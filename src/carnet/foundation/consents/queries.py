"""What is known of a party's wishes, and the gate that every call and message asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from carnet.foundation import law
from carnet.foundation.agenda.models import CallOutcome, Interaction
from carnet.foundation.agenda.models import Channel as Contact
from carnet.foundation.geo.days import add_working_days, is_holiday
from carnet.foundation.geo.rules import department_of
from carnet.foundation.geo.zones import zones_of
from carnet.foundation.parties.identifiers import is_mobile
from carnet.foundation.parties.models import Affiliation, BuyerKind, Company, ContactPoint, Party
from carnet.foundation.parties.services import of

from . import rules
from .models import Channel, Consent, Objection, SellerTrades
from .rules import Decision, Facts, Limits, Purpose

CONSUMER = BuyerKind.CONSUMER


@dataclass(slots=True)
class Wishes:
    """All that is recorded of a party, newest first."""

    consents: list[Consent]
    objections: list[Objection]

    @property
    def standing(self) -> list[Objection]:
        return [one for one in self.objections if one.lifted_at is None]


def wishes_of(party: Party) -> Wishes:
    """Two queries."""
    return Wishes(
        consents=list(Consent.objects.filter(**of(party)).select_related("member__user").order_by("-collected_at")),
        objections=list(Objection.objects.filter(**of(party)).select_related("member__user").order_by("-at")),
    )


def buyer_of(party: Party) -> str:
    """The kind of buyer whose law protects this party; empty when nothing says. One query for a person.

    A person of no company, or of a household, is a consumer: who is not known to act for a trade is protected.
    """
    if isinstance(party, Company):
        return party.buyer_kind
    company = company_of(party)
    return company.buyer_kind if company else CONSUMER


def company_of(party: Party) -> Company | None:
    """The company itself, or where a person mainly works today. One query for a person."""
    if isinstance(party, Company):
        return party
    roles = Affiliation.objects.current().filter(person=party, company__deleted_at=None).select_related("company")
    role = roles.order_by("-is_main", "-pk").first()
    return role.company if role else None


def refusing(model: type[Party], channel: str) -> Exists:
    """For a WHERE clause: `Company.objects.prospectable().exclude(refusing(Company, "email"))`.

    Says nothing of consents and hours: `may_reach` does, one by one.
    """
    field = "company" if model is Company else "person"
    return Exists(Objection.objects.standing().filter(**{field: OuterRef("pk")}, channel=channel))


def may_reach(
    party: Party,
    channel: str,
    *,
    at: datetime | None = None,
    purpose: str = Purpose.PROSPECTING,
    is_job_related: bool = True,
    company: Company | None = None,
    has_address: bool | None = None,
) -> Decision:
    """Whether one may reach this party by this channel at this moment, and why. Five to eight queries.

    `is_job_related`: what one would say concerns the trade of a professional. `company`: where the person works, where
    the caller knows it. `has_address`: True where the number is known elsewhere than in the file.
    """
    moment = timezone.localtime(at) if at else timezone.localtime()
    company = company or company_of(party)
    buyer = company.buyer_kind if company else CONSUMER
    known = Facts(
        buyer=buyer,
        has_address=_has_address(party, company, channel) if has_address is None else has_address,
        objections=_objections(party, company),
        permits=tuple(one.as_rule() for one in Consent.objects.filter(**of(party), channel=channel)),
        attempts=_attempts(party, company, moment) if channel == Channel.PHONE and buyer == CONSUMER else (),
        zones=of_zones(party, company),
        answer_until=_answer_until(party, moment.date()),
        is_restricted=party.restricted_at is not None or bool(company and company.restricted_at),
        is_gone=party.deleted_at is not None or party.erased_at is not None,
        is_banned_trade=buyer == CONSUMER and is_banned_trade(channel, moment.date()),
        is_job_related=is_job_related,
        is_personal_line=buyer == BuyerKind.SOLE_TRADER and is_mobile(_phone(party)),
        is_holiday=of_holidays(company),
    )
    limits = limits_of(channel, buyer, moment.date())
    return rules.may_reach(known, rules.Channel(channel), Purpose(purpose), moment, limits)


def is_banned_trade(channel: str, on: date) -> bool:
    """Whether the open workspace sells in a trade that may not reach consumers by this channel. One query, or none."""
    return bool(banned_channels([str(channel)], on))


def banned_channels(channels: Iterable[str], on: date) -> frozenset[str]:
    """Those of `channels` by which the trades of the open workspace may not reach consumers. One query, or none."""
    banned = {channel: _banned(BANNED[channel], on) for channel in channels if channel in BANNED}
    sold = set(seller_trades()) if any(banned.values()) else set()
    return frozenset(channel for channel, trades in banned.items() if sold & trades)


BANNED = {"phone": "call.banned_sectors", "email": "message.banned_sectors", "sms": "message.banned_sectors"}
"""Where the table of law has, by channel, the trades that may not use it."""


def seller_trades() -> list[str]:
    """The regulated trades in which the open workspace sells. One query."""
    row = SellerTrades.objects.first()
    return list(row.banned_trades) if row else []


@cache
def _banned(code: str, on: date) -> frozenset[str]:
    try:
        return frozenset(law.rule(code, on=on, buyer=CONSUMER).items)
    except law.NoRuleInForce:
        return frozenset()


def _objections(party: Party, company: Company | None) -> frozenset[str]:
    said = set(Objection.objects.standing().filter(**of(party)).values_list("channel", flat=True))
    # Who refuses in the name of the company refuses for those whom one would reach there.
    is_every = party.objected_at or (company and company.objected_at)
    return frozenset(said | ({rules.EVERY} if is_every else set()))


def _phone(party: Party) -> str:
    return str(getattr(party, "phone", ""))


def _has_address(party: Party, company: Company | None, channel: str) -> bool:
    if channel in {Channel.POST, Channel.VISIT}:
        return bool(company and (company.street or company.city))
    name = "email" if channel == Channel.EMAIL else "phone"
    if getattr(party, name):
        return True
    return ContactPoint.objects.filter(**of(party), channel=name).exists()


def _attempts(party: Party, company: Company | None, at: datetime) -> tuple[datetime, ...]:
    """Our calls of the last 90 days to this consumer or to their household, answered or not; a wrong number reached
    somebody else."""
    whose = Q(**of(party))
    if company is not None and company != party:
        whose |= Q(company=company)
    calls = Interaction.objects.filter(
        whose, channel=Contact.CALL, is_inbound=False, at__gt=at - timedelta(days=90), at__lte=at
    ).exclude(outcome=CallOutcome.WRONG_NUMBER)
    return tuple(timezone.localtime(moment) for moment in calls.values_list("at", flat=True))


def of_zones(party: Party, company: Company | None) -> tuple[str, ...]:
    if company and company.country != "FR":
        return ()
    return zones_of(company.postcode if company else "", _phone(party))


def of_holidays(company: Company | None) -> Callable[[date], bool]:
    department = department_of(company.postcode) if company and company.postcode else ""
    return lambda day: is_holiday(day, department)


def _answer_until(party: Party, today: date) -> date | None:
    """The last working day to answer their latest request; None without one."""
    asked = party.last_inbound_at
    if asked is None:
        return None
    try:
        days = law.rule("call.request_answer_days", on=today, buyer=CONSUMER).number
    except law.NoRuleInForce:
        return None
    return add_working_days(timezone.localtime(asked).date(), days)


def limits_of(channel: str, buyer: str, on: date) -> Limits | None:
    """The figures of a day for a kind of buyer; None when the table has none, and nobody may then be reached."""
    try:
        return _limits(channel, buyer, on)
    except (law.NoRuleInForce, ValueError):
        return None


@cache
def _limits(channel: str, buyer: str, on: date) -> Limits:
    """Kept for the life of the process: the table is a file of the program."""

    def rule(code: str) -> law.LegalValue:
        return law.rule(code, on=on, buyer=buyer)

    if channel == Channel.SMS:
        return Limits(
            consent_required=rule("email.consent.required").is_true,
            hours=_hours(rule("sms.hours").items),
            weekdays=frozenset(map(int, rule("sms.weekdays").items)),
        )
    if channel == Channel.EMAIL:
        return Limits(consent_required=rule("email.consent.required").is_true)
    if channel != Channel.PHONE:
        return Limits(consent_required=False)
    if not rule("call.consent.required").is_true:
        return _at_work(buyer, on)
    return Limits(
        consent_required=True,
        max_years=rule("call.consent.max_years").number,
        hours=_hours(rule("call.hours").items),
        weekdays=frozenset(map(int, rule("call.weekdays").items)),
        max_attempts=rule("call.max_attempts").number,
        period_days=rule("call.attempts_period_days").number,
        slot_minutes=rule("call.slot_minutes").number,
    )


def _at_work(buyer: str, on: date) -> Limits:
    """No consent is required; the hours are for a line that may be private too."""
    try:
        hours = law.rule("call.mixed_line.hours", on=on, buyer=buyer).items
        days = law.rule("call.mixed_line.weekdays", on=on, buyer=buyer).items
    except law.NoRuleInForce:
        return Limits(consent_required=False)
    return Limits(consent_required=False, hours=_hours(hours), weekdays=frozenset(map(int, days)))


def _hours(items: tuple[str, ...]) -> tuple[tuple[time, time], ...]:
    """`10:00-13:00` as two times."""
    pairs = (item.split("-") for item in items)
    return tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in pairs)
