"""An export: what it is for, which columns, who stays out; then its file."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from carnet.foundation.audit.services import record
from carnet.foundation.ui import rules
from carnet.foundation.ui.exports import csv_response
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.bulk import leaving, queries
from carnet.grow.bulk.models import Act

from .asked import SERVES, Asked, the_act
from .forms import ExportForm

LOOKED = 2000
"""Records that the preview holds against the reasons to stay out; the work itself looks at each."""
LINES = 5


def export_form(asked: Asked, data: Any) -> ExportForm:
    offered = leaving.columns_offered(asked.spec, asked.request.member, asked.party)
    return ExportForm(data, offered=offered, shown=asked.state.columns)


def export_look(asked: Asked, wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    """Before the columns are given: how many own fields are not offered. After: the reasons, and the first lines."""
    hidden = leaving.hidden_fields(asked.request.member, asked.party)
    if wanted is None:
        return {"hidden": hidden}
    spec, channel = asked.spec, wanted.get("channel", "")
    state = rules.read_state(spec.shape, {rules.COLUMNS: wanted["columns"]})
    rows = list(asked.rows().order_by("name_key", "pk")[:LOOKED])
    out = leaving.outs(asked.party, rows, wanted)
    first = [row.pk for row in rows if row.pk not in out][:LINES]
    columns = spec.chosen(state)
    lines = leaving.rows_for(spec, state, asked.party, first, wanted)
    return {
        "hidden": hidden,
        "words": [
            (_("What for"), queries.export_words(wanted)),
            (_("Columns"), ", ".join(str(column.label) for column in columns)),
        ],
        "columns": columns,
        "lines": [[(column.label, (column.export or column.show)(row)) for column in columns] for row in lines],
        "reasons": leaving.counted(out, channel),
        "looked": len(rows),
        "in_file": len(rows) - len(out),
        "sample": [(row, leaving.reason_words(out[row.pk], channel)) for row in rows if row.pk in out][:10],
    }


@screen(Permission.COMPANY_READ, serves=SERVES)
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, written as it is taken: whoever objects since is no longer in it."""
    act = the_act(request, pk)
    if act.act != Act.Kind.EXPORT or not act.changed:
        raise Http404
    columns, chunks = leaving.file_of(act, request.member)
    after = {"act_id": act.pk, "count": act.changed, "wanted": act.wanted, "columns": [one.key for one in columns]}
    record(member=request.member, code="bulk.export_taken", after=after)
    return csv_response(_("Companies") if act.party == Act.Party.COMPANY else _("People"), chunks, columns)
