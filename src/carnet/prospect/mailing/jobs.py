"""What a worker does of itself: it looks, when it starts, whether mailings wait."""

from django_scopes import scopes_disabled

from carnet.foundation.jobs.waking import on_wake

from .sending import next_due
from .tasks import plan_sending


@on_wake
def plan_rounds() -> None:
    with scopes_disabled():
        due = next_due()
    if due is not None:
        plan_sending()
