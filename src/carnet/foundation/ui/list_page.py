"""What the template `ui/list.html` shows around the rows: headers, filters, columns, views, pages."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carnet.foundation.workspaces.permissions import Permission

from . import lists, rules
from .list_html import checks_html, rows_html, select_html
from .lists import Column, ListSpec, Page, Row
from .models import SavedView
from .responses import render_part
from .rules import State
from .services import may_rename

Face = Callable[[ListSpec, State], dict[str, Any]]
PLAIN_FILTERS = 2
"""Filters that stand in the open; the others wait behind a button."""


def render_list(
    request: HttpRequest,
    spec: ListSpec,
    template: str,
    *,
    prefix: str,
    name: Callable[[Row], str],
    may_edit: bool,
    may_pick: bool | None = None,
    more: dict[str, Any] | None = None,
    faces: Mapping[str, Face] | None = None,
) -> HttpResponse:
    """The list's page, or its part `list` for htmx, which is then told the short address to show.

    `prefix` is both the address of the list and, with an id, that of a record. `may_pick` (as `may_edit`, unless said)
    shows the boxes that tick rows for a bulk act. `faces` give what another face of the list shows instead of its rows.
    """
    state, view = lists.read(spec, request)
    face = (faces or {}).get(state.face)
    page = Page([], state, None, 0, 0) if face else lists.page_of(spec, state)
    page.view = view
    columns = spec.chosen(state)
    picks = may_edit if may_pick is None else may_pick
    context = {
        "rows": rows_html(page.rows, columns, prefix=prefix, may_edit=may_edit, may_pick=picks, name=name),
        "may_pick": picks,
        "may_edit": may_edit,
        **frame(spec, page, columns),
        **views(request, spec, page),
        **(more or {}),
        **(face(spec, state) if face else {}),
    }
    response = render_part(request, template, "list", context)
    if request.htmx:
        query = rules.query_of(spec.shape, state, page=state.page)
        response["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    return response


def frame(spec: ListSpec, page: Page, columns: list[Column]) -> dict[str, Any]:
    state, shape = page.state, spec.shape

    def link(**changes: object) -> str:
        return f"?{rules.query_of(shape, state, **changes)}"

    return {
        "page": page,
        "state": state,
        "headers": [_header(column, state, link) for column in columns],
        "filters": [_filter(item, state) for item in spec.filters],
        "hidden_filters": sum(1 for item in spec.filters[PLAIN_FILTERS:] if state.filters.get(item.key)),
        "offered": checks_html(
            "col", [(column.key, column.label, column.key in state.columns) for column in spec.columns[1:]]
        ),
        "name_column": spec.columns[0].key,
        "sort_value": f"-{state.sort}" if state.is_descending else state.sort,
        "next_url": link(after=page.after, before=None, page=state.page + 1) if page.after else "",
        "previous_url": _previous(page, link),
        "face_urls": {face or "list": link(face=face) for face in ("", *spec.faces)} if spec.faces else {},
        "clear_url": link(search="", filters={}, where=""),
        "wishes": rules.wishes(shape, state),
        **_asked(spec, state, link),
        **_groups(spec, state, link),
        "limit": page.at_least,
    }


def _asked(spec: ListSpec, state: State, link: Callable[..., str]) -> dict[str, Any]:
    """What is filtered, as chips that take it off: the filters behind the button, then the conditions."""
    hidden = [item for item in spec.filters[PLAIN_FILTERS:] if state.filters.get(item.key)]
    plain = filter_chips(spec, state, hidden)
    where = spec.select(state.where) if spec.select and state.where else None
    return {
        "plain_chips": plain,
        "chips": [(text, link(where=rest)) for text, rest in where.chips()] if where else [],
        "chips_joined": where.joined() if where else "",
        "notes": where.notes() if where else [],
        "where": state.where,
    }


def filter_chips(spec: ListSpec, state: State, items: Iterable[lists.Filter]) -> list[tuple[str, str]]:
    """Each filter of `items` that is set in words, and the query without it."""
    return [
        (_said(item, state), f"?{rules.query_of(spec.shape, state, filters=_without(state, item.key))}")
        for item in items
        if state.filters.get(item.key)
    ]


def _groups(spec: ListSpec, state: State, link: Callable[..., str]) -> dict[str, Any]:
    lines = lists.group_lines(spec, state)
    total = sum(line.cents or 0 for line in lines)
    return {
        "grouping": select_html("par", _("Count by…"), state.group, _countable(spec)) if spec.groupings else "",
        "group_label": next((item.label for item in spec.groupings if item.key == state.group), ""),
        "group_lines": [(line, link(where=line.where, group="")) for line in lines],
        "group_count": sum(line.count for line in lines),
        "group_cents": total if any(line.cents is not None for line in lines) else None,
        "ungroup_url": link(group=""),
    }


def _countable(spec: ListSpec) -> list[tuple[str, str]]:
    words = _("Count by: %(label)s")
    return [(item.key, words % {"label": item.label}) for item in spec.groupings]


def _said(item: lists.Filter, state: State) -> str:
    value = state.filters[item.key]
    words = {str(key): str(word) for key, word in item.choices()} if item.choices else {}
    return f"{item.label}{_(': ')}{words.get(value, value)}"


def _without(state: State, key: str) -> dict[str, str]:
    return {name: value for name, value in state.filters.items() if name != key}


def _filter(item: lists.Filter, state: State) -> dict[str, Any]:
    value, label = state.filters.get(item.key, ""), str(item.label)
    select = select_html(item.key, label, value, item.choices()) if item.choices else ""
    told = f"{label} ({item.hint})" if item.hint else label
    return {"key": item.key, "label": told, "value": value, "select": select, "suggests": item.suggests}


def _previous(page: Page, link: Callable[..., str]) -> str:
    """The first page is always read from the start, so that what is new shows on it."""
    if not page.before:
        return ""
    number = page.state.page - 1
    edge = page.before if number > 1 else None
    return link(before=edge, after=None, page=max(number, 1))


def _header(column: Column, state: State, link: Callable[..., str]) -> dict[str, Any]:
    is_current = column.key == state.sort
    descending = not state.is_descending if is_current else column.is_newest_first
    return {
        "label": column.label,
        "is_number": column.is_number,
        "url": link(sort=column.key, is_descending=descending) if column.sort else "",
        "aria": ("descending" if state.is_descending else "ascending") if is_current else "",
    }


def views(request: HttpRequest, spec: ListSpec, page: Page) -> dict[str, Any]:
    """The saved views as tabs. One query."""
    member = request.member
    saved: list[SavedView] = lists.views_of(member, spec.code)
    base = next((view for view in saved if view.pk == page.state.base), None)
    return {
        "list_code": spec.code,
        "saved_views": saved,
        "view": page.view,
        "base_view": base,
        "may_share": member.may(Permission.VIEW_SHARE),
        "renamed_view": next((one for one in (page.view, base) if one and may_rename(member, one)), None),
        "owns_view": any(view.member_id == member.pk for view in (page.view, base) if view),
    }
