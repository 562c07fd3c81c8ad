"""How an objective's change reads, and how it is taken back."""

from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.ui.templatetags.carnet import euros, number
from carnet.foundation.workspaces.models import Membership

from .models import Measure, Objective
from .periods import inside_a_sentence
from .rules import parse
from .services import write_target


def amount(measure: str, value: int) -> str:
    return euros(value) if measure == Measure.SIGNED else number(value)


@sentence("reporting.objective_set")
def _set(event: Event) -> Sentence:
    after = event.after or {}
    label = Measure(after["measure"]).label
    who = after.get("name") or _("the team")
    title = _("Objective of %(who)s for %(period)s") % {
        "who": who,
        "period": inside_a_sentence(parse(after["period"])),
    }
    return Sentence(title=title, text=f"{label}\u00a0: {amount(after['measure'], after['target'])}")


@undoable("reporting.objective_set")
def _undo(event: Event, member: Membership) -> None:
    after, before = event.after or {}, event.before or {}
    assignee = Membership.objects.filter(pk=after["assignee"], workspace=event.workspace_id).first()
    if after["assignee"] and assignee is None:
        raise NotUndoable("gone")
    current = Objective.objects.filter(member=assignee, measure=after["measure"], period=after["period"]).first()
    if (current.target if current else 0) != after["target"]:
        raise NotUndoable("changed_since", str(Measure(after["measure"]).label))
    write_target(assignee, after["measure"], after["period"], before["target"])
