"""The gate asked for many companies at once: whom of them one may reach, by which channel, or why not."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from carnet.foundation.agenda.models import CallOutcome, Interaction
from carnet.foundation.agenda.models import Channel as Contact
from carnet.foundation.parties.identifiers import is_mobile
from carnet.foundation.parties.models import Affiliation, BuyerKind, Company, ContactPoint, Party, Person

from . import rules
from .models import Channel, Consent, Objection
from .queries import banned_channels, limits_of, of_holidays, of_zones
from .rules import Decision, Facts, Purpose

CHUNK = 400
IN_HOURS = frozenset({"closed_day", "closed_hour", "holiday", "mixed_hours"})
"""Refusals that only say « not at this hour »: a plan that keeps to the hours passes them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`person`: the number of whom one reaches there, None for the company itself."""

    decision: Decision
    person: int | None = None


@dataclass(slots=True)
class _Told:
    """What the tables say of the parties of one chunk, by (kind, number)."""

    people: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    objections: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    permits: dict[tuple[str, int], list[rules.Permit]] = field(default_factory=lambda: defaultdict(list))
    points: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    attempts: dict[tuple[str, int], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    banned: frozenset[str] = frozenset()


def reach_many(companies: Sequence[Company], channels: Collection[str], *, at: datetime) -> dict[int, dict[str, Reach]]:
    """By company and channel, as `may_reach` would answer for prospecting: the company first, else one of its people.

    Days and hours do not count: who plans keeps to them. Five queries for each 400 companies, one for all.
    """
    found: dict[int, dict[str, Reach]] = {}
    moment = timezone.localtime(at)
    banned = banned_channels(map(str, channels), moment.date())
    for start in range(0, len(companies), CHUNK):
        some = companies[start : start + CHUNK]
        told = _told(some, moment)
        told.banned = banned
        for company in some:
            found[company.pk] = {channel: _best(company, channel, told, moment) for channel in channels}
    return found


def reach_each(companies: Sequence[Company], channel: str, *, at: datetime) -> dict[tuple[str, int], Decision]:
    """By ("company" or "person", number), for each company and everybody who works there, as `reach_many` decides.

    Somebody of two companies keeps the stricter answer. Five queries for each 400 companies.
    """
    found: dict[tuple[str, int], Decision] = {}
    moment = timezone.localtime(at)
    for start in range(0, len(companies), CHUNK):
        some = companies[start : start + CHUNK]
        told = _told(some, moment)
        for company in some:
            parties: list[Party] = [company, *told.people[company.pk]]
            for party in parties:
                decision = _decide(_facts(party, company, channel, told), channel, moment)
                known = found.get(_key(party))
                if known is None or known.is_allowed:
                    found[_key(party)] = decision
    return found


def _best(company: Company, channel: str, told: _Told, at: datetime) -> Reach:
    first: Reach | None = None
    is_place = channel in {Channel.POST, Channel.VISIT}
    parties: list[Party] = [company] if is_place else [company, *told.people[company.pk]]
    for party in parties:
        decision = _decide(_facts(party, company, channel, told), channel, at)
        reach = Reach(decision, None if party is company else party.pk)
        if decision.is_allowed:
            return reach
        # Of several refusals the weightier is told: a lacking number says less than an objection.
        if first is None or first.decision.reason == "no_address":
            first = reach
    if first is None:
        raise TypeError("a company is at least itself")
    return first


def _decide(who: Facts, channel: str, at: datetime) -> Decision:
    decision = rules.may_reach(
        who, rules.Channel(channel), Purpose.PROSPECTING, at, limits_of(channel, who.buyer, at.date())
    )
    return rules.yes("in_hours", cautions=decision.cautions) if decision.reason in IN_HOURS else decision


def _facts(party: Party, company: Company, channel: str, told: _Told) -> Facts:
    key = _key(party)
    everything = {rules.EVERY} if party.objected_at or company.objected_at else set()
    if channel in {Channel.POST, Channel.VISIT}:
        has_address = bool(company.street or company.city)
    else:
        name = "email" if channel == Channel.EMAIL else "phone"
        has_address = bool(getattr(party, name)) or name in told.points[key]
    phone = str(getattr(party, "phone", ""))
    return Facts(
        buyer=company.buyer_kind,
        has_address=has_address,
        objections=frozenset(told.objections[key] | everything),
        permits=tuple(one for one in told.permits[key] if one.channel == channel),
        attempts=tuple(told.attempts[key]) if channel == Channel.PHONE else (),
        zones=of_zones(party, company),
        is_restricted=party.restricted_at is not None or company.restricted_at is not None,
        is_gone=party.deleted_at is not None or party.erased_at is not None,
        is_banned_trade=company.buyer_kind == BuyerKind.CONSUMER and channel in told.banned,
        is_personal_line=company.buyer_kind == BuyerKind.SOLE_TRADER and is_mobile(phone),
        is_holiday=of_holidays(company),
    )


def _key(party: Party) -> tuple[str, int]:
    return ("company" if isinstance(party, Company) else "person", party.pk)


def _told(companies: Sequence[Company], at: datetime) -> _Told:
    told = _Told()
    numbers = [company.pk for company in companies]
    roles = Affiliation.objects.current().filter(company__in=numbers, person__deleted_at=None)
    for role in roles.select_related("person").order_by("-is_main", "pk"):
        told.people[role.company_id].append(role.person)
    people = {person.pk for some in told.people.values() for person in some}
    ours = Q(company__in=numbers) | Q(person__in=people)
    for row in Objection.objects.standing().filter(ours):
        told.objections[_owner(row)].add(row.channel)
    for consent in Consent.objects.filter(ours):
        told.permits[_owner(consent)].append(consent.as_rule())
    for point in ContactPoint.objects.filter(ours):
        told.points[_owner(point)].add(point.channel)
    calls = Interaction.objects.filter(
        ours, channel=Contact.CALL, is_inbound=False, at__gt=at - timedelta(days=90), at__lte=at
    ).exclude(outcome=CallOutcome.WRONG_NUMBER)
    for company, person, moment in calls.values_list("company_id", "person_id", "at"):
        for key in (("company", company), ("person", person)):
            if key[1]:
                told.attempts[key].append(timezone.localtime(moment))
    return told


def _owner(row: Any) -> tuple[str, int]:
    return ("company", row.company_id) if row.company_id else ("person", row.person_id)


def tally(reached: Iterable[Mapping[str, Reach]], channel: str) -> tuple[int, dict[str, int]]:
    """How many one may reach by this channel, and how many not for each reason."""
    count, refused = 0, defaultdict(int)
    for one in reached:
        if one[channel].decision.is_allowed:
            count += 1
        else:
            refused[one[channel].decision.reason] += 1
    return count, dict(refused)
