"""How many leave in a day, how far apart, and when one tries again. Pure: the figures come from the dated table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """`warm_up`: messages on the first, second… day of an address that is not yet known; empty: none."""

    daily_cap: int
    per_minute: int
    warm_up: tuple[int, ...] = ()
    retry_minutes: tuple[int, ...] = (5, 15, 60, 240)


def allowed_on(pace: Pace, day: date, warm_since: date | None) -> int:
    """How many may leave on `day`. Warm-up days are counted from the first one, idle days too."""
    if warm_since is None or not pace.warm_up:
        return pace.daily_cap
    gone = (day - warm_since).days
    if 0 <= gone < len(pace.warm_up):
        return min(pace.daily_cap, pace.warm_up[gone])
    return pace.daily_cap if gone >= 0 else min(pace.daily_cap, pace.warm_up[0])


def days_needed(pace: Pace, count: int, first: date, warm_since: date | None, *, already: int = 0) -> int:
    """On how many days the sending of `count` messages takes place, `already` having left on the first."""
    days, left, day = 0, count, first
    while left > 0 and days < 1000:
        left -= max(0, allowed_on(pace, day, warm_since) - (already if days == 0 else 0))
        days, day = days + 1, day + timedelta(days=1)
    return days


def gap(pace: Pace) -> timedelta:
    """Between two messages; none where no number a minute is set."""
    return timedelta(seconds=60 / pace.per_minute) if pace.per_minute else timedelta()


def retry_at(now: datetime, attempts: int, minutes: Sequence[int]) -> datetime | None:
    """When to try again after `attempts` temporary refusals; None: no more."""
    return now + timedelta(minutes=minutes[attempts - 1]) if 0 < attempts <= len(minutes) else None
