"""The rows of a list as one string: fifty rows cost less so than one of them through a template."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from zlib import crc32

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .lists import Column, Row

Cell = Callable[[Row], str]


def rows_html(
    rows: Sequence[Row],
    columns: Sequence[Column],
    *,
    prefix: str,
    may_edit: bool,
    may_pick: bool,
    name: Callable[[Row], str],
) -> SafeString:
    """Table rows. `prefix` is the address of the records, each at `prefix` + id; `name` names a row for who cannot see.

    Every value is escaped here; the labels, the addresses and the tones are the code's own.
    """
    cells = [_name_cell(columns[0], prefix), *(_cell(column, prefix, may_edit=may_edit) for column in columns[1:])]
    select = escape(_("Select %(name)s"))
    lines = []
    for row in rows:
        pk = row["id"]
        label = select % {"name": escape(name(row))}
        tick = f'<td class="tick"><input type="checkbox" name="ids" value="{pk}" form="bulk" aria-label="{label}"></td>'
        lines.append(f'<tr id="row-{pk}">{tick if may_pick else ""}{"".join(cell(row) for cell in cells)}</tr>')
    return mark_safe("\n".join(lines))  # noqa: S308 (escaped above, value by value)


def _name_cell(column: Column, prefix: str) -> Cell:
    def cell(row: Row) -> str:
        tag = column.tag(row) if column.tag else None
        mark = f' <span class="tag {tag[0]}">{escape(tag[1])}</span>' if tag else ""
        return f'<td><a class="name" href="{prefix}{row["id"]}/">{escape(column.show(row))}</a>{mark}</td>'

    return cell


def _cell(column: Column, prefix: str, *, may_edit: bool) -> Cell:
    label = escape(str(column.label))
    inner = _inline(column, prefix) if column.edits and may_edit else lambda row: _content(column, row)
    kind = f' class="{column.card}"' if column.card else ""
    return lambda row: f'<td{kind} data-label="{label}">{inner(row)}</td>'


def cell_html(column: Column, row: Row, *, prefix: str, saved: bool = False, error: str = "") -> SafeString:
    """One editable cell: in a record, and in the answer to a change (saved, or refused with its sentence)."""
    mark = " saved" if saved else ""
    sentence = f'<span class="inline-error" role="alert">{escape(error)}</span>' if error else ""
    return mark_safe(_inline(column, prefix, mark=mark, after=sentence)(row))  # noqa: S308


def seen(value: object) -> str:
    """A short mark of the value that someone saw: a change made meanwhile by another shows by it."""
    return f"{crc32(str(value).encode()):08x}"


def _inline(column: Column, prefix: str, *, mark: str = "", after: str = "") -> Cell:
    """A link, so that the field can be changed without JavaScript; with it, the cell itself becomes the field.

    The same marks as the `inline_cell` component, written plainly because a list has two hundred of them.
    """
    label = escape(str(column.label))
    hidden = escape(_(", edit %(field)s") % {"field": column.label})
    field, kind = column.edits, column.input
    choices = f' data-choices="choices-{field}"' if kind == "choices" else ""
    marks = f'data-name="{field}" data-type="{kind}"{choices} data-label="{label}"'
    show, raw, tag = column.show, column.typed, column.tag
    after = f'<span class="hidden">{hidden}</span></a>{after}</span>'
    start = f'<span data-inline-cell><a class="inline{mark}" href="{prefix}'

    def cell(row: Row) -> str:
        value, text = raw(row), show(row)
        said = escape(text)
        typed = said if value == text else escape(value)
        inner = (said if tag is None else _tagged(tag(row), said)) or '<span class="faint">—</span>'
        url = f"{row['id']}/champ/{field}/?vu={seen(value)}"
        in_place = "" if kind == "page" else f' data-inline="{prefix}{url}" data-raw="{typed}" {marks}'
        return f'{start}{url}"{in_place}>{inner}{after}'

    return cell


def _content(column: Column, row: Row) -> str:
    return _tagged(column.tag(row) if column.tag else None, escape(column.show(row)))


def _tagged(tag: tuple[str, str] | None, text: str) -> str:
    if tag is None:
        return text
    tone, word = tag
    return f'<span class="tag {tone}">{escape(word)}</span>{" " if text else ""}{text}'


def select_html(name: str, label: str, value: str, choices: Sequence[tuple[str, object]]) -> SafeString:
    """A filter's choices, written plainly for the same reason as the rows."""
    said = escape(label)
    return mark_safe(  # noqa: S308
        f'<select name="{name}" aria-label="{said}"><option value="">{said}</option>{_options(choices, value)}</select>'
    )


def choices_html(fields: Iterable[tuple[str, Iterable[tuple[object, object]]]]) -> SafeString:
    """What the fields of a list or a record may become, for `inline.js` to offer in the cell that is changed."""
    return mark_safe(  # noqa: S308
        "".join(f'<template id="choices-{code}">{_options(choices)}</template>\n' for code, choices in fields)
    )


def _options(choices: Iterable[tuple[object, object]], value: str = "") -> str:
    return "".join(
        f'<option value="{escape(str(key))}"{" selected" if value and str(key) == value else ""}>'
        f"{escape(str(word))}</option>"
        for key, word in choices
    )


def checks_html(name: str, offered: Sequence[tuple[str, object, bool]]) -> SafeString:
    """The columns one may show, as boxes to tick."""
    return mark_safe(  # noqa: S308
        "".join(
            f'<div class="field check pad"><input type="checkbox" id="{name}-{key}" name="{name}" value="{key}"'
            f'{" checked" if is_on else ""}><label for="{name}-{key}">{escape(str(label))}</label></div>'
            for key, label, is_on in offered
        )
    )
