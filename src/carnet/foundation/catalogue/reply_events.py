"""How the acts on answers to objections read, and how they are taken back."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import ObjectionReply
from .objections import plain


@sentence("catalogue.reply_saved")
def _saved(event: Event) -> Sentence:
    title = _("Answer to an objection changed") if event.before else _("Answer to an objection added")
    return Sentence(title=title, text=str((event.after or {}).get("words", "")))


@sentence("catalogue.reply_used")
def _used(event: Event) -> Sentence:
    after = event.after or {}
    is_active = bool(after.get("is_active"))
    title = _("Answer to an objection back in use") if is_active else _("Answer to an objection put aside")
    return Sentence(title=title, text=str(after.get("words", "")))


@sentence("catalogue.replies_adopted")
def _adopted(event: Event) -> Sentence:
    count = len((event.after or {})["ids"])
    said = ngettext("%(count)d answer of Carnet taken", "%(count)d answers of Carnet taken", count)
    return Sentence(title=_("Answers to objections"), text=said % {"count": count})


def _same(event: Event) -> ObjectionReply:
    after = dict(event.after or {})
    row = ObjectionReply.objects.select_for_update(of=("self",)).filter(pk=after.pop("id")).first()
    if row is None:
        raise NotUndoable("gone")
    if plain(row) != after:
        raise NotUndoable("changed_since")
    return row


@undoable("catalogue.reply_saved", needs=Permission.TARGETING_EDIT)
def _unsave(event: Event, member: Membership) -> None:
    row = _same(event)
    if event.before is None:
        row.delete()
        return
    for name, value in event.before.items():
        setattr(row, name, value)
    row.save()


@undoable("catalogue.reply_used", needs=Permission.TARGETING_EDIT)
def _unuse(event: Event, member: Membership) -> None:
    after = event.after or {}
    changed = ObjectionReply.objects.filter(pk=after["id"], is_active=after["is_active"]).update(
        is_active=not after["is_active"]
    )
    if not changed:
        raise NotUndoable("changed_since")


@undoable("catalogue.replies_adopted", needs=Permission.TARGETING_EDIT)
def _unadopt(event: Event, member: Membership) -> None:
    """Those that nobody has made their own go; the others stay."""
    ObjectionReply.objects.filter(pk__in=(event.after or {})["ids"], is_starter=True).delete()
