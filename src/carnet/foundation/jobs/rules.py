"""How far a piece of work is and how long it still takes. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SILENCE = timedelta(seconds=60)
"""Without a sign of life for so long, the worker is taken for dead."""
UNTAKEN = timedelta(seconds=10)
"""A worker looks for work twice a second: waiting longer means that all are busy, or that there is none."""
SMALL = 2000
"""Rows up to which a request does the work itself instead of handing it over."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`percent` and `left` are None while unknown: no total, or too little done to say."""

    elapsed: timedelta
    percent: int | None
    left: timedelta | None


def pace(*, done: int, total: int | None, started_at: datetime, now: datetime) -> Pace:
    """The share done, rounded down so that 100 means finished, and the time left at the speed so far."""
    elapsed = max(now - started_at, timedelta())
    if not total:
        return Pace(elapsed, None, None)
    percent = min(100, done * 100 // total)
    if done <= 0 or elapsed < timedelta(seconds=2):
        return Pace(elapsed, percent, None)
    remaining = max(total - done, 0)
    return Pace(elapsed, percent, timedelta(seconds=elapsed.total_seconds() / done * remaining))


def lasting(duration: timedelta) -> str:
    """As people say it, the same in French and English: `12 s`, `3 min 05 s`, `2 h 10 min`; no-break spaces."""
    seconds = round(duration.total_seconds())
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}\u00a0h\u00a0{minutes:02d}\u00a0min"
    return f"{minutes}\u00a0min\u00a0{seconds:02d}\u00a0s" if minutes else f"{seconds}\u00a0s"
