"""Objective, actual, gap. Pure: dates, counts and cents in; values out."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

FEW = 5
"""Below this many cases a rate says nothing: the figures are shown, not the percentage."""


class PeriodUnknown(ValueError):
    """The text names no period: `2026-11`, `2026-T4` or `2026` do."""

    reason = "period"


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year; `code` is how its address names it."""

    code: str
    first: date
    last: date

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def before(self) -> "Period":
        return around(self.first - timedelta(days=1), self.months)

    def after(self) -> "Period":
        return around(self.last + timedelta(days=1), self.months)


def around(day: date, months: int) -> Period:
    """The month (1), quarter (3) or year (12) that holds `day`."""
    start = day.month - (day.month - 1) % months
    last_month = start + months - 1
    first, last = date(day.year, start, 1), date(day.year, last_month, monthrange(day.year, last_month)[1])
    codes = {1: f"{day:%Y-%m}", 3: f"{day.year}-T{(start + 2) // 3}", 12: str(day.year)}
    return Period(codes[months], first, last)


def parse(code: str) -> Period:
    """Read a period's code. Raises PeriodUnknown."""
    found = re.fullmatch(r"(\d{4})(?:-(?:T([1-4])|(\d{2})))?", code, re.ASCII)
    if not found or found[1] == "0000":
        raise PeriodUnknown(code)
    year, quarter, month = int(found[1]), found[2], found[3]
    if month and not 1 <= int(month) <= 12:
        raise PeriodUnknown(code)
    if month:
        return around(date(year, int(month), 1), 1)
    return around(date(year, int(quarter) * 3, 1), 3) if quarter else around(date(year, 1, 1), 12)


def same_day_before(period: Period, today: date) -> date:
    """How far the period before had come when it was as old as this one is today."""
    before = period.before()
    return min(before.last, before.first + (today - period.first)) if today < period.last else before.last


WorkingDays = Callable[[date, date], int]
"""How many days are worked from one day to another, both included."""


@dataclass(frozen=True, slots=True)
class Gap:
    """`ratio` is actual over target; `expected` what should be there today, in proportion to the days worked.

    `left` is what remains to do (negative once the target is passed) and `lead` the advance on the date.
    """

    actual: int
    target: int
    expected: int

    @property
    def ratio(self) -> Decimal:
        return Decimal(self.actual) / self.target

    @property
    def pace(self) -> Decimal:
        return Decimal(self.expected) / self.target

    @property
    def left(self) -> int:
        return self.target - self.actual

    @property
    def lead(self) -> int:
        return self.actual - self.expected


def gap(actual: int, target: int, period: Period, today: date, working_days: WorkingDays) -> Gap | None:
    """The gap to a target; None where no target is set."""
    if target <= 0:
        return None
    return Gap(actual, target, expected_by(target, period, today, working_days))


def expected_by(target: int, period: Period, today: date, working_days: WorkingDays) -> int:
    """The part of the target that the days worked so far stand for; whole after the period, nothing before."""
    if today >= period.last:
        return target
    if today < period.first:
        return 0
    whole = working_days(period.first, period.last)
    return target * working_days(period.first, today) // whole if whole else 0


def share(part: int, whole: int) -> Decimal | None:
    """`part` of `whole`; None when there are too few to say anything."""
    return Decimal(part) / whole if whole >= FEW else None


def average(total: int, count: int) -> int | None:
    """The mean in the unit of `total`, rounded half up; None without a case."""
    return (2 * total + count) // (2 * count) if count else None


def change(now: int, before: int) -> Decimal | None:
    """(now − before) / before; None from nothing."""
    return Decimal(now - before) / before if before else None
