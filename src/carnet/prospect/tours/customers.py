"""Where companies stand, when they were last seen, who is due, who is near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment, Channel, Interaction
from carnet.foundation.geo import queries as geo
from carnet.foundation.geo.places import place_of
from carnet.foundation.geo.rules import Distance, Point, distance_km
from carnet.foundation.parties.models import Address, Company

from .models import Habit
from .rules.warned import Warned
from .warning import warned

NEAR_KM = (5, 15, 40)
"""Radii that are tried one after the other, until enough companies stand within."""
ENOUGH, MOST_READ = 10, 400


@dataclass(frozen=True, slots=True)
class Standing:
    """A point and how good it is: `is_exact` when it is the record's own, else the middle of its commune."""

    point: Point
    place: str
    is_exact: bool


def standings(companies: Iterable[Company]) -> dict[int, Standing]:
    """Where each stands, by its id; those of whom nothing is known are left out. One query."""
    rows = list(companies)
    own = Address.objects.filter(company__in=rows, latitude__isnull=False, longitude__isnull=False)
    exact = {one.company_id: one for one in own.order_by("-use", "pk")}
    found = {}
    for company in rows:
        town = f"{company.postcode} {company.city}".strip()
        if address := exact.get(company.pk):
            point = Point(address.latitude, address.longitude)
            place = ", ".join(filter(None, [address.street, f"{address.postcode} {address.city}".strip()]))
            found[company.pk] = Standing(point, place or town, is_exact=True)
        elif place := place_of(company.postcode, company.city, company.country):
            written = ", ".join(filter(None, [company.street, town]))
            found[company.pk] = Standing(place.point, written, is_exact=False)
    return found


def last_seen(companies: Iterable[Any]) -> dict[int, date]:
    """The day of the last visit paid to each: one that was logged, or a past meeting on the spot. Two queries."""
    ids = [getattr(one, "pk", one) for one in companies]
    visits = Interaction.objects.filter(company__in=ids, channel=Channel.VISIT).values_list("company")
    meetings = Appointment.objects.filter(
        company__in=ids, cancelled_at=None, is_remote=False, starts_at__lt=timezone.now()
    ).values_list("company")
    found: dict[int, datetime] = {}
    for rows in (visits.annotate(last=Max("at")), meetings.annotate(last=Max("starts_at"))):
        for company, at in rows.order_by("company"):
            found[company] = max(at, found.get(company, at))
    return {company: timezone.localtime(at).date() for company, at in found.items()}


def with_rhythm(member_id: int) -> QuerySet[Habit]:
    """The customers followed by a member who are seen at a rhythm. One query."""
    return (
        Habit.objects.filter(every_days__isnull=False, company__owner=member_id)
        .filter(company__deleted_at=None, company__restricted_at=None)
        .select_related("company")
        .order_by("company__name_key", "pk")
    )


@dataclass(frozen=True, slots=True)
class Near:
    company: Company
    distance: Distance
    standing: Standing
    seen_on: date | None
    warned: Warned | None = None


def near(point: Point, *, least: int = ENOUGH) -> tuple[list[Near], int]:
    """The companies nearest to a point, nearest first, and the radius within which they were looked for.

    Those that object to prospecting or are restricted are left out unless they are customers. Three to nine queries.
    """
    rows: list[Company] = []
    radius = NEAR_KM[-1]
    for radius in NEAR_KM:
        codes = geo.postcodes_within(point, radius)
        found = visitable().filter(country="FR", postcode__in=codes[:MOST_READ])
        rows = list(found.order_by("postcode", "city", "pk")[:MOST_READ])
        if len(rows) >= least:
            break
    where = standings(rows)
    placed = [(company, where[company.pk]) for company in rows if company.pk in where]
    placed.sort(key=lambda one: distance_km(point, one[1].point).km)
    seen = last_seen([company for company, _standing in placed[:30]])
    doubtful = warned([company.pk for company, _standing in placed[:30]])
    return [
        Near(company, distance_km(point, standing.point), standing, seen.get(company.pk), doubtful.get(company.pk))
        for company, standing in placed[:30]
    ], radius


def visitable() -> QuerySet[Company]:
    """Companies that one may call on: a customer's own objection is to prospecting, not to being served."""
    allowed = Q(objected_at=None) | Q(stage="customer")
    rows: QuerySet[Company] = Company.objects.present().filter(allowed, restricted_at=None)
    return rows


def town(name: str) -> tuple[str, Point] | None:
    """The commune that a typed name means, and its point."""
    found = [one for one in geo.find_communes(name, 3) if one.point is not None]
    return (found[0].name, found[0].point) if found and found[0].point else None


def chosen(ids: Sequence[int]) -> list[Company]:
    """In the order of the ids. One query."""
    rows = {row.pk: row for row in visitable().filter(pk__in=ids)}
    return [rows[pk] for pk in ids if pk in rows]
