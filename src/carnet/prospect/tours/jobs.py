"""A tour planned in the background: the distances, then the planner in its own process, then the rows."""

from collections.abc import Mapping
from typing import Any

from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.registry import job
from carnet.foundation.jobs.services import JobFailed, Progress

from .casting import content_of, keep_plan, kept_days
from .factors import figures
from .models import Tour
from .rules.reading import CaseInvalid, read
from .running import PlanningFailed, plan_apart
from .services import KIND
from .words import broken, no_day_left, other_days_broken, refused


@job(KIND)
def plan_tour(work: Job, progress: Progress) -> Mapping[str, Any]:
    """Taken up again, it begins anew: nothing is written before the plan is there."""
    progress.of(3)
    tour = Tour.objects.select_related("member__user").get(pk=work.payload["tour"])
    content, has_failed = content_of(tour)
    if not content["days"]:
        raise JobFailed(no_day_left())
    progress.step()
    try:
        case = read(content)
        kept = kept_days(tour, work.payload.get("day"))
        plan = plan_apart(content, work.payload["seconds"], figures(case.days[0].on), kept=kept)
    except CaseInvalid as problem:
        raise JobFailed(refused(problem)) from problem
    except PlanningFailed as problem:
        raise JobFailed(broken(problem.reason)) from problem
    if kept is not None and not plan["is_sound"]:
        raise JobFailed(other_days_broken())
    progress.step()
    keep_plan(member=work.member, tour=tour, plan=plan, has_failed=has_failed)
    progress.step()
    return plan["totals"]
