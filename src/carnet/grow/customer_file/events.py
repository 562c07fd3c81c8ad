"""How the acts on the customer file read, and how they are taken back."""

from collections import defaultdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.parties.findable import index_person
from carnet.foundation.parties.models import Affiliation, Company, Stage
from carnet.foundation.parties.services import current_company_name
from carnet.foundation.workspaces.models import Membership


@sentence("customer_file.bulk_edited")
def _bulk_edited(event: Event) -> Sentence:
    after = event.after or {}
    said = []
    if "stage" in after:
        said.append(_("Stage: %(stage)s") % {"stage": Stage(after["stage"]).label})
    if "owner_id" in after:
        said.append(_("Followed by: %(name)s") % {"name": after.get("owner") or _("nobody")})
    count = int(after.get("count", 0))
    text = ngettext("with %(count)d company at once", "with %(count)d companies at once", count) % {"count": count}
    return Sentence(title=" · ".join(said), text=text)


@undoable("customer_file.bulk_edited")
def _undo_bulk(event: Event, member: Membership) -> None:
    """Each company that still holds what the act set gets back what it had; later work on the others stays."""
    after: dict[str, Any] = event.after or {}
    back: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    for pk, before in (event.before or {}).items():
        back[tuple(sorted(before.items()))].append(int(pk))
    restored = 0
    for before, ids in back.items():
        still = {name: after[name] for name, _value in before}
        rows = Company.objects.filter(pk__in=ids, **still)
        restored += rows.update(**dict(before), updated_at=timezone.now())
    if not restored:
        raise NotUndoable("changed_since")


@sentence("customer_file.person_moved")
def _person_moved(event: Event) -> Sentence:
    after = event.after or {}
    title = _("%(person)s now works at %(company)s") % {"person": after["person"], "company": after["company"]}
    return Sentence(title=title, text=str(after.get("job", "")))


@undoable("customer_file.person_moved")
def _undo_person_moved(event: Event, member: Membership) -> None:
    """The new role goes, those that it ended go on; refused once the new role has itself ended."""
    role = Affiliation.objects.select_related("person").filter(pk=(event.after or {})["id"]).first()
    if role is None:
        raise NotUndoable("gone")
    if role.ended_on is not None:
        raise NotUndoable("changed_since")
    person = role.person
    role.delete()
    for ended in (event.before or {})["ended"]:
        Affiliation.objects.filter(pk=ended["id"]).update(ended_on=ended["ended_on"])
    index_person(person, company_name=current_company_name(person))
