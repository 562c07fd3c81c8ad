"""How the acts of calling read, and how they are taken back."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.agenda.models import CallOutcome
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Call, CallSession, Script, ScriptVersion


@sentence("calling.session_started")
def _started(event: Event) -> Sentence:
    after = event.after or {}
    said = ngettext("%(count)d card", "%(count)d cards", after["count"]) % {"count": after["count"]}
    return Sentence(title=_("Calling session started"), text=f"{after['name']} · {said}")


@sentence("calling.session_paused")
def _paused(event: Event) -> Sentence:
    return Sentence(title=_("Calling session at rest"), text=str((event.after or {})["name"]))


@sentence("calling.session_resumed")
def _resumed(event: Event) -> Sentence:
    return Sentence(title=_("Calling session taken up again"), text=str((event.after or {})["name"]))


@sentence("calling.session_ended")
def _ended(event: Event) -> Sentence:
    after = event.after or {}
    calls = ngettext("%(count)d call", "%(count)d calls", after["calls"]) % {"count": after["calls"]}
    meetings = ngettext("%(count)d meeting", "%(count)d meetings", after["meetings"]) % {"count": after["meetings"]}
    return Sentence(title=_("Calling session ended"), text=f"{after['name']} · {calls}, {meetings}")


@sentence("calling.call_recorded")
def _recorded(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Call of a session"), text=f"{after['name']} · {CallOutcome(after['outcome']).label}")


@sentence("calling.script_saved")
def _script(event: Event) -> Sentence:
    after = event.after or {}
    text = _("%(name)s, version %(version)s") % {"name": after["name"], "version": after["version"]}
    return Sentence(title=_("Call script saved"), text=text)


@sentence("calling.script_put_away")
def _put_away(event: Event) -> Sentence:
    return Sentence(title=_("Call script put away"), text=str((event.after or {})["name"]), tone="warn")


@undoable("calling.session_started", needs=Permission.AGENDA_EDIT)
def _unstart(event: Event, member: Membership) -> None:
    """The cards go; refused once somebody was called."""
    session = CallSession.objects.filter(pk=(event.after or {})["id"]).first()
    if session is None:
        raise NotUndoable("gone")
    if Call.objects.filter(session=session, state=Call.State.DONE).exists():
        raise NotUndoable("changed_since")
    session.delete()


@undoable("calling.call_recorded", needs=Permission.AGENDA_EDIT)
def _unrecord(event: Event, member: Membership) -> None:
    """The contact, the task and the hour go as they came, and the card is the next again. An objection stays."""
    after = event.after or {}
    call = Call.objects.filter(pk=after["id"], state=Call.State.DONE).first()
    if call is None:
        raise NotUndoable("changed_since")
    for number in after["events"]:
        undo(member=member, event_id=number)
    call.state, call.outcome, call.interaction, call.done_at = Call.State.TODO, "", None, None
    call.is_argued, call.opened_at = False, timezone.now()
    call.save()


@undoable("calling.script_saved", needs=Permission.TARGETING_EDIT)
def _unsave(event: Event, member: Membership) -> None:
    after = event.after or {}
    script = Script.objects.filter(pk=after["id"], name=after["name"]).first()
    latest = script and script.versions.order_by("-version").first()
    if script is None or latest is None or latest.pk != after["version_id"]:
        raise NotUndoable("changed_since")
    if CallSession.objects.filter(script=latest).exists():
        raise NotUndoable("used")
    ScriptVersion.objects.filter(pk=latest.pk).delete()
    if event.before is None:
        script.delete()
        return
    script.name, script.is_starter = event.before["name"], event.before["is_starter"]
    script.save(update_fields=["name", "is_starter"])


@undoable("calling.script_put_away", needs=Permission.TARGETING_EDIT)
def _back(event: Event, member: Membership) -> None:
    Script.objects.filter(pk=(event.after or {})["id"]).update(deleted_at=None)
