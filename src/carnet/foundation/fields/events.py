"""How a change of the set reads, and how it is taken back."""

from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .queries import current_set
from .rules.changes import change_of
from .services import CHANGED, put_back
from .words import said


@sentence(CHANGED)
def _changed(event: Event) -> Sentence:
    after = event.after or {}
    title = _("The architecture of the file changed: version %(number)s") % {"number": after.get("number", "")}
    return Sentence(title=title, text=" · ".join(said(change_of(told)) for told in after.get("changes", [])))


@undoable(CHANGED, needs=Permission.ARCHITECTURE_EDIT)
def _put_back(event: Event, member: Membership) -> None:
    before, after = event.before or {}, event.after or {}
    if current_set() != after["fields"]:
        raise NotUndoable("changed_since")
    put_back(member=member, before=before["fields"], values=before.get("values", {}))
