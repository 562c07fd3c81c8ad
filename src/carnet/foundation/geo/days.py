"""French public holidays and working days, wherever in France.

Dates come from the `holidays` library (Code du travail, art. L3133-1, and the local calendars of
Alsace-Moselle and of overseas France). Good Friday counts in the whole of Alsace-Moselle, although the
law (C. trav., art. L3134-13) keeps it to the communes with a Protestant church: a prudent day to leave alone.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays

# Département code to the library's own.
_CALENDARS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
SATURDAY, SUNDAY = 5, 6


@cache
def _calendar(department: str) -> HolidayBase:
    """The library fills a year the first time that a day of it is asked for."""
    return country_holidays("FR", subdiv=_CALENDARS.get(department.upper()), language="fr")


def holiday_name(day: date, department: str = "") -> str:
    """The French name of the public holiday, or an empty string on an ordinary day."""
    return str(_calendar(department).get(day, ""))


def is_holiday(day: date, department: str = "") -> bool:
    """Whether `day` is a public holiday there; without a département, in the whole of mainland France."""
    return day in _calendar(department)


def holidays_between(first: date, last: date, department: str = "") -> Iterator[tuple[date, str]]:
    """Each public holiday from `first` to `last`, both included, with its name, in order."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if name := holiday_name(day, department):
            yield day, name


def is_working_day(day: date, department: str = "", *, with_saturday: bool = False) -> bool:
    """A day that is neither a weekend nor a holiday: *jour ouvré*; `with_saturday` makes it *jour ouvrable*."""
    weekend = (SUNDAY,) if with_saturday else (SATURDAY, SUNDAY)
    return day.weekday() not in weekend and not is_holiday(day, department)


def next_working_day(day: date, department: str = "", *, with_saturday: bool = False) -> date:
    """`day` itself when it is worked, else the first worked day after it."""
    while not is_working_day(day, department, with_saturday=with_saturday):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, department: str = "", *, with_saturday: bool = False) -> date:
    """The `count`-th working day after `day`, or before it when `count` is negative; 0 gives `day` itself.

    The starting day is never counted, worked or not.
    """
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_working_day(day, department, with_saturday=with_saturday):
            left -= 1
    return day


def working_days_between(first: date, last: date, department: str = "", *, with_saturday: bool = False) -> int:
    """How many working days from `first` to `last`, both included; 0 when they are in the wrong order."""
    span = range((last - first).days + 1)
    return sum(is_working_day(first + timedelta(days=n), department, with_saturday=with_saturday) for n in span)
