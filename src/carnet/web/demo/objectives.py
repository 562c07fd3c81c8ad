"""What the demo's manager asks for, month by month."""

from datetime import date

from carnet.foundation.workspaces.models import Membership
from carnet.grow.reporting.models import Measure
from carnet.grow.reporting.rules import around
from carnet.grow.reporting.services import set_objective

MONTHLY = {Measure.SIGNED: 24_000_00, Measure.SALES: 2, Measure.VISITS: 14, Measure.CALLS: 60}
"""For one rep; the team's is their sum."""


def make_objectives(manager: Membership, reps: list[Membership], today: date) -> None:
    """Objectives of the last twelve months and of this one, for each rep and for the team."""
    period = around(today, 1)
    for _ in range(13):
        for measure, target in MONTHLY.items():
            for rep in reps:
                set_objective(member=manager, measure=measure, period=period.code, target=target, assignee=rep)
            set_objective(member=manager, measure=measure, period=period.code, target=target * len(reps))
        period = period.before()
