"""How one travels and how a customer is visited: the settings of tours, each act with its event."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.geo.rules import Point
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership

from .models import Driver, Habit, Start, TourDay

DRIVER_FIELDS = (
    "energy", "per_100", "begins", "ends", "lunch_from", "lunch_until", "lunch_minutes", "most_minutes", "weekdays",
    "visit_minutes",
)  # fmt: skip
HABIT_FIELDS = ("every_days", "minutes", "value", "openings")


class StartInUse(Exception):
    """Days of tours begin or end there."""

    reason = "in_use"


def driver_of(member: Membership) -> Driver:
    """How a member travels, or the usual hours until they say. One query."""
    return Driver.objects.filter(member=member).first() or Driver(member=member)


def starts_of(member: Membership) -> list[Start]:
    """The usual one first. One query."""
    return list(Start.objects.filter(member=member))


def plain(row: Driver | Habit, fields: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in fields}
    return {name: float(value) if name == "per_100" and value is not None else value for name, value in values.items()}


@transaction.atomic
def save_driver(*, member: Membership, values: Mapping[str, Any]) -> Driver:
    """Write down how one travels. What it was before stays in the event."""
    driver = driver_of(member)
    before = plain(driver, DRIVER_FIELDS)
    for name in DRIVER_FIELDS:
        setattr(driver, name, values[name])
    driver.save()
    record(member=member, code="tours.driver_saved", before=before, after=plain(driver, DRIVER_FIELDS))
    return driver


@transaction.atomic
def add_start(*, member: Membership, name: str, city: str, point: Point) -> Start:
    """A place to leave from; the first one is the usual one."""
    is_first = not Start.objects.filter(member=member).exists()
    start = Start.objects.create(
        member=member, name=name[:80], city=city[:100], latitude=point.lat, longitude=point.lon, is_usual=is_first
    )
    record(member=member, code="tours.start_added", after={"id": start.pk, "name": start.name, "city": start.city})
    return start


@transaction.atomic
def make_usual(*, member: Membership, start: Start) -> Event:
    """Days begin and end there unless told otherwise."""
    Start.objects.filter(member=member, is_usual=True).update(is_usual=False)
    Start.objects.filter(pk=start.pk).update(is_usual=True)
    return record(member=member, code="tours.start_made_usual", after={"id": start.pk, "name": start.name})


@transaction.atomic
def remove_start(*, member: Membership, start: Start) -> Event:
    """Raises StartInUse."""
    if TourDay.objects.filter(Q(start=start) | Q(finish=start)).exists():
        raise StartInUse
    before = {"name": start.name, "city": start.city}
    was_usual = start.is_usual
    start.delete()
    following = Start.objects.filter(member=member).first()
    if was_usual and following:
        Start.objects.filter(pk=following.pk).update(is_usual=True)
    return record(member=member, code="tours.start_removed", before=before)


@transaction.atomic
def save_habit(*, member: Membership, company: Company, values: Mapping[str, Any]) -> Event:
    """How a customer is visited: rhythm, length, worth, opening hours."""
    habit = Habit.objects.select_for_update(of=("self",)).filter(company=company).first()
    before = plain(habit, HABIT_FIELDS) if habit else None
    habit = habit or Habit(company=company)
    for name in HABIT_FIELDS:
        setattr(habit, name, values[name])
    habit.save()
    after = {"company": company.pk, **plain(habit, HABIT_FIELDS)}
    return record(
        member=member, code="tours.habit_saved", subjects=[company], before=before, after=after, is_undoable=True
    )
