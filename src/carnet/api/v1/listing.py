"""A list read by a program: the same filters, search, sort and saved views as its page, at the same addresses.

What a page leaves out of a broken address is refused here: a program would take all rows for those it asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema

from carnet.foundation.ui import lists, rules
from carnet.foundation.ui.lists import ListSpec

from .errors import Refused

MOST = 200
LIMIT = "limit"


class Reading(Schema):
    """Beside these, each filter of the list's page may stand in the address under its own name."""

    q: str = Field("", description="Words to look for, as in the search of the page.")
    tri: str = Field("", description="A column's key; with - before it, from the last to the first.")
    f: str = Field("", description="A filter of conditions in groups, as the page's filter builder writes it.")
    vue: int | None = Field(None, description="The number of a saved view, which then says all but the page.")
    apres: int | None = Field(None, description="The last record of the page before: `next` gives the whole address.")
    limit: int = Field(rules.PAGE_SIZE, ge=1, le=MOST, description="Records of a page.")


def read(
    request: HttpRequest,
    spec: ListSpec,
    size: int,
    load: Callable[[Sequence[int]], list[dict[str, Any]]],
    also: Sequence[str] = (),
) -> dict[str, Any]:
    """A page as `{"items": …, "next": …, "count": …}`; `load` makes the records of numbers, in their order.

    `count` is null where there are more rows than a list counts. `also`: names of the address by which `spec` was made.
    """
    _check_names(request, spec, also)
    state, view = lists.read(spec, request)
    if request.GET.get(rules.VIEW) and view is None:
        raise Refused(422, "invalid", _("There is no such view."), fields={rules.VIEW: _("There is no such view.")})
    _check_values(request, spec, state, also)
    page = lists.page_of(_bare(spec), replace(state, columns=(spec.columns[0].key,)), size=size)
    return {
        "items": load([row["id"] for row in page.rows]),
        "next": _next(request, page.after) if page.after else None,
        "count": page.count,
    }


def _bare(spec: ListSpec) -> ListSpec:
    """Without what a page shows beside a row."""
    return replace(spec, enrich=lambda _rows: None)


def _check_names(request: HttpRequest, spec: ListSpec, also: Sequence[str]) -> None:
    known = {*also, *Reading.model_fields, rules.PAGE, rules.COLUMNS, rules.BASE, *spec.shape.filters}
    if unknown := sorted(set(request.GET) - known):
        sentence = _("There is no such filter. There are: %(known)s.") % {"known": ", ".join(sorted(known))}
        raise Refused(422, "invalid", sentence, fields=dict.fromkeys(unknown, sentence))


def _check_values(request: HttpRequest, spec: ListSpec, state: rules.State, also: Sequence[str]) -> None:
    wrong: dict[str, str] = {}
    asked = request.GET.get(rules.SORT, "").removeprefix("-")
    if asked and asked not in spec.shape.sorts:
        wrong[rules.SORT] = _("Choose one of: %(known)s.") % {"known": ", ".join(sorted(spec.shape.sorts))}
    for one in spec.filters:
        value = state.filters.get(one.key)
        if value and one.key not in also and one.condition(value) is None:
            wrong[one.key] = _("“%(value)s” cannot be filtered by.") % {"value": value}
    if state.where and spec.select and (notes := spec.select(state.where).notes()):
        wrong[rules.WHERE] = " ".join(notes)
    if wrong:
        raise Refused(422, "invalid", " ".join(wrong.values()), fields=wrong)


def _next(request: HttpRequest, after: int) -> str:
    query = request.GET.copy()
    query[rules.AFTER] = str(after)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode(safe=',:()~')}")


def in_order(model: type[Model], numbers: Sequence[int], *joined: str) -> list[Any]:
    """The rows of these numbers, in this order. One query."""
    found = model.objects.select_related(*joined).in_bulk(numbers)
    return [found[pk] for pk in numbers if pk in found]
