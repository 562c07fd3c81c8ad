"""What to do next after a contact. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

IsOff = Callable[[date], bool]
"""Whether nobody works that day: a week-end or a public holiday."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A next action to propose: its kind (see Task.Kind) and its day."""

    kind: str
    due_on: date


# Working days to wait, by what came of the call. Conventions of the trade, not law:
# a call not answered is tried again soon, another day; a message leaves time to answer.
_AFTER_CALL: dict[str, tuple[str, int]] = {
    "reached": ("follow_up", 5),
    "no_answer": ("call", 1),
    "message": ("call", 3),
    "call_back": ("call", 1),
    "meeting": ("visit", 3),
}
_AFTER: dict[str, tuple[str, int]] = {"email": ("follow_up", 4), "visit": ("quote", 2), "video": ("quote", 2)}


def next_action(channel: str, outcome: str, on: date, is_off: IsOff) -> Proposal | None:
    """What usually follows a contact; None after a refusal, a wrong number or a note: nobody is chased."""
    found = _AFTER_CALL.get(outcome) if channel == "call" else _AFTER.get(channel)
    if found is None:
        return None
    kind, days = found
    return Proposal(kind, working_day_after(on, days, is_off))


def working_day_after(on: date, days: int, is_off: IsOff) -> date:
    """The day that comes `days` working days after `on`, at least one."""
    day, left = on, max(days, 1)
    while left:
        day += timedelta(days=1)
        if not is_off(day):
            left -= 1
    return day
