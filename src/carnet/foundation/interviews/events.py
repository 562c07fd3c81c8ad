"""How the acts on interviews read, and how they are taken back."""

from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.ui.templatetags.carnet import moment
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Interview, Sheet

EDIT = Permission.AGENDA_EDIT


def _moment(value: object) -> str:
    return moment(value if isinstance(value, datetime) else parse_datetime(str(value)))


@sentence("interviews.planned")
def _planned(event: Event) -> Sentence:
    at = _moment((event.after or {})["planned_at"])
    return Sentence(title=_("Interview planned for %(moment)s") % {"moment": at})


@sentence("interviews.cancelled")
def _cancelled(event: Event) -> Sentence:
    title = _("Interview of %(moment)s called off") % {"moment": _moment((event.after or {})["planned_at"])}
    return Sentence(title=title, tone="warn")


@sentence("interviews.sheet_begun")
def _sheet_begun(event: Event) -> Sentence:
    return Sentence(title=_("Preparation begun, version %(version)s") % {"version": (event.after or {})["version"]})


@sentence("interviews.prepared")
def _prepared(event: Event) -> Sentence:
    after = event.after or {}
    asked = ngettext("%(count)d question ready", "%(count)d questions ready", after["questions"])
    return Sentence(title=_("Interview prepared"), text=str(after["goal"]), tag=asked % {"count": after["questions"]})


@sentence("interviews.begun")
def _begun(event: Event) -> Sentence:
    return Sentence(title=_("Interview begun"))


@sentence("interviews.held")
def _held(event: Event) -> Sentence:
    after = event.after or {}
    asked = ngettext("%(count)d question asked", "%(count)d questions asked", after["asked"])
    met = ngettext("%(count)d objection met", "%(count)d objections met", after["met"])
    text = f"{asked % {'count': after['asked']}} · {met % {'count': after['met']}}"
    return Sentence(title=_("Interview held"), text=text, tone="ok")


@sentence("interviews.debriefed")
def _debriefed(event: Event) -> Sentence:
    after = event.after or {}
    title = _("Interview debriefed: %(total)s out of %(most)s") % {"total": after["total"], "most": after["most"]}
    return Sentence(title=title, text=str(after.get("adjustments", "")))


@undoable("interviews.planned", needs=EDIT)
def _unplan(event: Event, member: Membership) -> None:
    """The interview goes, unless somebody has worked on it."""
    row = Interview.objects.select_for_update(of=("self",)).filter(pk=(event.after or {})["id"]).first()
    if row is None:
        raise NotUndoable("gone")
    if row.started_at or row.sheets.exists():
        raise NotUndoable("changed_since")
    row.delete()


@undoable("interviews.cancelled", needs=EDIT)
def _uncancel(event: Event, member: Membership) -> None:
    if not Interview.objects.filter(pk=(event.after or {})["id"]).update(cancelled_at=None):
        raise NotUndoable("gone")


@undoable("interviews.prepared", needs=EDIT)
def _unprepare(event: Event, member: Membership) -> None:
    """The sheet is a draft again, unless the interview began or another version followed."""
    after, before = event.after or {}, event.before or {}
    row = Interview.objects.select_for_update(of=("self",)).filter(pk=after["interview"]).first()
    if row is None:
        raise NotUndoable("gone")
    if row.started_at or row.sheets.filter(version__gt=after["version"]).exists():
        raise NotUndoable("changed_since")
    Sheet.objects.filter(pk=after["id"]).update(validated_at=None)
    was = before.get("prepared_at")
    Interview.objects.filter(pk=row.pk).update(prepared_at=parse_datetime(was) if was else None)


@undoable("interviews.held", needs=EDIT)
def _unhold(event: Event, member: Membership) -> None:
    """It goes on, unless it was debriefed."""
    rows = Interview.objects.filter(pk=(event.after or {})["id"], debrief=None)
    if not rows.update(ended_at=None):
        raise NotUndoable("changed_since")
