"""Plans and their groups read: who is in a group, whom one may reach, what suits them, and the whole plan reckoned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from statistics import median
from typing import Any

from django.db.models import Avg, Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from carnet.foundation.consents.queries import limits_of
from carnet.foundation.consents.reaching import CHUNK, Reach, reach_many
from carnet.foundation.consents.rules import Decision, no, yes
from carnet.foundation.geo.days import is_working_day, next_working_day
from carnet.foundation.geo.places import finder
from carnet.foundation.geo.rules import Point, great_circle_km
from carnet.foundation.opportunities.models import Opportunity, Outcome
from carnet.foundation.parties.models import BuyerKind, Company, Stage
from carnet.foundation.ui.offering import rows_of
from carnet.prospect.sourcing.queries import places_of
from carnet.prospect.tours.drivers import starts_of

from .history import past_of_channels
from .models import ActionSequence, Group, Launch, Plan
from .rules.channels import Channel
from .rules.proposing import Profile, Proposal, propose
from .terms import ChannelTold, Road, channels_of, road_of

MOST = 1000
"""Companies of a group that a plan works with: the first ones, by their rank. More could not be contacted."""
GATES = {
    Channel.PHONE: "phone",
    Channel.EMAIL: "email",
    Channel.LETTER: "post",
    Channel.VISIT: "visit",
    Channel.EVENT: "post",
}
"""The gate of consents that each channel asks; an event is an invitation by post."""
LARGE = frozenset({"12", "21", "22", "31", "32", "41", "42", "51", "52", "53"})
"""Bands of twenty employees and more."""
WARM = frozenset({Stage.WARM, Stage.HOT})
KNOWN = frozenset({Stage.CUSTOMER, Stage.FORMER})


def plans() -> QuerySet[Plan]:
    """The latest first, with how many groups each has. One query."""
    found: QuerySet[Plan] = Plan.objects.present().select_related("member__user", "document")
    return found.annotate(groups_count=Count("groups")).order_by("-first_on", "-pk")


def groups_of(plan: Plan) -> list[Group]:
    """By rank, each with its versions, the latest first, and its launches. Three queries."""
    rows = plan.groups.select_related("targeting__grid", "grid", "tag", "view__member__user", "view__member__workspace")
    versions = Prefetch("sequences", ActionSequence.objects.order_by("-version").select_related("author__user"))
    launches = Prefetch("launches", Launch.objects.order_by("-pk").select_related("job", "event"))
    return list(rows.prefetch_related(versions, launches).order_by("rank", "pk"))


def members_of(group: Group) -> QuerySet[Company]:
    """The companies of a group, the best ranked first; none where what it named is gone."""
    rows: QuerySet[Company] = Company.objects.present()
    if group.targeting_id:
        return rows.filter(targets__targeting=group.targeting_id).order_by("targets__rank", "pk")
    if group.grid_id:
        chosen = Q(targets__targeting__grid=group.grid_id, targets__targeting__undone_at=None)
        found = rows.filter(chosen).annotate(best=F("targets__score"))
        return found.order_by(F("best").desc(nulls_last=True), "pk")
    if group.tag_id:
        return rows.filter(tag_links__tag=group.tag_id).order_by("name_key", "pk")
    if group.view:
        seen = rows_of(group.view)
        if seen is not None:
            return rows.filter(pk__in=seen.order_by().values("pk")).order_by("name_key", "pk")
    return rows.none()


def first_members(group: Group) -> tuple[list[Company], bool]:
    """At most MOST, each once, and whether there are more. One query, two or three more for a view."""
    rows = list(members_of(group)[: MOST + 1])
    once = list({company.pk: company for company in rows}.values())
    return once[:MOST], len(rows) > MOST


@dataclass(slots=True)
class Seen:
    """A group as it stands: its companies, by which channel each may be reached, what it is like, what would suit."""

    group: Group
    companies: list[Company]
    is_cut: bool
    reach: dict[int, dict[Channel, Reach]]
    profile: Profile
    proposal: Proposal
    sequence: ActionSequence | None
    refused: dict[Channel, dict[str, int]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.companies)

    def lawful(self, channel: Channel) -> int:
        return self.profile.reachable.get(channel, 0)

    def may(self, company: Company) -> frozenset[Channel]:
        return frozenset(channel for channel, one in self.reach[company.pk].items() if one.decision.is_allowed)


@dataclass(slots=True)
class Ground:
    """What every group of a plan shares."""

    plan: Plan
    channels: dict[Channel, ChannelTold]
    road: Road
    starts: list[Point]
    at: datetime


def ground_of(plan: Plan) -> Ground:
    """Eight queries at most."""
    today = timezone.localdate()
    road = road_of(plan.member, on=today)
    channels = channels_of(plan.member, past_of_channels(), road, on=today)
    starts = [Point(one.latitude, one.longitude) for one in starts_of(plan.member)[:1]] if plan.member else []
    day = max(today, plan.first_on)
    day = day if is_working_day(day) else next_working_day(day)
    return Ground(plan, channels, road, starts, timezone.make_aware(datetime.combine(day, time(10, 30))))


def seen_groups(ground: Ground, groups: Sequence[Group]) -> list[Seen]:
    """One query for each group (a few more for a saved view), then seven for all of them together."""
    found = [first_members(group) for group in groups]
    every = {company.pk: company for companies, _is_cut in found for company in companies}
    reach = reach_of(list(every.values()), ground.at)
    sales = _sales(list(every))
    points = _points(list(every.values()), with_targets=bool(ground.starts))
    whole = _Whole(ground, reach, sales, points)
    return [_seen(whole, group, *members) for group, members in zip(groups, found, strict=True)]


@dataclass(frozen=True, slots=True)
class _Whole:
    """What was read of all groups at once."""

    ground: Ground
    reach: dict[int, dict[Channel, Reach]]
    sales: dict[int, float]
    points: dict[int, Point]


def reach_of(companies: Sequence[Company], at: datetime) -> dict[int, dict[Channel, Reach]]:
    """By company and channel of the plan. Five queries for each 400 companies."""
    gates = sorted(set(GATES.values()))
    told = reach_many(companies, gates, at=at)
    found: dict[int, dict[Channel, Reach]] = {}
    for company in companies:
        gate = told[company.pk]
        found[company.pk] = {channel: gate[name] for channel, name in GATES.items()}
        found[company.pk][Channel.SOCIAL] = Reach(_social(company, gate["post"].decision, at))
    return found


def _social(company: Company, post: Decision, at: datetime) -> Decision:
    """Nobody who objects; where writing needs consent, only what one publishes, never a private message."""
    if post.reason in {"gone", "restricted", "objected", "unknown_buyer"}:
        return post
    limits = limits_of("email", company.buyer_kind, at.date())
    if limits is None:
        return no("law_unknown")
    return yes("not_opposed", cautions=["publish_only"] if limits.consent_required else ["by_hand"])


def _sales(companies: Sequence[int]) -> dict[int, float]:
    """The mean amount of each company's deals, open or won. One query for each 400 companies."""
    rows = Opportunity.objects.filter(amount_cents__isnull=False).exclude(outcome=Outcome.LOST)
    found: dict[int, float] = {}
    for start in range(0, len(companies), CHUNK):
        some = rows.filter(company__in=companies[start : start + CHUNK])
        means = some.values("company_id").annotate(mean=Avg("amount_cents")).order_by()
        found |= {row["company_id"]: float(row["mean"]) for row in means}
    return found


def _points(companies: Sequence[Company], *, with_targets: bool) -> dict[int, Point]:
    """Where each stands: as the register says, else the middle of its commune. One query for each 400."""
    if not with_targets:
        return {}
    known: dict[int, Point] = {}
    for start in range(0, len(companies), CHUNK):
        placed = places_of([one.pk for one in companies[start : start + CHUNK]])
        known |= {number: point for number, (point, _exact) in placed.items()}
    find = finder()
    for company in companies:
        if company.pk not in known and (place := find(company.postcode, company.city, company.country)):
            known[company.pk] = place.point
    return known


def _seen(whole: _Whole, group: Group, companies: list[Company], is_cut: bool) -> Seen:  # noqa: FBT001 - as read
    refused: dict[Channel, dict[str, int]] = {channel: {} for channel in Channel}
    reachable = dict.fromkeys(Channel, 0)
    mine = {company.pk: whole.reach[company.pk] for company in companies}
    for told in mine.values():
        for channel, one in told.items():
            if one.decision.is_allowed:
                reachable[channel] += 1
            else:
                reason = one.decision.reason
                refused[channel][reason] = refused[channel].get(reason, 0) + 1
    profile = _profile(whole, companies, reachable)
    latest = next(iter(group.sequences.all()), None)
    return Seen(group, companies, is_cut, mine, profile, propose(profile), latest, refused)


def _profile(whole: _Whole, companies: Sequence[Company], reachable: dict[Channel, int]) -> Profile:
    ground = whole.ground
    amounts = [whole.sales[one.pk] for one in companies if one.pk in whole.sales]
    return Profile(
        count=len(companies),
        consumers=_share(one.buyer_kind == BuyerKind.CONSUMER for one in companies),
        stage=_stage(companies),
        size=_size(companies),
        km=_distance(ground.starts, [whole.points[one.pk] for one in companies if one.pk in whole.points]),
        sale_cents=round(sum(amounts) / len(amounts)) if amounts else None,
        visit_cents=ground.channels[Channel.VISIT].terms.cost_cents,
        reachable=reachable,
        room={channel: told.terms.per_week * ground.plan.weeks for channel, told in ground.channels.items()},
    )


def _share(flags: Any) -> float:
    told = list(flags)
    return sum(told) / len(told) if told else 0.0


def _stage(companies: Sequence[Company]) -> str:
    """What most of them are to us."""
    if not companies:
        return "cold"
    known = sum(one.stage in KNOWN for one in companies)
    warm = sum(one.stage in WARM for one in companies)
    if known * 2 > len(companies):
        return "customer"
    return "warm" if (known + warm) * 2 > len(companies) else "cold"


def _size(companies: Sequence[Company]) -> str:
    told = [one.staff_band in LARGE for one in companies if one.staff_band not in {"", "NN"}]
    if not told:
        return ""
    return "large" if sum(told) * 2 > len(told) else "small"


def _distance(starts: Sequence[Point], points: Sequence[Point]) -> float | None:
    """Of the one in the middle, as the crow flies."""
    if not starts or not points:
        return None
    return round(median(great_circle_km(starts[0], point) for point in points), 1)
