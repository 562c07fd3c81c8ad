"""Make a tour, choose its visits and its days, hand it over to be planned."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.agenda.queries import appointments
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.geo.days import is_working_day
from carnet.foundation.jobs import services as jobs
from carnet.foundation.jobs.models import Job
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership

from . import customers
from .customers import Standing
from .drivers import driver_of, starts_of
from .models import Driver, Habit, Start, Tour, TourDay, TourVisit
from .rules.case import MOST_VISITS
from .rules.rounds import due_visits
from .warning import barred

KIND = "tours.plan"
AT_ONCE, SECONDS = 80, 0.6
"""Visits up to which the request itself waits for the plan, and how long is looked for then."""
THOROUGH = 10.0
MOST_WEEKS = 6


class TourRefused(Exception):
    """`reason`: no_start, no_day, too_many_weeks, too_many_visits, nothing_known, barred (closed, in liquidation),
    no_visit, running, not_planned, booked; `detail` names what it is about.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@transaction.atomic
def create_tour(*, member: Membership, first_on: date, weeks: int = 1) -> Tour:
    """The working days of some weeks from the Monday of `first_on`, with the appointments that are fixed already and
    the customers who fall due. Days gone by are left out. Raises TourRefused.
    """
    starts = starts_of(member)
    if not starts:
        raise TourRefused("no_start")
    if not 1 <= weeks <= MOST_WEEKS:
        raise TourRefused("too_many_weeks")
    driver = driver_of(member)
    monday = first_on - timedelta(days=first_on.weekday())
    every = [monday + timedelta(days=number) for number in range(weeks * 7)]
    days = [
        day
        for day in every
        if str(day.isoweekday()) in driver.weekdays
        and is_working_day(day, with_saturday=True)
        and day >= timezone.localdate()
    ]
    if not days:
        raise TourRefused("no_day")
    tour = Tour.objects.create(member=member, first_on=days[0], last_on=days[-1])
    _add_days(tour, driver, starts[0], days)
    _add_fixed(tour, starts[0])
    tour.barred = _add_due(tour, driver)
    after = {"id": tour.pk, "weeks": weeks, "barred": tour.barred}
    record(member=member, code="tours.created", subjects=[tour], after=after, is_undoable=True)
    return tour


def _add_days(tour: Tour, driver: Driver, start: Start, days: Sequence[date]) -> None:
    TourDay.objects.bulk_create(
        TourDay(tour=tour, on=day, begins=driver.begins, ends=driver.ends, start=start, finish=start) for day in days
    )


def _add_fixed(tour: Tour, start: Start) -> None:
    """The member's meetings of those days; one without a known place is counted where the day begins."""
    held = list(appointments(tour.first_on, tour.last_on, tour.member))
    where = customers.standings([one.company for one in held if one.company])
    rows = [_fixed_visit(tour, one, where.get(one.company_id or 0), start, n) for n, one in enumerate(held)]
    TourVisit.objects.bulk_create(rows)


def _fixed_visit(tour: Tour, one: Appointment, found: Standing | None, start: Start, position: int) -> TourVisit:
    placed = found if found and not one.is_remote else Standing(start.point, start.name, is_exact=False)
    return TourVisit(
        tour=tour,
        company=one.company,
        name=str(one.company or one.title),
        place=placed.place,
        latitude=placed.point.lat,
        longitude=placed.point.lon,
        is_exact=placed.is_exact,
        position=position,
        minutes=min(24 * 60, max(1, round((one.ends_at - one.starts_at).total_seconds() / 60))),
        fixed=one,
    )


def _add_due(tour: Tour, driver: Driver) -> list[str]:
    """The customers seen at a rhythm who fall due in those weeks and have no meeting then already.

    Returns the names of those where nobody drives before it has been cleared up: they are left out.
    """
    met = set(tour.visits.values_list("company", flat=True))
    habits = [habit for habit in customers.with_rhythm(tour.member_id) if habit.company_id not in met]
    companies = [habit.company for habit in habits]
    seen, where = customers.last_seen(companies), customers.standings(companies)
    closed = barred(habit.company_id for habit in habits)
    rows: list[TourVisit] = []
    for habit in habits:
        if habit.company_id not in where or habit.company_id in closed:
            continue
        for due in due_visits(seen.get(habit.company_id), habit.every_days or 1, tour.first_on, tour.last_on):
            row = _visit(tour, habit.company, where[habit.company_id], habit, driver)
            row.position, row.first_on, row.last_on = len(met) + len(rows), due.first_on, due.last_on
            rows.append(row)
    TourVisit.objects.bulk_create(rows[: MOST_VISITS - len(met)])
    return [habit.company.name for habit in habits if habit.company_id in closed][:20]


def _visit(tour: Tour, company: Company, where: Standing, habit: Habit | None, driver: Driver) -> TourVisit:
    return TourVisit(
        tour=tour,
        company=company,
        name=company.name,
        place=where.place,
        latitude=where.point.lat,
        longitude=where.point.lon,
        is_exact=where.is_exact,
        minutes=(habit and habit.minutes) or driver.visit_minutes,
        value=habit.value if habit else 30,
    )


@transaction.atomic
def add_visits(*, member: Membership, tour: Tour, companies: Sequence[Company], is_mandatory: bool = True) -> Event:
    """Ask for more visits. Those that stand nowhere are left out, and those that closed or are in liquidation; none
    left: `nothing_known` or `barred`. Raises TourRefused.
    """
    where = customers.standings(companies)
    closed = barred(company.pk for company in companies)
    placed = [company for company in companies if company.pk in where and company.pk not in closed]
    names = [company.name for company in companies if company.pk in closed]
    if not placed and names:
        raise TourRefused("barred", ", ".join(names))
    if not placed:
        raise TourRefused("nothing_known", ", ".join(str(one) for one in companies))
    held = tour.visits.aggregate(last=Max("position"))["last"] or 0
    if tour.visits.count() + len(placed) > MOST_VISITS:
        raise TourRefused("too_many_visits")
    habits = {habit.company_id: habit for habit in Habit.objects.filter(company__in=placed)}
    driver = driver_of(tour.member)
    rows = [_visit(tour, one, where[one.pk], habits.get(one.pk), driver) for one in placed]
    for number, row in enumerate(rows, 1):
        row.position, row.is_mandatory = held + number, is_mandatory
    TourVisit.objects.bulk_create(rows)
    _changed(tour)
    after = {"tour": tour.pk, "ids": [row.pk for row in rows], "names": [row.name for row in rows][:20]}
    after["barred"] = names[:20]
    return record(member=member, code="tours.visits_added", subjects=[tour], after=after, is_undoable=True)


@transaction.atomic
def change_visit(*, member: Membership, visit: TourVisit, values: Mapping[str, Any]) -> Event:
    """`values` among is_mandatory, value, minutes, is_lunch."""
    before = {name: getattr(visit, name) for name in values}
    TourVisit.objects.filter(pk=visit.pk).update(**values)
    _changed(visit.tour)
    after = {"id": visit.pk, "name": visit.name, **values}
    return record(
        member=member, code="tours.visit_changed", subjects=[visit.tour], before=before, after=after, is_undoable=True
    )


@transaction.atomic
def remove_visit(*, member: Membership, visit: TourVisit) -> Event:
    """Ask no more for a visit. One that stands in the agenda is cancelled there first: see `agenda.cancel_visit`."""
    if visit.booked_id or visit.fixed_id:
        raise TourRefused("booked", visit.name)
    tour, before = visit.tour, {"company": visit.company_id, "name": visit.name, "is_mandatory": visit.is_mandatory}
    visit.delete()
    _changed(tour)
    return record(member=member, code="tours.visit_removed", subjects=[tour], before=before)


@transaction.atomic
def change_day(*, member: Membership, day: TourDay, values: Mapping[str, Any]) -> Event:
    """`values`: is_off, begins, ends, start, finish. A night away: the next day then begins where this one ends."""
    before = {"is_off": day.is_off, "begins": day.begins, "ends": day.ends, "finish": day.finish.name}
    TourDay.objects.filter(pk=day.pk).update(**values)
    tour = day.tour
    following = tour.days.filter(on__gt=day.on, is_off=False).order_by("on").first()
    if following and values["finish"] != day.finish:
        home = values["start"] if values["finish"] == values["start"] else values["finish"]
        tour.days.filter(pk=following.pk).update(start=home)
    _changed(tour)
    after = {"on": day.on, "is_off": values["is_off"], "finish": values["finish"].name}
    return record(member=member, code="tours.day_changed", subjects=[tour], before=before, after=after)


def _changed(tour: Tour) -> None:
    Tour.objects.filter(pk=tour.pk, planned_at__isnull=False).update(is_stale=True)


def launch(*, member: Membership, tour: Tour, is_thorough: bool = False, day: TourDay | None = None) -> Job:
    """Look for a plan, here where it is short, else as background work. Raises TourRefused.

    `day`: only that one is planned again, with the visits that no other day holds; the others keep theirs.
    """
    count = tour.visits.filter(cancelled_at=None).count()
    if not count:
        raise TourRefused("no_visit")
    if tour.job and not tour.job.is_over() and not tour.job.is_interrupted():
        raise TourRefused("running")
    is_short = count <= AT_ONCE and not is_thorough
    with transaction.atomic():
        job = jobs.start(
            member=member,
            kind=KIND,
            title=_("Planning the tour of %(day)s") % {"day": tour},
            payload={
                "tour": tour.pk,
                "seconds": SECONDS if is_short else THOROUGH,
                "day": day.pk if day and tour.planned_at else None,
            },
            target_url=reverse("tours:tour", args=[member.workspace.slug, tour.pk]),
            enqueue=not is_short,
        )
        Tour.objects.filter(pk=tour.pk).update(job=job)
    if is_short:
        jobs.perform(job.pk)
        job.refresh_from_db()
    return job


@transaction.atomic
def delete_tour(*, member: Membership, tour: Tour) -> Event:
    """Forget a tour. What it put into the agenda stays there."""
    before = {"first_on": tour.first_on, "last_on": tour.last_on, "visits": tour.visits.count()}
    tour.delete()
    return record(member=member, code="tours.deleted", before=before)
