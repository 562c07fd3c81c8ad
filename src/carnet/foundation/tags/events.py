from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Tag
from .rules import named
from .services import LINKS, made_again, put


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


@sentence("tags.changed")
def _changed(event: Event) -> Sentence:
    before, after = event.before or {}, event.after or {}
    if before["name"] == after["name"]:
        return Sentence(title=_("Tag “%(name)s” has another colour") % {"name": after["name"]})
    return Sentence(title=_("Tag “%(old)s” is now called “%(name)s”") % {"old": before["name"], "name": after["name"]})


@undoable("tags.changed", needs=Permission.ARCHITECTURE_EDIT)
def _undo_changed(event: Event, member: Membership) -> None:
    before, after = event.before or {}, event.after or {}
    tag = Tag.objects.filter(pk=after["tag_id"]).first()
    if tag is None:
        raise NotUndoable("gone")
    ((key, name),) = named(before["name"]).items()
    is_taken = Tag.objects.filter(key=key).exclude(pk=tag.pk).exists()
    if (tag.name, tag.tone) != (after["name"], after["tone"]) or is_taken:
        raise NotUndoable("changed_since")
    tag.name, tag.key, tag.tone = name, key, before["tone"]
    tag.save(update_fields=["name", "key", "tone"])


@sentence("tags.merged")
def _merged(event: Event) -> Sentence:
    before, after = event.before or {}, event.after or {}
    title = _("Tag “%(old)s” merged into “%(name)s”") % {"old": before["name"], "name": after["name"]}
    return Sentence(title=title, text=_records(after["count"]))


@undoable("tags.merged", needs=Permission.ARCHITECTURE_EDIT)
def _undo_merged(event: Event, member: Membership) -> None:
    """The tag is back on its records; the other leaves those that had it by this act alone."""
    after = event.after or {}
    made_again(event)
    for model, link in LINKS.values():
        model.objects.filter(tag=after["tag_id"], **{f"{link}__in": after["given"][f"{link}_ids"]}).delete()


@sentence("tags.deleted")
def _deleted(event: Event) -> Sentence:
    before, after = event.before or {}, event.after or {}
    return Sentence(title=_("Tag “%(name)s” deleted") % {"name": before["name"]}, text=_records(after["count"]))


@undoable("tags.deleted", needs=Permission.ARCHITECTURE_EDIT)
def _undo_deleted(event: Event, member: Membership) -> None:
    made_again(event)


def _records(count: int) -> str:
    return ngettext("on %(count)d record", "on %(count)d records", count) % {"count": count}
