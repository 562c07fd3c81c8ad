"""How the acts of mailings read, and how they are taken back."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Letter, Mailing
from .services import cancel, write_variants
from .words import paused


def _mailing_url(event: Event) -> str:
    return reverse("mailing:mailing", args=[event.workspace.slug, (event.after or {})["id"]])


@sentence("mailing.letter_saved")
def _letter_saved(event: Event) -> Sentence:
    after = event.after or {}
    url = reverse("mailing:letter", args=[event.workspace.slug, after["id"]])
    return Sentence(title=_("Letter “%(name)s”, version %(version)s") % after, url=url)


@undoable("mailing.letter_saved", needs=Permission.MAILING_SEND)
def _letter_back(event: Event, member: Membership) -> None:
    """A new letter goes unless a mailing uses it; a changed one says again what it said."""
    after, before = event.after or {}, event.before
    letter = Letter.objects.select_for_update(of=("self",)).filter(pk=after["id"]).first()
    if letter is None:
        raise NotUndoable("gone")
    if letter.version != after["version"]:
        raise NotUndoable("changed_since")
    if before is None:
        if letter.mailings.exists():
            raise NotUndoable("changed_since")
        letter.delete()
        return
    letter.name, letter.version = before["name"], letter.version + 1
    letter.save()
    write_variants(letter, before["variants"])


@sentence("mailing.letter_archived")
def _archived(event: Event) -> Sentence:
    return Sentence(title=_("Letter “%(name)s” put away") % (event.after or {}), tone="warn")


@undoable("mailing.letter_archived", needs=Permission.MAILING_SEND)
def _unarchive(event: Event, member: Membership) -> None:
    if not Letter.objects.filter(pk=(event.after or {})["id"]).exclude(archived_at=None).update(archived_at=None):
        raise NotUndoable("gone")


@sentence("mailing.prepared")
def _prepared(event: Event) -> Sentence:
    return Sentence(title=_("Mailing “%(name)s” prepared") % (event.after or {}), url=_mailing_url(event))


@undoable("mailing.prepared", needs=Permission.MAILING_SEND)
def _unprepare(event: Event, member: Membership) -> None:
    rows = Mailing.objects.filter(pk=(event.after or {})["id"], state=Mailing.State.DRAFT)
    if not rows.delete()[0]:
        raise NotUndoable("changed_since")


@sentence("mailing.queued")
def _queued(event: Event) -> Sentence:
    after = event.after or {}
    count = ngettext("%(count)d message", "%(count)d messages", after["count"]) % {"count": after["count"]}
    return Sentence(title=_("Mailing “%(name)s” begun") % after, text=count, url=_mailing_url(event))


@undoable("mailing.queued", needs=Permission.MAILING_SEND)
def _unqueue(event: Event, member: Membership) -> None:
    """What has not left never will."""
    mailing = Mailing.objects.filter(pk=(event.after or {})["id"]).first()
    if mailing is None or not cancel(mailing):
        raise NotUndoable("changed_since")


@sentence("mailing.paused")
def _paused(event: Event) -> Sentence:
    return Sentence(title=_("Mailing “%(name)s” paused") % (event.after or {}), tone="warn", url=_mailing_url(event))


@sentence("mailing.resumed")
def _resumed(event: Event) -> Sentence:
    return Sentence(title=_("Mailing “%(name)s” goes on") % (event.after or {}), url=_mailing_url(event))


@sentence("mailing.stopped")
def _stopped(event: Event) -> Sentence:
    after = event.after or {}
    said = " ".join(filter(None, [paused(after["reason"]), after["said"]]))
    return Sentence(
        title=_("Mailing “%(name)s” has stopped by itself") % after, text=said, tone="bad", url=_mailing_url(event)
    )


@sentence("mailing.cancelled")
def _cancelled(event: Event) -> Sentence:
    return Sentence(title=_("Mailing “%(name)s” cancelled") % (event.after or {}), tone="warn", url=_mailing_url(event))


@sentence("mailing.ended")
def _ended(event: Event) -> Sentence:
    after = event.after or {}
    count = ngettext("%(count)d message sent", "%(count)d messages sent", after["sent"]) % {"count": after["sent"]}
    return Sentence(title=_("Mailing “%(name)s”") % after, text=count, tone="ok", url=_mailing_url(event))


@sentence("mailing.unknown_settled")
def _settled(event: Event) -> Sentence:
    after = event.after or {}
    count = ngettext("%(count)d message", "%(count)d messages", after["count"]) % {"count": after["count"]}
    what = _("held for sent") if after["as_sent"] else _("sent once more")
    return Sentence(
        title=_("Mailing “%(name)s”: what was unknown is settled") % after,
        text=f"{count}, {what}",
        url=_mailing_url(event),
    )


@sentence("mailing.address_dead")
def _dead(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Address that no longer takes mail: %(address)s") % after, text=after["said"], tone="bad")


@sentence("mailing.address_mended")
def _mended(event: Event) -> Sentence:
    return Sentence(title=_("Address to be written to again: %(address)s") % (event.after or {}))


@sentence("mailing.settings_saved")
def _settings(event: Event) -> Sentence:
    return Sentence(title=_("Mail settings changed"))
