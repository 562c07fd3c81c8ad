"""How merges and decisions read, and how they are taken back."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Pair
from .unmerging import unmerge


@sentence("duplicates.merged")
def _merged(event: Event) -> Sentence:
    after = event.after or {}
    names = after.get("names", [])
    total = sum(after.get("counts", {}).values())
    moved = ngettext("%(count)d row moved", "%(count)d rows moved", total) % {"count": total}
    return Sentence(
        title=_("Merged with %(names)s") % {"names": ", ".join(names)},
        text=moved if total else "",
        tag=str(after.get("name", "")),
        tone="ok",
    )


@undoable("duplicates.merged", needs=Permission.COMPANY_MERGE)
def _undo_merge(event: Event, member: Membership) -> None:
    unmerge(event)


@sentence("duplicates.kept_separate")
def _kept(event: Event) -> Sentence:
    names = (event.after or {}).get("names", [])
    return Sentence(title=_("Not duplicates: kept separate"), text=" · ".join(names))


@undoable("duplicates.kept_separate", needs=Permission.COMPANY_MERGE)
def _undo_kept(event: Event, member: Membership) -> None:
    """The pairs are to be decided about again."""
    numbers = (event.after or {})["pair_ids"]
    changed = Pair.objects.filter(pk__in=numbers, state=Pair.State.KEPT).update(
        state=Pair.State.PROPOSED, decided_by=None, decided_at=None
    )
    if not changed:
        raise NotUndoable("changed_since")
