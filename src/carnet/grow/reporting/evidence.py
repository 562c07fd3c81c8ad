"""What the results say for C15: whether gaps to the objectives are seen, and what is read of the activity."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .models import Measure, Objective
from .periods import period_name
from .queries import actuals
from .rules import around

MONTHS = 3
named = lazy(period_name, str)


@evidence("B3-C15.1-2")
def gaps_to_objectives_are_seen(workspace: Workspace) -> Evidence:
    """Do the last finished months have objectives to which what was done can be held? Seven queries."""
    period = around(timezone.localdate(), 1)
    measured, facts = 0, []
    for _month in range(MONTHS):
        period = period.before()
        wanted = dict(Objective.objects.filter(period=period.code, member=None).values_list("measure", "target"))
        done = actuals(period)
        if wanted.get(Measure.SIGNED):
            measured += 1
            ratio = round(100 * done.signed / wanted[Measure.SIGNED])
            facts.append(
                format_lazy(_("{period}: {ratio} % of the objective signed."), period=named(period), ratio=ratio)
            )
        else:
            facts.append(format_lazy(_("{period}: no objective to compare with."), period=named(period)))
    state = State.MET if measured == MONTHS else State.PARTLY if measured else State.MISSING
    url = reverse("reporting:results", kwargs={"workspace": workspace.slug})
    return Evidence(state, tuple(facts), (Link(_("Results"), url),))
