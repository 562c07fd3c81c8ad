"""How the acts on the register read, and how they are taken back."""

from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Register
from .services import EDITED


@sentence(EDITED)
def _edited(event: Event) -> Sentence:
    names = [str(Register._meta.get_field(name).verbose_name) for name in event.after or {}]
    return Sentence(title=_("Register of processing changed"), text=", ".join(names))


@undoable(EDITED, needs=Permission.ARCHITECTURE_EDIT)
def _put_back(event: Event, member: Membership) -> None:
    before, after = event.before or {}, event.after or {}
    row = Register.objects.select_for_update(of=("self",)).filter(workspace=member.workspace_id).first()
    if row is None:
        raise NotUndoable("gone")
    for name, value in before.items():
        if getattr(row, name) != after[name]:
            raise NotUndoable("changed_since", str(Register._meta.get_field(name).verbose_name))
        setattr(row, name, value)
    row.save()
