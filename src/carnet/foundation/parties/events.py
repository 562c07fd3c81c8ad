"""How the acts on parties read, and how they are taken back."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.fields.history import own_changes, taken_back
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.storing import merged
from carnet.foundation.search.services import forget
from carnet.foundation.ui.templatetags.carnet import language
from carnet.foundation.workspaces.models import Membership

from .custom import holder_of, index_values
from .findable import COMPANY, PERSON
from .models import Affiliation, BuyerKind, Company, Party, Person, Source, Stage
from .services import plain, save_party
from .trash import put_back

Model = type[Company] | type[Person]


def _after(event: Event) -> dict[str, object]:
    return event.after or {}


@sentence("parties.company_created")
def _company_created(event: Event) -> Sentence:
    source = Source(str(_after(event).get("source", Source.ENTERED))).label
    detail = str(_after(event).get("detail", ""))
    return Sentence(title=_("Company added"), text=f"{source} · {detail}" if detail else str(source))


@sentence("parties.person_created")
def _person_created(event: Event) -> Sentence:
    after = _after(event)
    return Sentence(
        title=_("%(name)s added") % {"name": after.get("name", "")},
        text=" · ".join(str(after[key]) for key in ("job", "company") if after.get(key)),
    )


def _edited(event: Event, model: Model) -> Sentence:
    after, before = _after(event), event.before or {}
    names = [name for name in after if name not in {"id", "owners", "custom"}]
    custom = own_changes(field_set(holder_of(model)), before, after, language())
    if len(names) == 1 and not custom:
        label = str(model._meta.get_field(names[0]).verbose_name)
        new, old = _shown(names[0], after[names[0]]), _shown(names[0], before.get(names[0]))
        if names[0] == "owner":
            old, new = after.get("owners", ["", ""])
        return _one_changed(label, old, new)
    if len(custom) == 1 and not names:
        return _one_changed(*custom[0])
    labels = [*(str(model._meta.get_field(name).verbose_name) for name in names), *(label for label, _, _ in custom)]
    count = len(labels)
    return Sentence(
        title=ngettext("%(count)d field changed", "%(count)d fields changed", count) % {"count": count},
        text=", ".join(labels),
    )


def _one_changed(label: str, old: str, new: str) -> Sentence:
    text = _("%(new)s, instead of %(old)s") % {"new": new, "old": old} if old else new
    return Sentence(title=_("%(field)s changed") % {"field": label[:1].upper() + label[1:]}, text=text)


def _shown(field: str, value: object) -> str:
    choices = {"stage": Stage, "buyer_kind": BuyerKind}
    if field in choices and value:
        return str(choices[field](value).label)
    return "" if value is None else str(value)


@sentence("parties.company_edited")
def _company_edited(event: Event) -> Sentence:
    return _edited(event, Company)


@sentence("parties.person_edited")
def _person_edited(event: Event) -> Sentence:
    return _edited(event, Person)


@sentence("parties.attached")
def _attached(event: Event) -> Sentence:
    after = _after(event)
    title = _("%(person)s joins %(company)s") % {"person": after["person"], "company": after["company"]}
    return Sentence(title=title, text=str(after.get("job", "")))


@sentence("parties.detached")
def _detached(event: Event) -> Sentence:
    after = _after(event)
    return Sentence(title=_("%(person)s leaves %(company)s") % {"person": after["person"], "company": after["company"]})


@sentence("parties.company_trashed")
@sentence("parties.person_trashed")
def _trashed(event: Event) -> Sentence:
    return Sentence(title=_("Put in the trash"), tone="warn")


@sentence("parties.company_restored")
@sentence("parties.person_restored")
def _restored(event: Event) -> Sentence:
    return Sentence(title=_("Taken out of the trash"))


@sentence("parties.restored")
def _restored_together(event: Event) -> Sentence:
    after: dict[str, Any] = event.after or {}
    count, names = int(after.get("count", 0)), ", ".join(after.get("names", []))
    title = ngettext("%(count)d record taken out of the trash", "%(count)d records taken out of the trash", count)
    return Sentence(title=title % {"count": count}, text=f"{names}…" if count > len(after.get("names", [])) else names)


def _get(model: Model, object_id: object) -> Party:
    party = model.objects.select_for_update(of=("self",)).filter(pk=object_id).first()
    if party is None:
        raise NotUndoable("gone")
    return party


def _undo_edit(event: Event, model: Model, member: Membership) -> None:
    before, after = dict(event.before or {}), _after(event)
    party = _get(model, before.pop("id"))
    custom = taken_back(
        field_set(holder_of(model)), before.pop("custom", {}), after.get("custom", {}), party.custom, member
    )
    for name in before:
        if plain(party, name) != after[name]:
            raise NotUndoable("changed_since", str(model._meta.get_field(name).verbose_name))
    for name, value in before.items():
        setattr(party, party._meta.get_field(name).attname, value)
    party.custom = merged(party.custom, custom)
    save_party(party)
    index_values(party, custom)


@undoable("parties.company_edited")
def _undo_company_edit(event: Event, member: Membership) -> None:
    _undo_edit(event, Company, member)


@undoable("parties.person_edited")
def _undo_person_edit(event: Event, member: Membership) -> None:
    _undo_edit(event, Person, member)


def _undo_creation(event: Event, model: Model, kind: str) -> None:
    """A creation is undone into the trash, so that nothing written on the record since is lost."""
    party = _get(model, _after(event)["id"])
    party.deleted_at = timezone.now()
    party.save(update_fields=["deleted_at", "updated_at"])
    forget(kind, [party.pk])


@undoable("parties.company_created")
def _undo_company(event: Event, member: Membership) -> None:
    _undo_creation(event, Company, COMPANY)


@undoable("parties.person_created")
def _undo_person(event: Event, member: Membership) -> None:
    _undo_creation(event, Person, PERSON)


def _untrash(event: Event, model: Model) -> None:
    party = _get(model, (event.before or {})["id"])
    party.deleted_at = None
    save_party(party)


@undoable("parties.company_trashed")
def _undo_company_trash(event: Event, member: Membership) -> None:
    _untrash(event, Company)


@undoable("parties.person_trashed")
def _undo_person_trash(event: Event, member: Membership) -> None:
    _untrash(event, Person)


@undoable("parties.company_restored")
@undoable("parties.person_restored")
def _undo_restored(event: Event, member: Membership) -> None:
    before = event.before or {}
    kind = COMPANY if event.code == "parties.company_restored" else PERSON
    if not before.get("deleted_at") or not put_back(kind, {str(before["id"]): before["deleted_at"]}):
        raise NotUndoable("changed_since")


@undoable("parties.restored")
def _undo_restored_together(event: Event, member: Membership) -> None:
    if not sum(put_back(kind, moments) for kind, moments in (event.before or {}).items()):
        raise NotUndoable("changed_since")


@undoable("parties.attached")
def _undo_attach(event: Event, member: Membership) -> None:
    Affiliation.objects.filter(pk=_after(event)["affiliation_id"]).delete()


@undoable("parties.detached")
def _undo_detach(event: Event, member: Membership) -> None:
    Affiliation.objects.filter(pk=_after(event)["affiliation_id"]).update(ended_on=None)
