"""The facts of a record as one string, each with where it comes from behind a small i."""

from collections.abc import Iterable, Mapping
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation.parties.models import Provenance
from carnet.foundation.ui.list_html import cell_html
from carnet.foundation.ui.lists import Column, Row
from carnet.foundation.ui.templatetags.carnet import day

NOT_TRACED = frozenset({"owner", "stage"})
"""Our own decisions about a party: they come from nobody else."""


def facts_html(
    row: Row,
    fields: Mapping[str, Column],
    names: Iterable[str],
    *,
    sources: Mapping[str, Provenance],
    prefix: str,
    may_edit: bool,
    icons: str,
) -> tuple[SafeString, SafeString]:
    """The lines of the list of facts, and the popovers that tell their provenance."""
    labels = [escape(word) for word in (pgettext("provenance", "From"), _("When"), _("Legal basis"), _("Kept until"))]
    about = escape(_("Where it comes from: %(field)s"))
    lines, popovers = [], []
    for name in names:
        column = fields[name]
        label = escape(str(column.label))
        cell = cell_html(column, row, prefix=prefix) if may_edit else _plain(column, row)
        source = None if not column.typed(row) or name in NOT_TRACED else origin(sources, name)
        button = ""
        if source:
            said = about % {"field": label}
            button = (
                f' <button class="btn quiet small square" type="button" popovertarget="source-{name}" '
                f'aria-label="{said}"><svg class="icon" aria-hidden="true"><use href="{icons}#info"/></svg></button>'
            )
            popovers.append(f'<div class="menu" id="source-{name}" popover>{_told(source, labels)}</div>')
        lines.append(f"<div><dt>{label}{button}</dt><dd>{cell}</dd></div>")
    return mark_safe("\n".join(lines)), mark_safe("".join(popovers))  # noqa: S308 (escaped above, value by value)


def origin(sources: Mapping[str, Provenance], field: str) -> Provenance | None:
    """A field's own provenance, else that of the whole record."""
    return sources.get(field) or sources.get("")


def _plain(column: Column, row: Row) -> str:
    shown = (column.tag(row) or ("", ""))[1] if column.tag else column.show(row)
    return escape(shown) or "—"


def _told(source: Provenance, labels: list[str]) -> str:
    whence = str(source.get_source_display()) + (f", {source.detail}" if source.detail else "")
    until = day(source.keep_until) if source.keep_until else _("no date set")
    values = [whence, day(source.collected_on), str(source.get_basis_display()), until]
    pairs = zip(labels, values, strict=True)
    told = "".join(f"<div><dt>{label}</dt><dd>{escape(value)}</dd></div>" for label, value in pairs)
    return f'<dl class="facts">{told}</dl>'
