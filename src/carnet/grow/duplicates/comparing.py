"""Records side by side: one line for each choice to make, with what each record says there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import PREFIX
from carnet.foundation.fields.rules.values import shown
from carnet.foundation.parties.custom import holder_of
from carnet.foundation.parties.models import Party
from carnet.foundation.ui.templatetags.carnet import language, phone, siret

from .merging import FIELDS, Plan, stamp_of, values_named
from .rules.choosing import ALL_KEPT, differs, fullest, is_empty, proposed, units

__all__ = ["Cell", "Line", "default_plan", "lines", "said", "stamp_of", "survivor_of"]
UNITS: Mapping[str, str | Promise] = {
    "address": gettext_lazy("Address"),
    "staff": gettext_lazy("Staff"),
    "numbers": gettext_lazy("SIREN and SIRET"),
    "activity": gettext_lazy("Activity (NAF)"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    party: int
    name: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """`is_choice`: the records say different things. `may_keep_all`: the others can stay beside the one chosen."""

    name: str
    label: str
    cells: tuple[Cell, ...]
    is_choice: bool
    may_keep_all: bool
    keeps_all: bool

    @property
    def said(self) -> str:
        """What stays, where nothing has to be chosen."""
        return next((cell.text for cell in self.cells if cell.text), "")


def survivor_of(parties: Sequence[Party], kind: str) -> int:
    """The record that says most: the one that a merge goes on with, unless told otherwise."""
    return parties[fullest([values_named(party, kind) for party in parties], FIELDS[kind])].pk


def lines(parties: Sequence[Party], kind: str, plan: Plan) -> list[Line]:
    """A line for each unit of fields about which a record says something, then the workspace's own fields."""
    ordered = sorted(parties, key=lambda party: party.pk != plan.survivor)
    values = {party.pk: values_named(party, kind) for party in parties}
    found = []
    for name, unit in units(FIELDS[kind]):
        if all(is_empty(values[party.pk], unit) for party in parties):
            continue
        chosen = plan.choices.get(name) or ordered[proposed([values[party.pk] for party in ordered], unit)].pk
        found.append(
            Line(
                name=name,
                label=_label(parties[0], name),
                cells=tuple(Cell(party.pk, str(party), said(party, unit), party.pk == chosen) for party in parties),
                is_choice=differs([values[party.pk] for party in parties], unit),
                may_keep_all=name in ALL_KEPT,
                keeps_all=name in plan.both,
            )
        )
    return [*found, *_own(parties, ordered, plan.choices)]


def _own(parties: Sequence[Party], ordered: Sequence[Party], choices: Mapping[str, int]) -> list[Line]:
    known = field_set(holder_of(parties[0])).by_code
    found = []
    for code in sorted({code for party in parties for code in party.custom if code in known}):
        texts = [
            shown(known[code], party.custom[code], language()) if code in party.custom else "" for party in parties
        ]
        holder = choices.get(f"{PREFIX}{code}") or next(party.pk for party in ordered if code in party.custom)
        both = zip(parties, texts, strict=True)
        cells = tuple(Cell(party.pk, str(party), text, party.pk == holder) for party, text in both)
        is_choice = len({text for text in texts if text}) > 1
        found.append(Line(f"{PREFIX}{code}", known[code].label, cells, is_choice, may_keep_all=False, keeps_all=False))
    return found


def _label(party: Party, name: str) -> str:
    label = str(UNITS.get(name) or party._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def said(party: Party, unit: Collection[str]) -> str:
    """What a record says there, as a person reads it."""
    if "street" in unit:
        place = " ".join(filter(None, (getattr(party, "postcode", ""), getattr(party, "city", ""))))
        return ", ".join(filter(None, (getattr(party, "street", ""), place)))
    told = [_one(party, name) for name in unit if name not in {"naf_version", "country"}]
    return " · ".join(filter(None, told))


def _one(party: Party, name: str) -> str:
    value = getattr(party, name)
    if value in (None, ""):
        return ""
    if name == "phone":
        return phone(str(value))
    if name in {"siren", "siret"}:
        return siret(str(value))
    choice = getattr(party, f"get_{name}_display", None)
    return str(choice()) if choice else str(value)


def default_plan(parties: Sequence[Party], kind: str) -> Plan:
    """What a merge does unless told otherwise: everything that can be kept is."""
    return Plan(survivor_of(parties, kind), {}, ALL_KEPT)
