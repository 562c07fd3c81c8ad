"""The figures of a mailing's pace: what the workspace set, else the dated table."""

from datetime import date

from carnet.foundation import law

from .models import MailSettings
from .rules.pacing import Pace


def pace_of(settings: MailSettings, on: date) -> Pace:
    """No query. A workspace may set less or more a day; the warm-up holds while it has a first day."""
    return Pace(
        daily_cap=_given(settings.daily_cap, "mailing.daily_cap", on),
        per_minute=_given(settings.per_minute, "mailing.per_minute", on),
        warm_up=_numbers("mailing.warm_up", on),
        retry_minutes=_numbers("mailing.retry_minutes", on),
    )


def _given(value: int | None, code: str, on: date) -> int:
    return law.rule(code, on=on).number if value is None else value


def _numbers(code: str, on: date) -> tuple[int, ...]:
    return tuple(int(item) for item in law.rule(code, on=on).items)
