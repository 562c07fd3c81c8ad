"""Days and hours at which the demo's people work."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone


def office_hour(random: Random, day: date) -> datetime:
    """A moment of the morning or afternoon of `day`, never in the future nor on a week-end."""
    day = last_working_day(day)
    hour = random.choice([9, 9, 10, 10, 11, 11, 14, 14, 15, 15, 16, 17])
    moment = at(day, hour, random.randrange(0, 60, 5))
    return min(moment, timezone.now() - timedelta(minutes=10))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def working_day(day: date) -> date:
    """The day itself, or the Monday after a week-end."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def last_working_day(day: date) -> date:
    """The day itself, or the Friday before a week-end."""
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day
