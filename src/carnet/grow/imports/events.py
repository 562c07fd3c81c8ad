"""How an import reads in a timeline, and how it is taken back."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.jobs import services as jobs
from carnet.foundation.jobs.rules import SMALL
from carnet.foundation.ui.templatetags.carnet import day
from carnet.foundation.workspaces.models import Membership

from .models import Import
from .reverting import revert


@sentence("imports.imported")
def _imported(event: Event) -> Sentence:
    after = event.after or {}
    companies, people = int(after.get("companies_created", 0)), int(after.get("people_created", 0))
    made = ngettext("%(count)d company", "%(count)d companies", companies) % {"count": companies}
    met = ngettext("%(count)d person", "%(count)d people", people) % {"count": people}
    return Sentence(title=_("File %(file)s imported") % {"file": after.get("file", "")}, text=f"{made} · {met}")


@undoable("imports.imported")
def _undo(event: Event, member: Membership) -> None:
    """Here for a small import, else as background work; what was changed since is left and named on its page."""
    file = Import.objects.select_for_update(of=("self",)).filter(pk=(event.after or {})["id"]).first()
    if file is None:
        raise NotUndoable("gone")
    if file.state != Import.State.DONE:
        raise NotUndoable("running")
    count = file.touched.count()
    file.state = Import.State.REVERTING
    if count > SMALL:
        file.job = jobs.start(
            member=member,
            kind="imports.revert",
            title=_("Taking back %(file)s") % {"file": file.file_name},
            payload={"import": file.pk},
            total=count,
            target_url=reverse("imports:outcome", kwargs={"workspace": member.workspace.slug, "pk": file.pk}),
        )
    file.save(update_fields=["state", "job"])
    if count <= SMALL:
        revert(file)


@sentence("imports.people_told")
def _people_told(event: Event) -> Sentence:
    after = event.after or {}
    title = _("People of %(file)s told where their data come from") % {"file": after.get("file", "")}
    return Sentence(title=title, text=" · ".join(filter(None, [day(date.fromisoformat(after["on"])), after["how"]])))


@undoable("imports.people_told")
def _not_told(event: Event, member: Membership) -> None:
    after, before = event.after or {}, event.before or {}
    file = Import.objects.select_for_update(of=("self",)).filter(pk=after["id"]).first()
    if file is None:
        raise NotUndoable("gone")
    if file.inform_by is not None or str(file.informed_on) != after["on"]:
        raise NotUndoable("changed_since")
    file.notice, file.inform_by, file.informed_on = before["notice"], before["inform_by"], None
    file.save(update_fields=["notice", "inform_by", "informed_on"])
