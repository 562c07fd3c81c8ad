"""How the acts on a buying centre read, and how they are taken back."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from . import words
from .models import Purchase, Seat, Tie
from .rules.centre import Attitude, Kind, Part, Step, TieKind, parts_of
from .services import PURCHASE_FIELDS, SEAT_FIELDS, plain, ties_of


def _parts(letters: str) -> str:
    held = parts_of(letters)
    return ", ".join(str(words.PARTS[part]).lower() for part in Part if part in held)


def _seat_text(values: dict[str, Any]) -> str:
    power = values.get("power")
    told = [
        _parts(str(values.get("parts", ""))),
        _("power %(power)s out of 5") % {"power": power} if power else "",
        str(words.ATTITUDES[Attitude(values["attitude"])]).lower() if values.get("attitude") else "",
        str(values.get("deal") or ""),
    ]
    return " · ".join(part for part in told if part)


@sentence("buying.seat_saved")
def _seat_saved(event: Event) -> Sentence:
    after = event.after or {}
    title = _("Buying centre: %(name)s") % {"name": after.get("name", "")}
    return Sentence(title=title, text=_seat_text(after))


@sentence("buying.seat_removed")
def _seat_removed(event: Event) -> Sentence:
    before = event.before or {}
    title = _("Buying centre: %(name)s taken off the map") % {"name": before.get("name", "")}
    return Sentence(title=title, tone="warn")


def _tie_text(who: str, kind: str, whom: str) -> str:
    return f"{who} {words.TIES[TieKind(kind)]} {whom}" if kind else ""


@sentence("buying.tie_saved")
def _tie_saved(event: Event) -> Sentence:
    after = event.after or {}
    text = _tie_text(after.get("who", ""), after.get("kind", ""), after.get("whom", ""))
    return Sentence(title=_("Tie in the buying centre"), text=text)


@sentence("buying.tie_removed")
def _tie_removed(event: Event) -> Sentence:
    before = event.before or {}
    text = _tie_text(before.get("who", ""), before.get("tie", {}).get("kind", ""), before.get("whom", ""))
    return Sentence(title=_("Tie taken out of the buying centre"), text=text, tone="warn")


@sentence("buying.purchase_saved")
def _purchase_saved(event: Event) -> Sentence:
    after = event.after or {}
    if not after:
        return Sentence(title=_("Purchase"))
    step, kind = words.STEPS[Step(after["step"])], words.KINDS[Kind(after["kind"])]
    text = " · ".join(str(part) for part in (kind, after.get("deal")) if part)
    return Sentence(title=_("Purchase at the step “%(step)s”") % {"step": str(step).lower()}, text=text)


def _same(model: type[models.Model], event: Event, names: tuple[str, ...]) -> Any:
    """The row that the act wrote, as it wrote it. Raises NotUndoable."""
    after = event.after or {}
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=after["id"]).first()
    if row is None:
        raise NotUndoable("gone")
    if plain(row, names) != {name: after[name] for name in names}:
        raise NotUndoable("changed_since")
    return row


def _back(row: Any, before: dict[str, Any] | None) -> None:
    if before is None:
        row.delete()
        return
    for name, value in before.items():
        setattr(row, name, parse_date(value) if name == "said_on" else value)
    row.save(update_fields=list(before))


@undoable("buying.seat_saved", needs=Permission.COMPANY_EDIT)
def _unsave_seat(event: Event, member: Membership) -> None:
    row = _same(Seat, event, SEAT_FIELDS)
    is_first = event.before is None and not row.opportunity_id
    if is_first and ties_of(row.company, row.person).exists():
        raise NotUndoable("changed_since", str(Tie._meta.verbose_name_plural))
    _back(row, event.before)


@undoable("buying.purchase_saved", needs=Permission.COMPANY_EDIT)
def _unsave_purchase(event: Event, member: Membership) -> None:
    _back(_same(Purchase, event, PURCHASE_FIELDS), event.before)


@undoable("buying.tie_saved", needs=Permission.COMPANY_EDIT)
def _unsave_tie(event: Event, member: Membership) -> None:
    _back(_same(Tie, event, ("kind", "strength")), event.before)


@undoable("buying.seat_removed", needs=Permission.COMPANY_EDIT)
def _seat_again(event: Event, member: Membership) -> None:
    before = event.before or {}
    values = dict(before["seat"])
    values["said_on"] = parse_date(values["said_on"])
    _write(Seat, [values])
    _write(Tie, before["ties"])


@undoable("buying.tie_removed", needs=Permission.COMPANY_EDIT)
def _tie_again(event: Event, member: Membership) -> None:
    _write(Tie, [(event.before or {})["tie"]])


def _write(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Rows as they were; refused where somebody has said it anew, or where one of them is gone."""
    try:
        with transaction.atomic():
            for values in rows:
                model._default_manager.create(**values)
    except IntegrityError as problem:
        raise NotUndoable("changed_since") from problem
