from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership

from .models import Tag
from .services import LINKS, put


@sentence("tags.tagged")
def _tagged(event: Event) -> Sentence:
    after = event.after or {}
    said = []
    if after.get("added"):
        said.append(_("Tagged: %(names)s") % {"names": ", ".join(after["added"])})
    if after.get("removed"):
        said.append(_("Tag taken off: %(names)s") % {"names": ", ".join(after["removed"])})
    count = int(after.get("count", 1))
    text = ngettext("with %(count)d record at once", "with %(count)d records at once", count) % {"count": count}
    return Sentence(title=" · ".join(said), text=text if count > 1 else "")


@undoable("tags.tagged")
def _undo_tagged(event: Event, member: Membership) -> None:
    """The links that the act made go, those that it took off come back where record and tag are still there."""
    after, before = event.after or {}, event.before or {}
    party = Company if after["kind"] == "company" else Person
    model, link = LINKS[party]
    gone = 0
    for pk, tag in after["links"]:
        gone += model.objects.filter(**{link: pk}, tag=tag).delete()[0]
    there = set(party.objects.filter(pk__in={pk for pk, _tag in before["links"]}).values_list("pk", flat=True))
    tags = set(Tag.objects.filter(pk__in={tag for _pk, tag in before["links"]}).values_list("pk", flat=True))
    back = [(pk, tag) for pk, tag in before["links"] if pk in there and tag in tags]
    if not gone and not back:
        raise NotUndoable("changed_since")
    put(model, link, back, event.workspace_id)
