"""The tours read: the list, one tour with its days, who may be added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from carnet.foundation.geo.cells import frame_of
from carnet.foundation.geo.maps import Line, Mark, drawn
from carnet.foundation.parties.models import Company
from carnet.foundation.search.queries import narrowed
from carnet.foundation.workspaces.models import Membership
from carnet.prepared import Prepared

from .customers import visitable, with_rhythm
from .models import Tour, TourDay, TourVisit
from .warning import warned
from .words import why

CANDIDATES = 40


def tours_of(member: Membership, *, everyone: bool = False) -> QuerySet[Tour]:
    """The latest first, with how many visits each holds. One query."""
    rows = Tour.objects.annotate(count=Count("visits", filter=Q(visits__cancelled_at=None)))
    return (
        (rows if everyone else rows.filter(member=member)).select_related("member__user").order_by("-first_on", "-pk")
    )


@dataclass(frozen=True, slots=True)
class DayShown:
    day: TourDay
    stops: list[TourVisit]
    is_past: bool
    freed: list[TourVisit]
    """Called off since the day was planned."""


@dataclass(frozen=True, slots=True)
class TourShown:
    """`left` comes with the sentence that says why; `free` are visits while there is no plan."""

    days: list[DayShown]
    left: list[tuple[TourVisit, str]]
    free: list[TourVisit]
    cancelled: list[TourVisit]
    warnings: list[str]
    km: float
    drive: int
    warned: list[TourVisit]

    @property
    def visits(self) -> int:
        return sum(len(one.stops) for one in self.days)


def shown(tour: Tour) -> TourShown:
    """A tour day by day, and what speaks against its visits. Three queries."""
    visits = list(tour.visits.select_related("fixed", "booked", "company", "day"))
    doubtful = warned([visit.company_id for visit in visits if visit.company_id])
    for visit in visits:
        visit.warned = doubtful.get(visit.company_id or 0)
    names = {str(visit.pk): visit.name for visit in visits}
    held = [visit for visit in visits if visit.cancelled_at is None]
    today = timezone.localdate()
    days = []
    for day in tour.days.select_related("start", "finish"):
        stops = sorted((one for one in held if one.day_id == day.pk), key=lambda one: one.rank)
        freed = [one for one in visits if one.cancelled_at and one.day_id == day.pk]
        days.append(DayShown(day, stops, day.on < today, freed))
    free = [visit for visit in held if visit.day_id is None]
    return TourShown(
        days=days,
        left=[(visit, why(visit.conflict, names)) for visit in free if visit.conflict],
        free=[visit for visit in free if not visit.conflict],
        cancelled=[visit for visit in visits if visit.cancelled_at],
        warnings=[f"{names.get(one['id'], '')} : {why(one, names)}" for one in tour.summary.get("warnings", [])],
        km=sum(one.day.km for one in days),
        drive=sum(one.day.drive for one in days),
        warned=[visit for visit in held if visit.warned and not (visit.day and visit.day.on < today)],
    )


def map_of(found: TourShown, labels: Mapping[date, str]) -> tuple[dict[str, Any], str]:
    """The marks and the lines of a map, and the frame that holds them; no query beyond `shown`."""
    marks, lines, points = [], [], []
    for one in found.days:
        if not one.stops:
            continue
        way = [one.day.start.point, *(stop.point for stop in one.stops), one.day.finish.point]
        points += way
        lines.append(Line(way, labels[one.day.on]))
        marks += [Mark(stop.point, stop.name, is_estimated=not stop.is_exact) for stop in one.stops]
    starts = {one.day.start for one in found.days if one.stops}
    marks += [Mark(start.point, start.name, tone="ok") for start in sorted(starts, key=lambda one: one.pk)]
    frame = frame_of(points)
    return drawn(marks, lines), ",".join(f"{one:.4f}" for one in frame) if frame else ""


def coming_tours(member: Membership) -> QuerySet[Tour]:
    """A member's tours that are not over, the nearest first. One query."""
    rows: QuerySet[Tour] = Tour.objects.filter(member=member, last_on__gte=timezone.localdate())
    return rows.order_by("first_on", "pk")[:20]


def coming_visit(company: Company) -> TourVisit | None:
    """The next visit that a tour holds for it, one with a day before one that is to be planned. One query."""
    visit: TourVisit | None = _coming.instance(company=company.pk, today=timezone.localdate())
    return visit


_coming = Prepared(
    lambda company, today: (
        TourVisit.objects.filter(company=company, cancelled_at=None, tour__last_on__gte=today)
        .filter(Q(day=None) | Q(day__on__gte=today))
        .select_related("day", "tour__member__user")
        .order_by(F("day__on").asc(nulls_last=True), "tour__first_on", "pk")[:1]
    ),
    company=int,
    today=date,
)


def candidates(tour: Tour, *, text: str = "", is_mine: bool = False, is_due: bool = False) -> list[Company]:
    """Companies that may be added: those that answer to what is typed, of whom one follows. Two or three queries."""
    rows = visitable().exclude(pk__in=tour.visits.filter(cancelled_at=None, company__isnull=False).values("company"))
    if is_mine:
        rows = rows.filter(owner=tour.member_id)
    if is_due:
        rows = rows.filter(pk__in=with_rhythm(tour.member_id).values("company"))
    if text.strip():
        rows = narrowed(rows, text, "parties.company").rows
    return list(rows.order_by("name_key", "pk")[:CANDIDATES])
