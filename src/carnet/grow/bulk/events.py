"""How an act on many records reads, and how it is taken back."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.erasing import impersonal
from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.services import on
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.jobs import services as jobs
from carnet.foundation.jobs.rules import SMALL
from carnet.foundation.workspaces.models import Membership

from .models import Act, ActRow
from .queries import export_words, wanted_words
from .services import REVERT, revert


@sentence("bulk.done")
def _done(event: Event) -> Sentence:
    after: dict[str, Any] = event.after or {}
    count = int(after.get("count", 0))
    text = ngettext("with %(count)d record at once", "with %(count)d records at once", count) % {"count": count}
    return Sentence(
        title=wanted_words(after.get("act", ""), after.get("wanted", {}), after.get("party", "company")), text=text
    )


@sentence("bulk.exported")
def _exported(event: Event) -> Sentence:
    after: dict[str, Any] = event.after or {}
    count, out = int(after.get("count", 0)), int(after.get("refused", 0))
    said = [ngettext("%(count)d record in the file", "%(count)d records in the file", count) % {"count": count}]
    if out:
        said.append(ngettext("%(count)d left out", "%(count)d left out", out) % {"count": out})
    return Sentence(title=export_words(after.get("wanted", {})), text=" · ".join(said))


@sentence("bulk.export_taken")
def _taken(event: Event) -> Sentence:
    after: dict[str, Any] = event.after or {}
    return Sentence(title=_("File of an export downloaded"), text=export_words(after.get("wanted", {})))


@undoable("bulk.done")
def _undo(event: Event, member: Membership) -> None:
    """Here for a few, else as background work; what was changed since is left, and counted on its page."""
    act = Act.objects.select_for_update(of=("self",)).filter(pk=(event.after or {})["act_id"]).first()
    if act is None:
        raise NotUndoable("gone")
    if act.state not in {Act.State.DONE, Act.State.STOPPED}:
        raise NotUndoable("running")
    count = ActRow.objects.filter(act=act, state=ActRow.State.CHANGED).count()
    act.state = Act.State.REVERTING
    if count > SMALL:
        act.job = jobs.start(
            member=member,
            kind=REVERT,
            title=_("Taking back: %(what)s") % {"what": wanted_words(act.act, act.wanted, act.party)},
            payload={"act": act.pk},
            total=count,
            target_url=reverse("bulk:act", args=[member.workspace.slug, act.pk]),
        )
    act.save(update_fields=["state", "job"])
    if count <= SMALL and not revert(act, member):
        raise NotUndoable("changed_since")


# What they say is what was asked of all, never what one of them held.
impersonal("bulk.done", "bulk.exported", "bulk.export_taken")


@on("privacy.erased")
def _forget(event: Event) -> None:
    """What an act had kept of them, to give it back, goes with them. Two queries for each record erased."""
    for kind, number in EventSubject.objects.filter(event=event).values_list("kind", "object_id"):
        ActRow.objects.filter(kind=kind.removeprefix("parties."), object_id=number).delete()
