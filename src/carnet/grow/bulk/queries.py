"""An act on many records in words, and the records that it left as they were."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.consents.models import Channel
from carnet.foundation.fields.models import Source
from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.fields.rules.values import shown
from carnet.foundation.parties.models import BuyerKind, Person, Stage
from carnet.foundation.ui.exports import BOM, Echo
from carnet.foundation.ui.rules import spreadsheet_cell
from carnet.foundation.ui.templatetags.carnet import day, language

from .acts import MODELS
from .models import Act, ActRow
from .rules import Purpose

REFUSED_SHOWN = 50
FIELD_LABELS = {
    "stage": gettext_lazy("Stage"),
    "owner_id": gettext_lazy("Followed by"),
    "buyer_kind": gettext_lazy("Kind of buyer"),
    "civility": gettext_lazy("Civility"),
    "industry": gettext_lazy("Industry"),
    "website": gettext_lazy("Website"),
    "street": gettext_lazy("Street"),
}
_WORDS: dict[str, Any] = {"stage": Stage, "buyer_kind": BuyerKind, "civility": Person.Civility}


def wanted_words(kind: str, wanted: Mapping[str, Any], party: str = Act.Party.COMPANY) -> str:
    """What is asked of each record, as a title."""
    if kind == Act.Kind.TAG:
        said = []
        if wanted.get("added"):
            said.append(_("Tagged: %(names)s") % {"names": ", ".join(wanted["added"])})
        if wanted.get("removed"):
            said.append(_("Tag taken off: %(names)s") % {"names": ", ".join(wanted["removed"])})
        return " · ".join(said)
    if kind == Act.Kind.PLAN:
        return _("Next action: %(title)s, %(day)s") % {"title": wanted["title"], "day": _day(wanted["due_on"])}
    if kind == Act.Kind.TRASH:
        return _("Put in the trash")
    if kind == Act.Kind.EXPORT:
        return export_words(wanted)
    return " · ".join(f"{label}{_(': ')}{value}" for label, value in edit_words(wanted, Holder(party)))


def export_words(wanted: Mapping[str, Any]) -> str:
    """What the file is for."""
    if wanted.get("purpose") == Purpose.OTHER:
        return _("Export: %(why)s") % {"why": wanted.get("why", "")}
    if channel := wanted.get("channel"):
        return _("Export to prospect (%(channel)s)") % {"channel": str(Channel(channel).label).lower()}
    return _("Export to prospect")


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


def edit_words(wanted: Mapping[str, Any], holder: Holder) -> list[tuple[str, str]]:
    """Each field that is set, and to what."""
    emptied = _("(emptied)")
    said = []
    for name, value in wanted.get("values", {}).items():
        word = wanted.get("owner", "") or _("nobody") if name == "owner_id" else str(value) or emptied
        said.append(
            (str(FIELD_LABELS.get(name, name)), str(_WORDS[name](value).label) if name in _WORDS and value else word)
        )
    if wanted.get("source"):
        said.append((_("Source"), str(Source(wanted["source"]).label)))
    for code, value in wanted.get("custom", {}).items():
        if found := field_set(holder).by_code.get(code):
            said.append((found.label, shown(found, value, language()) or emptied))
    return said


def refused_rows(act: Act, limit: int | None = REFUSED_SHOWN) -> list[tuple[int, str, str]]:
    """Number, name and reason of those that were refused, in the order of their numbers. Two queries."""
    rows = list(ActRow.objects.filter(act=act, state=ActRow.State.REFUSED).order_by("pk")[:limit])
    names = MODELS[act.party].objects.in_bulk([row.object_id for row in rows])
    return [(row.object_id, str(names.get(row.object_id, "")), row.reason) for row in rows]


def refused_lines(act: Act) -> Iterator[str]:
    """The refused records as a file: number, name, reason."""
    writer = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield BOM + str(writer.writerow([_("Number"), _("Name"), _("Reason")]))
    for row in refused_rows(act, None):
        yield str(writer.writerow([spreadsheet_cell(cell) for cell in row]))
