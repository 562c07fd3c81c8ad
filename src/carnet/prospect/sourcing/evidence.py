"""What the choices of targets say for C4.1: criteria set before looking, targets told apart and ranked."""

from typing import cast

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .models import Doubt, Target, Targeting
from .rules import chosen_state, ranked_state


def _links(workspace: Workspace) -> tuple[Link, ...]:
    latest = Targeting.objects.filter(undone_at=None).order_by("-made_at").values_list("pk", flat=True).first()
    grids = Link(_("Criteria"), reverse("sourcing:grids", args=[workspace.slug]))
    if latest is None:
        return (grids,)
    return (Link(_("Latest choice of targets"), reverse("sourcing:targeting", args=[workspace.slug, latest])), grids)


@evidence("B1.2-C4.1-1")
def targets_are_chosen_by_criteria_set_beforehand(workspace: Workspace) -> Evidence:
    """Were the criteria written before the choice, with a reason, and does each choice rest on some? Two queries."""
    rows = Targeting.objects.filter(undone_at=None)
    found = rows.aggregate(
        total=Count("pk"),
        by_grid=Count("pk", filter=Q(grid__isnull=False)),
        beforehand=Count("pk", filter=Q(grid__created_at__lt=F("made_at"))),
        argued=Count("pk", filter=~Q(grid__why="") & Q(grid__isnull=False)),
    )
    total = found["total"]
    facts = (
        _n(_("{part} of {total} choices of targets rank by criteria with weights."), found["by_grid"], total),
        _n(_("In {part} of {total}, they were written before the choice."), found["beforehand"], total),
        _n(_("In {part} of {total}, it is said why they were chosen."), found["argued"], total),
    )
    state = chosen_state(total, found["beforehand"], found["argued"])
    return Evidence(State(state), facts, _links(workspace))


@evidence("B1.2-C4.1-2")
def targets_are_told_apart_and_ranked(workspace: Workspace) -> Evidence:
    """Is each target told by activity, size and place, ranked by a score, and free of contradictions? Three queries."""
    found = Target.objects.filter(targeting__undone_at=None, company__deleted_at=None).aggregate(
        total=Count("pk"),
        active=Count("pk", filter=~Q(company__naf_code="")),
        sized=Count("pk", filter=~Q(company__staff_band="") | ~Q(size="")),
        placed=Count("pk", filter=Q(latitude__isnull=False)),
        scored=Count("pk", filter=Q(score__isnull=False)),
    )
    total = found["total"]
    doubtful = Doubt.objects.standing().filter(company__targets__targeting__undone_at=None)
    facts = (
        _n(_("{part} of {total} targets tell their activity."), found["active"], total),
        _n(_("{part} of {total} tell their size."), found["sized"], total),
        _n(_("{part} of {total} are placed on the map."), found["placed"], total),
        _n(_("{part} of {total} are ranked by a score that is explained."), found["scored"], total),
        _n(
            _("{part} of {total} are contradicted by a source: to clear up."),
            doubtful.values("company").distinct().count(),
            total,
        ),
    )
    state = ranked_state(total, [found["active"], found["placed"]], found["scored"])
    return Evidence(State(state), facts, _links(workspace))


def _n(sentence: Promise, part: int, total: int) -> str | Promise:
    """A fact that is put into words in the language of whoever reads it."""
    return format_lazy(cast("str", sentence), part=part, total=total)
