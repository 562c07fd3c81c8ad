"""What a contact costs, takes and emits on each channel: the workspace's own figures, else the dated conventions.

Each figure says where it comes from and how sure it is.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count
from django.utils.translation import get_language

from carnet.foundation import law
from carnet.foundation.law.rules import LegalValue
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.tours.drivers import driver_of
from carnet.prospect.tours.factors import figures
from carnet.prospect.tours.models import Tour, TourVisit
from carnet.prospect.tours.rules.carbon import by_car, by_train
from carnet.prospect.tours.rules.case import Vehicle

from .models import ChannelTerms
from .rules.channels import Channel, Past, Rates, Terms, rates

BEHIND = timedelta(days=365)
FEW_VISITS = 10


class Sure(StrEnum):
    """How far a figure can be trusted: written by the workspace, read in its own tours, or one of the table's."""

    OWN = "own"
    OBSERVED = "observed"
    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    source: str
    sure: Sure
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ChannelTold:
    """One channel: its figures, and where each comes from."""

    channel: Channel
    terms: Terms
    cost: Origin
    capacity: Origin
    carbon: Origin
    past: Past
    rates: Rates


@dataclass(frozen=True, slots=True)
class Road:
    """Kilometres of one visit; `count`: visits of accepted tours it was read from, 0 where it is the convention."""

    km: float
    count: int
    origin: Origin
    car_kg: float | None
    train_kg: float | None
    video_kg: float | None


def channels_of(
    member: Membership | None, past: dict[Channel, Past], road: Road, *, on: date
) -> dict[Channel, ChannelTold]:
    """Every channel. One query."""
    own = {row.channel: row for row in ChannelTerms.objects.all()}
    return {channel: _told(channel, own.get(channel), past.get(channel, Past()), road, on) for channel in Channel}


def _told(channel: Channel, own: ChannelTerms | None, past: Past, road: Road, on: date) -> ChannelTold:
    cost, cost_origin = _of(own, own.cost_cents if own else None, f"channel.{channel}.cost", on)
    room, room_origin = _of(own, own.per_week if own else None, f"channel.{channel}.per_week", on)
    kg, carbon = _carbon(channel, own, road, on)
    return ChannelTold(
        channel=channel,
        terms=Terms(None if cost is None else int(cost), int(room or 0), kg),
        cost=cost_origin,
        capacity=room_origin,
        carbon=carbon,
        past=past,
        rates=rates(past, own.meetings if own else None, own.sales if own else None),
    )


def _of(own: ChannelTerms | None, value: int | None, code: str, on: date) -> tuple[Decimal | None, Origin]:
    if own is not None and value is not None:
        return Decimal(value), Origin(own.source, Sure.OWN, own.read_on)
    return _table(code, on)


def _table(code: str, on: date) -> tuple[Decimal | None, Origin]:
    try:
        row = law.rule(code, on=on)
    except law.NoRuleInForce:
        return None, Origin("", Sure.UNKNOWN)
    return _figure(row), Origin(row.source, Sure(row.confidence), row.read_on)


def _figure(row: LegalValue) -> Decimal:
    return Decimal(str(row.value))


def _carbon(channel: Channel, own: ChannelTerms | None, road: Road, on: date) -> tuple[Decimal | None, Origin]:
    if own is not None and own.grams is not None:
        return own.grams / 1000, Origin(own.source, Sure.OWN, own.read_on)
    if channel == Channel.VISIT:
        return (None if road.car_kg is None else Decimal(str(road.car_kg))), road.origin
    return _table(f"carbon.contact.{channel}", on)


def road_of(member: Membership | None, *, on: date) -> Road:
    """How far one visit drives and what it emits: by the member's accepted tours where there are ten visits or more.

    Three queries at most.
    """
    factors = figures(on)
    driver = driver_of(member) if member else None
    vehicle = Vehicle(driver.energy, float(driver.per_100) if driver.per_100 is not None else None) if driver else None
    km, count = _driven(member, on)
    origin = Origin("", Sure.OBSERVED, on)
    if count < FEW_VISITS:
        told, origin = _table("channel.visit.km", on)
        km, count = float(told or 0), 0
    return Road(
        km=round(km, 1),
        count=count,
        origin=origin,
        car_kg=by_car(km, vehicle, factors).kg,
        train_kg=by_train(km, factors).kg,
        video_kg=factors.get("carbon.contact.video"),
    )


def _driven(member: Membership | None, on: date) -> tuple[float, int]:
    """Kilometres for one visit, and how many visits say so."""
    if member is None:
        return 0.0, 0
    tours = list(Tour.objects.accepted().filter(member=member, last_on__gte=on - BEHIND, first_on__lte=on))
    if not tours:
        return 0.0, 0
    held = TourVisit.objects.filter(tour__in=tours, day__isnull=False, cancelled_at=None)
    visits = held.aggregate(count=Count("pk"))["count"]
    km = sum(float(tour.summary.get("co2", {}).get("plan", {}).get("km") or 0) for tour in tours)
    return (km / visits, visits) if visits else (0.0, 0)


def label_of(code: str, on: date) -> str:
    """The table's own label, in the reader's language."""
    try:
        row = law.rule(code, on=on)
    except law.NoRuleInForce:
        return ""
    return row.label if (get_language() or "fr").startswith("fr") else row.label_en


def contact_cost(channel: str, *, on: date) -> tuple[int | None, Origin]:
    """Cents of one contact by a channel, and where that figure comes from. One query."""
    own = ChannelTerms.objects.filter(channel=channel).first()
    cost, origin = _of(own, own.cost_cents if own else None, f"channel.{channel}.cost", on)
    return (None if cost is None else int(cost)), origin
