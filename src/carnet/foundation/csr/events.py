"""How the acts on commitments read, and how they are taken back."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership

from . import words
from .models import Commitment
from .services import plain


def _name(event: Event) -> str:
    row = (event.after or {}).get("row", {})
    return f"{words.KINDS.get(row.get('kind', ''), '')}"


@sentence("csr.commitment_set")
def _set(event: Event) -> Sentence:
    is_new = not (event.before or {}).get("row")
    text = (event.after or {}).get("row", {}).get("text", "")
    title = _("Commitment made: %(name)s") if is_new else _("Commitment changed: %(name)s")
    return Sentence(title=title % {"name": _name(event)}, text=text)


@sentence("csr.commitment_withdrawn")
def _withdrawn(event: Event) -> Sentence:
    return Sentence(title=_("Commitment withdrawn: %(name)s") % {"name": _name(event)}, tone="warn")


@sentence("csr.starter_set_adopted")
def _adopted(event: Event) -> Sentence:
    count = len((event.after or {}).get("ids", ()))
    title = ngettext("%(count)d proposed commitment adopted", "%(count)d proposed commitments adopted", count)
    return Sentence(title=title % {"count": count})


def _unchanged(pk: int, expected: dict[str, Any]) -> Commitment:
    row = Commitment.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or plain(row) != expected:
        raise NotUndoable("changed_since")
    return row


def _restore(row: Commitment, values: dict[str, Any]) -> None:
    for name, value in values.items():
        is_day = name in {"in_force_from", "in_force_to"} and value is not None
        setattr(row, name, date.fromisoformat(value) if is_day else value)
    clash = Commitment.objects.filter(workspace=row.workspace_id, kind=row.kind, is_active=True, in_force_to=None)
    if row.is_active and row.in_force_to is None and clash.exclude(pk=row.pk).exists():
        raise NotUndoable("changed_since")
    row.save()


@undoable("csr.commitment_set")
def _unset(event: Event, member: Membership) -> None:
    before, after = event.before or {}, event.after or {}
    row = _unchanged(after["id"], after["row"])
    if before.get("row"):
        _restore(row, before["row"])
    else:
        row.delete()
    if before.get("ended"):
        previous = Commitment.objects.filter(pk=before["ended"]).first()
        if previous is not None and previous.is_active:
            _restore(previous, {"in_force_to": None})


@undoable("csr.commitment_withdrawn")
def _rejoin(event: Event, member: Membership) -> None:
    after = event.after or {}
    _restore(_unchanged(after["id"], after["row"]), (event.before or {})["row"])


@undoable("csr.starter_set_adopted")
def _unadopt(event: Event, member: Membership) -> None:
    after = event.after or {}
    rows = [_unchanged(pk, row) for pk, row in zip(after["ids"], after["rows"], strict=True)]
    for row in rows:
        row.delete()
