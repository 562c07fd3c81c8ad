"""How the acts on the customer file read, and how they are taken back."""

from collections import defaultdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.fields.history import own_changes, taken_back
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.fields.storing import merged
from carnet.foundation.parties.custom import index_values
from carnet.foundation.parties.findable import index_person
from carnet.foundation.parties.models import Address, Affiliation, Company, ContactPoint, Stage
from carnet.foundation.parties.services import current_company_name, save_party
from carnet.foundation.ui.templatetags.carnet import language, phone
from carnet.foundation.workspaces.models import Membership

from .reach import as_data


@sentence("customer_file.bulk_edited")
def _bulk_edited(event: Event) -> Sentence:
    after = event.after or {}
    said = []
    if "stage" in after:
        said.append(_("Stage: %(stage)s") % {"stage": Stage(after["stage"]).label})
    if "owner_id" in after:
        said.append(_("Followed by: %(name)s") % {"name": after.get("owner") or _("nobody")})
    told = own_changes(field_set(Holder.COMPANY), {}, after, language())
    said += [_("%(field)s: %(value)s") % {"field": label, "value": new} if new else label for label, _old, new in told]
    count = int(after.get("count", 0))
    text = ngettext("with %(count)d company at once", "with %(count)d companies at once", count) % {"count": count}
    return Sentence(title=" · ".join(said), text=text)


@undoable("customer_file.bulk_edited")
def _undo_bulk(event: Event, member: Membership) -> None:
    """Each company that still holds what the act set gets back what it had; later work on the others stays."""
    after: dict[str, Any] = event.after or {}
    back: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    restored = 0
    for pk, before in (event.before or {}).items():
        restored += _own_back(int(pk), before.pop("custom", {}), after.get("custom", {}), member)
        if before:
            back[tuple(sorted(before.items()))].append(int(pk))
    for before, ids in back.items():
        still = {name: after[name] for name, _value in before}
        rows = Company.objects.filter(pk__in=ids, **still)
        restored += rows.update(**dict(before), updated_at=timezone.now())
    if not restored:
        raise NotUndoable("changed_since")


def _own_back(pk: int, before: dict[str, Any], after: dict[str, Any], member: Membership) -> int:
    """The own fields that still hold what the act set. Returns 1 when something went back."""
    company = Company.objects.filter(pk=pk).first() if before else None
    if company is None:
        return 0
    still = {code: value for code, value in before.items() if company.custom.get(code) == after.get(code)}
    back = taken_back(field_set(Holder.COMPANY), still, after, company.custom, member)
    company.custom = merged(company.custom, back)
    company.save(update_fields=["custom", "updated_at"])
    index_values(company, back)
    return 1 if back else 0


@sentence("customer_file.planned_together")
def _planned(event: Event) -> Sentence:
    after = event.after or {}
    count = int(after.get("count", 0))
    text = ngettext("for %(count)d record at once", "for %(count)d records at once", count) % {"count": count}
    return Sentence(title=_("Next action: %(title)s") % {"title": after.get("title", "")}, text=text)


@undoable("customer_file.planned_together")
def _undo_planned(event: Event, member: Membership) -> None:
    """Those done, dropped or put off meanwhile stay."""
    after = event.after or {}
    tasks = Task.objects.filter(pk__in=after["ids"], title=after["title"], due_on=after["due_on"])
    gone, _rows = tasks.open().delete()
    if not gone:
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


_MODELS: dict[str, type[ContactPoint] | type[Address]] = {"contactpoint": ContactPoint, "address": Address}


@sentence("customer_file.reach_saved")
def _reach_saved(event: Event) -> Sentence:
    is_new = (event.before or {}).get("row") is None
    return Sentence(
        title=_("Contact details added") if is_new else _("Contact details changed"), text=_said(event.after)
    )


@sentence("customer_file.reach_removed")
def _reach_removed(event: Event) -> Sentence:
    return Sentence(title=_("Contact details removed"), text=_said(event.before))


def _said(data: object) -> str:
    said = str(data.get("said", "")) if isinstance(data, dict) else ""
    return phone(said) if said.startswith("+") else said


@undoable("customer_file.reach_saved")
def _undo_reach_saved(event: Event, member: Membership) -> None:
    """The row gets back what it held, or goes; the party's own number too, unless changed since."""
    after, before = event.after or {}, event.before or {}
    row = _MODELS[after["model"]].objects.filter(pk=after["id"]).select_related("company", "person").first()
    if row is None:
        raise NotUndoable("gone")
    if as_data(row) != after["row"]:
        raise NotUndoable("changed_since")
    party = row.company or row.person
    for name, value in before["own"].items():
        if getattr(party, name) == after["row"]["value"]:
            setattr(party, name, value)
            save_party(party)
    if before["row"] is None:
        row.delete()
        return
    for name, value in before["row"].items():
        setattr(row, name, value)
    row.save()


@undoable("customer_file.reach_removed")
def _undo_reach_removed(event: Event, member: Membership) -> None:
    before = event.before or {}
    _MODELS[before["model"]].objects.create(pk=before["id"], **before["row"])


@sentence("customer_file.list_exported")
def _list_exported(event: Event) -> Sentence:
    is_whole = (event.after or {}).get("is_whole")
    text = _("Those who object to prospecting included.") if is_whole else _("Without those who object to prospecting.")
    return Sentence(title=_("List exported"), text=text)
