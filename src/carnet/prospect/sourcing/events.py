"""How choices of targets read, and how they are taken back."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.erasing import impersonal
from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.parties.findable import COMPANY
from carnet.foundation.parties.models import Company
from carnet.foundation.search.services import forget
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Doubt, Grid, Target, Targeting
from .words import DOUBTS


@sentence("sourcing.grid_saved")
def _grid_saved(event: Event) -> Sentence:
    after = event.after or {}
    return Sentence(title=_("Criteria “%(name)s”, version %(version)s") % after)


@undoable("sourcing.grid_saved", needs=Permission.TARGETING_EDIT)
def _unsave_grid(event: Event, member: Membership) -> None:
    grid = Grid.objects.filter(pk=(event.after or {})["id"], replaced_at=None).first()
    if grid is None or grid.targetings.exists():
        raise NotUndoable("changed_since")
    grid.delete()
    if event.before:
        Grid.objects.filter(pk=event.before["id"]).update(replaced_at=None)


@sentence("sourcing.grid_withdrawn")
def _grid_withdrawn(event: Event) -> Sentence:
    return Sentence(title=_("Criteria “%(name)s” withdrawn") % (event.after or {}))


@undoable("sourcing.grid_withdrawn", needs=Permission.TARGETING_EDIT)
def _bring_grid_back(event: Event, member: Membership) -> None:
    after = event.after or {}
    if Grid.objects.current().filter(name=after["name"]).exists():
        raise NotUndoable("changed_since")
    if not Grid.objects.filter(pk=after["id"]).update(replaced_at=None):
        raise NotUndoable("gone")


@sentence("sourcing.targets_added")
def _targets_added(event: Event) -> Sentence:
    after = event.after or {}
    count = int(after.get("count", 0))
    title = ngettext("%(count)d suspect added from Sirene", "%(count)d suspects added from Sirene", count)
    day = datetime.fromisoformat(str(after["stock_on"])) if after.get("stock_on") else None
    parts = [after.get("place"), after.get("grid"), day and _("stock of %(day)s") % {"day": f"{day:%d/%m/%Y}"}]
    url = reverse("sourcing:targeting", args=[event.workspace.slug, after["id"]]) if after.get("id") else ""
    return Sentence(title=title % {"count": count}, text=" · ".join(str(part) for part in parts if part), url=url)


@undoable("sourcing.targets_added", needs=Permission.TARGETING_EDIT)
def _take_targets_back(event: Event, member: Membership) -> None:
    """Those that nobody has worked on go; a company spoken of or edited since stays, with its place in the choice."""
    targeting = Targeting.objects.select_for_update(of=("self",)).filter(pk=(event.after or {})["id"]).first()
    if targeting is None:
        raise NotUndoable("gone")
    numbers = list(Target.objects.filter(targeting=targeting).values_list("company_id", flat=True))
    told = EventSubject.objects.filter(kind=COMPANY, object_id__in=numbers, at__gt=event.at)
    worked = set(told.values_list("object_id", flat=True))
    rows = Company.objects.filter(pk__in=numbers).values_list("pk", "created_at", "updated_at")
    worked |= {pk for pk, made_at, updated_at in rows if updated_at > made_at}
    going = [number for number in numbers if number not in worked]
    if numbers and not going:
        raise NotUndoable("changed_since")
    forget(COMPANY, going)
    Company.objects.filter(pk__in=going).delete()
    Targeting.objects.filter(pk=targeting.pk).update(undone_at=timezone.now(), added=len(numbers) - len(going))


@sentence("sourcing.doubt_set_aside")
def _doubt_set_aside(event: Event) -> Sentence:
    after = event.after or {}
    kind = DOUBTS.get(str(after.get("kind")), "")
    return Sentence(title=_("Cleared up: %(kind)s") % {"kind": kind}, text=str(after.get("because", "")), tone="ok")


@undoable("sourcing.doubt_set_aside")
def _doubt_again(event: Event, member: Membership) -> None:
    ended = {"ended_at": None, "ended_by": None, "because": ""}
    if not Doubt.objects.filter(pk=(event.after or {})["id"], ended_by__isnull=False).update(**ended):
        raise NotUndoable("changed_since")


@sentence("sourcing.diffusion_honoured")
def _diffusion_honoured(event: Event) -> Sentence:
    after = event.after or {}
    count = int(after.get("purged", 0)) + int(after.get("objecting", 0))
    title = ngettext(
        "%(count)d prospect left out: its data may no longer serve prospecting",
        "%(count)d prospects left out: their data may no longer serve prospecting",
        count,
    )
    return Sentence(title=title % {"count": count}, text=str(after.get("source", "")), tone="warn")


@sentence("sourcing.notices_read")
def _notices_read(event: Event) -> Sentence:
    after = event.after or {}
    count = int(after.get("count", 0))
    title = ngettext("%(count)d notice concerns the file", "%(count)d notices concern the file", count)
    return Sentence(title=title % {"count": count}, text=str(after.get("file", "")), tone="warn")


# They tell how many and of which stock, nobody's data: erasing one company leaves the choice of the others told.
impersonal("sourcing.targets_added", "sourcing.diffusion_honoured", "sourcing.notices_read")
