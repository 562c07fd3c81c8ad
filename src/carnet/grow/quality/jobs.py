"""The whole file measured in the background, and what has aged since, once a day."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django_scopes import scope

from carnet.foundation.jobs.daily import daily
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.registry import job
from carnet.foundation.jobs.services import Progress
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Workspace

from .queries import outdated
from .services import BATCH, measure

KIND = "quality.measure"


@job(KIND)
def measure_all(_job: Job, progress: Progress) -> Mapping[str, Any]:
    """Every record of the workspace. Taken up again, it begins anew: a measure twice made is the same."""
    progress.at(0)
    progress.of(sum(model.objects.present().count() for model in (Company, Person)))
    for model in (Company, Person):
        last = 0
        while batch := list(model.objects.present().filter(pk__gt=last).order_by("pk")[:BATCH]):
            measure(batch)
            last = batch[-1].pk
            progress.step(len(batch))
    return {"measured": progress.done}


@daily("quality.aged")
def measure_aged() -> int:
    """What changed or aged since it was last looked at, in every workspace."""
    count = 0
    for workspace in Workspace.objects.order_by("pk"):
        with scope(workspace=workspace):
            count += sum(_measure_outdated(model) for model in (Company, Person))
    return count


def _measure_outdated(model: type[Company] | type[Person]) -> int:
    count, last = 0, 0
    rows = outdated(model, timezone.localdate())
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        count += measure(batch)
        last = batch[-1].pk
    return count
