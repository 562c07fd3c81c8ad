"""Set and withdraw objectives."""

from django.db import transaction

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import Measure, Objective
from .rules import parse


class ObjectiveInvalid(ValueError):
    """`reason`: measure, target."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def set_objective(
    *, member: Membership, measure: str, period: str, target: int, assignee: Membership | None = None
) -> Event | None:
    """Set, change or (with 0) withdraw the target of a rep, or of the team when no `assignee` is given.

    None when nothing changes. Raises ObjectiveInvalid, PeriodUnknown.
    """
    if measure not in Measure.values:
        raise ObjectiveInvalid("measure")
    if not 0 <= target < 10**15:
        raise ObjectiveInvalid("target")
    code = parse(period).code
    current = Objective.objects.filter(member=assignee, measure=measure, period=code).first()
    before = current.target if current else 0
    if before == target:
        return None
    write_target(assignee, measure, code, target)
    return record(
        member=member,
        code="reporting.objective_set",
        before={"target": before},
        after={
            "measure": measure,
            "period": code,
            "target": target,
            "assignee": assignee.pk if assignee else None,
            "name": str(assignee) if assignee else "",
        },
        is_undoable=True,
    )


def write_target(assignee: Membership | None, measure: str, period: str, target: int) -> None:
    """Store a target, or take it away at 0."""
    rows = Objective.objects.filter(member=assignee, measure=measure, period=period)
    if not target:
        rows.delete()
    elif not rows.update(target=target):
        Objective.objects.create(member=assignee, measure=measure, period=period, target=target)
