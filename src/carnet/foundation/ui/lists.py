"""A list of rows: what it offers (`ListSpec`), and one page of it in a time that does not grow with the table.

A room declares a ListSpec; `page_of` reads fifty rows along an index, from the edge of the page one comes from.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

from django.db.models import Exists, Q, QuerySet
from django.db.models.expressions import NegatedExpression
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django_scopes import get_scope, scope

from carnet.prepared import Prepared
from carnet.tested import Tested

from . import rules
from .models import SavedView
from .rules import COUNT_LIMIT, PAGE_SIZE, Shape, State
from .segments import ANY, BEGINS, Segment, beginning_first

Row = dict[str, Any]
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """`reads` are the database columns that `show` needs; `show` makes of a row the cell's text, unescaped.

    `tag` gives a tone and a word that stand before the text; `edits` names the field changed in place, whose value as
    typed `raw` gives (the first of `reads` unless said), through an `input` of that type (or `choices`, or `page` for
    one that only its own page can change); `export` says more plainly in a spreadsheet what the cell says by its looks.
    `loads` adds to the rows what other tables know, where the column is shown.
    On a phone a row is a card: there `card` is brief (without its label) or hide.
    """

    key: str
    label: Text
    reads: tuple[str, ...]
    show: Callable[[Row], str]
    sort: tuple[Segment, ...] = ()
    is_newest_first: bool = False
    edits: str = ""
    input: str = "text"
    is_shown: bool = True
    is_number: bool = False
    card: str = ""
    tag: Callable[[Row], tuple[str, str] | None] | None = None
    export: Callable[[Row], str] | None = None
    raw: Callable[[Row], str] | None = None
    loads: Callable[[list[Row]], None] | None = None

    def typed(self, row: Row) -> str:
        if self.raw:
            return self.raw(row)
        value = row[self.reads[0]]
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Filter:
    """`condition` turns the value of the address into a Q; None when it cannot be one, and the filter is dropped.

    `choices` empty: free text, with `hint` how to write it; where it `suggests`, suggestions come from the address that
    the room gives in its template.
    """

    key: str
    label: Text
    condition: Callable[[str], Q | None]
    choices: Callable[[], Sequence[tuple[str, Text]]] | None = None
    suggests: bool = False
    hint: Text = ""


class Selecting(Protocol):
    """A filter of conditions in groups. `narrowed`: the rows that answer, and whether they are few and named by their
    numbers. `chips`: each part in words and the filter without it, `joined` the word between them; `notes`: what of the
    address was left out, and why."""

    def narrowed(self, rows: QuerySet[Any]) -> tuple[QuerySet[Any], bool]: ...

    def chips(self) -> list[tuple[str, str]]: ...

    def joined(self) -> str: ...

    def notes(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class GroupLine:
    """`where`: the filter that leaves only these rows. `cents`: what they add up to, None where nothing is added up."""

    label: str
    count: int
    where: str
    cents: int | None = None


class Grouping(Protocol):
    """By what the rows of a list can be counted."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    def lines(self, rows: QuerySet[Any], where: str) -> list[GroupLine]: ...


@dataclass(frozen=True)
class ListSpec:
    """`rows` is the base queryset; `search` narrows it, and when too many answer names the beginning to read first;
    `enrich` adds to a page's rows what other tables know; `select` reads a filter of conditions in groups;
    `faces` are its other shapes, such as a map, by their word in the address."""

    code: str
    columns: tuple[Column, ...]
    default_sort: str
    rows: Callable[[], QuerySet[Any]]
    search: Callable[[QuerySet[Any], str], tuple[QuerySet[Any], str]]
    filters: tuple[Filter, ...] = ()
    enrich: Callable[[list[Row]], None] = lambda _rows: None
    always: tuple[str, ...] = ()
    select: Callable[[str], Selecting] | None = None
    groupings: tuple[Grouping, ...] = ()
    faces: tuple[str, ...] = ()

    @cached_property
    def shape(self) -> Shape:
        return Shape(
            columns=tuple(column.key for column in self.columns),
            shown=tuple(column.key for column in self.columns if column.is_shown),
            sorts=frozenset(column.key for column in self.columns if column.sort),
            filters=tuple(item.key for item in self.filters),
            default_sort=self.default_sort,
            groups=tuple(item.key for item in self.groupings),
            faces=self.faces,
        )

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    def chosen(self, state: State) -> list[Column]:
        return [self.by_key[key] for key in state.columns]


@dataclass(slots=True)
class Page:
    """`count` is exact up to COUNT_LIMIT and None beyond, or where to count would cost more than the page: there are
    then more than `at_least`. `before` and `after` are the edges of the neighbours."""

    rows: list[Row]
    state: State
    count: int | None
    first: int
    last: int
    before: int | None = None
    after: int | None = None
    at_least: int = COUNT_LIMIT
    view: SavedView | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def read(spec: ListSpec, request: HttpRequest) -> tuple[State, SavedView | None]:
    """The state that the address asks for, and the saved view it names. One query when it names one."""
    given = dict(request.GET.lists())
    number = (given.get(rules.VIEW) or [""])[-1]
    view = None
    if number.isdigit():
        view = visible_views(request.member, spec.code).filter(pk=int(number)).first()
    saved = dict(QueryDict(view.query).lists()) if view else None
    return rules.read_state(spec.shape, given, saved), view


def visible_views(member: Any, code: str) -> QuerySet[SavedView]:
    """The member's own views of a list and those that the team shares, by name."""
    return SavedView.objects.filter(Q(member=member) | Q(is_shared=True), list_code=code).order_by("name", "pk")


def views_of(member: Any, code: str) -> list[SavedView]:
    """`visible_views`, read. One query."""
    views: list[SavedView] = _views.instances(workspace=member.workspace_id, member=member.pk, code=code)
    return views


_views = Prepared(
    lambda workspace, member, code: visible_views(member, code).filter(workspace=workspace),
    workspace=int,
    member=int,
    code=str,
)


def matching(spec: ListSpec, state: State) -> QuerySet[Any]:
    """Every row that the filters and the search leave, in no order."""
    return _matching(spec, state)[0]


def _matching(spec: ListSpec, state: State) -> tuple[QuerySet[Any], tuple[Segment, ...], int | None]:
    """The rows, the segments of their sort, and how many they are at least where to count them is not worth its cost:
    the search alone finds more than a list counts, or each row would be tested (0: nothing is known)."""
    rows, sort, known = spec.rows(), spec.by_key[state.sort].sort, None
    asked = ((item, state.filters.get(item.key)) for item in spec.filters)
    conditions = [item.condition(value) for item, value in asked if value]
    for condition in sorted(filter(None, conditions), key=_breadth):
        rows = rows.filter(condition)
        known = 0 if is_tested(condition) else known
    if state.where and spec.select:
        rows, is_few = spec.select(state.where).narrowed(rows)
        known = known if is_few else 0
    if not state.search:
        return rows, sort, known
    rows, beginning = spec.search(rows, state.search)
    if beginning and state.sort == spec.default_sort and not state.is_descending:
        sort = beginning_first(sort[0].keys[0], beginning)
    # Many found by the search alone, and no filter: known without counting.
    return rows, sort, COUNT_LIMIT if beginning and not (state.filters or state.where) else known


def is_tested(condition: Q) -> bool:
    """Whether a row is held against another table: cheap for the fifty of a page, not for a count."""
    return any(
        is_tested(part) if isinstance(part, Q) else isinstance(part, Tested | Exists | NegatedExpression)
        for part in condition.children
    )


def _breadth(condition: Q) -> int:
    """By how many rows a condition that tests each row is answered: a database asks them in the order given."""
    return max((part.answered for part in condition.children if isinstance(part, Tested)), default=0)


def page_of(spec: ListSpec, state: State, *, size: int = PAGE_SIZE) -> Page:
    """One page: a query per segment touched (one for most sorts), one for the count, and what `enrich` asks."""
    found, sort, known = _matching(spec, state)
    rows, has_more = _window(found, sort, state, _names(spec, spec.chosen(state)), size)
    _enrich(spec, state, rows)
    first, last = rules.shown_range(state.page, len(rows), size)
    has_before, has_after = (has_more, True) if state.before is not None else (state.page > 1, has_more)
    is_uncounted = known is not None and has_after
    return Page(
        rows=rows,
        state=state,
        count=None if is_uncounted else _count(found, rows, state, sort, has_more=has_more),
        first=first,
        last=last,
        before=rows[0]["id"] if rows and has_before else None,
        after=rows[-1]["id"] if rows and has_after else None,
        at_least=max(known, last) if known is not None else COUNT_LIMIT,
    )


def _enrich(spec: ListSpec, state: State, rows: list[Row]) -> None:
    spec.enrich(rows)
    for column in spec.chosen(state):
        if column.loads:
            column.loads(rows)


def rows_of(spec: ListSpec, state: State, ids: Sequence[int]) -> list[Row]:
    """The rows of `ids` that are still in the list's base, in that order, with what the columns shown need."""
    names = _names(spec, spec.chosen(state))
    found = {row["id"]: row for row in spec.rows().filter(pk__in=ids).values(*names)}
    rows = [found[pk] for pk in ids if pk in found]
    _enrich(spec, state, rows)
    return rows


def _names(spec: ListSpec, columns: Iterable[Column]) -> list[str]:
    return list(dict.fromkeys(["id", *spec.always, *(name for column in columns for name in column.reads)]))


def _count(
    found: QuerySet[Any], rows: list[Row], state: State, sort: tuple[Segment, ...], *, has_more: bool
) -> int | None:
    if state.after is None and state.before is None and not has_more:
        return len(rows)
    # A whole list is counted along its sort's own index, which has no deleted rows; a narrowed one by its filter's.
    keys = (
        ()
        if state.is_narrowed
        else next((segment.keys for segment in sort if segment.keys and segment.value in {ANY, BEGINS}), ())
    )
    count = found.order_by(*keys)[: COUNT_LIMIT + 1].count()
    return count if count <= COUNT_LIMIT else None


def group_lines(spec: ListSpec, state: State) -> list[GroupLine]:
    """How many rows each value has, of all that the filters leave. One query or two; none where nothing is grouped."""
    chosen = next((item for item in spec.groupings if item.key == state.group), None)
    return chosen.lines(matching(spec, state).order_by(), state.where) if chosen else []


def exact_count(spec: ListSpec, state: State) -> int:
    return matching(spec, state).order_by().count()


def _window(
    found: QuerySet[Any], sort: tuple[Segment, ...], state: State, names: list[str], size: int
) -> tuple[list[Row], bool]:
    """At most `size` rows after (or before) the edge, in the order shown, and whether more follow that way."""
    is_back = state.before is not None
    is_down = state.is_descending != is_back
    edge = _edge(found, sort, state.before if is_back else state.after)
    segments = in_turn(sort, is_descending=state.is_descending)
    rows: list[Row] = []
    for segment in reversed(segments) if is_back else segments:
        if edge is not None and not segment.holds(edge):
            continue
        wanted = size + 1 - len(rows)
        rows += _read(found, segment, edge, wanted, names, is_down=is_down)
        edge = None
        if len(rows) > size:
            break
    kept = rows[:size]
    return (kept[::-1] if is_back else kept), len(rows) > size


def in_turn(sort: tuple[Segment, ...], *, is_descending: bool) -> list[Segment]:
    """The segments as a list shows them one after the other."""
    turning = [segment for segment in sort if not segment.stays_last]
    lasting = [segment for segment in sort if segment.stays_last]
    return [*(reversed(turning) if is_descending else turning), *lasting]


def _edge(found: QuerySet[Any], sort: tuple[Segment, ...], pk: int | None) -> Row | None:
    """What the sort needs to know of the row at the edge; None when it is gone, and the list begins anew."""
    if pk is None:
        return None
    fields = {name for segment in sort for name in (segment.field, *segment.order) if name}
    rows = found.model.objects.filter(pk=pk)
    for via in {segment.via.name: segment.via for segment in sort if segment.via}.values():
        rows = via.joined(rows)
    row: Row | None = rows.values("id", *(fields - {"id"})).first()
    return row


def _read(
    found: QuerySet[Any], segment: Segment, edge: Row | None, wanted: int, names: list[str], *, is_down: bool
) -> list[Row]:
    rows = segment.read(found, None if edge is None else _beyond(segment.order, edge, "lt" if is_down else "gt"))
    return list(rows.order_by(*_order(segment, is_down=is_down)).values(*names)[:wanted])


def _order(segment: Segment, *, is_down: bool) -> list[str]:
    return [f"-{key}" if is_down else key for key in segment.order]


def _beyond(keys: tuple[str, ...], edge: Row, side: str) -> Q:
    """Rows after the edge. The bound on the first key alone comes first: it is what a database reads from its index."""
    key, rest = keys[0], keys[1:]
    past = Q(**{f"{key}__{side}": edge[key]})
    if not rest:
        return past
    return Q(**{f"{key}__{side}e": edge[key]}) & (past | _beyond(rest, edge, side))


def chunks(spec: ListSpec, state: State, size: int = 2000) -> Iterator[list[Row]]:
    """Every matching row for an export, each chunk enriched, in the order of the list.

    The querysets are made here, before anything is read: they keep the scope that is open now.
    """
    found, sort, _known = _matching(spec, state)
    names = _names(spec, spec.chosen(state))
    down = state.is_descending
    querysets, opened = [], get_scope()
    for segment in in_turn(sort, is_descending=down):
        order = _order(segment, is_down=down)
        querysets.append(segment.read(found).order_by(*order).values(*names))

    def enriched(chunk: list[Row]) -> list[Row]:
        # Never open across a `yield`: another request's code may run on this thread meanwhile.
        with scope(**opened):
            _enrich(spec, state, chunk)
        return chunk

    def read_chunks() -> Iterator[list[Row]]:
        for queryset in querysets:
            rows = queryset.iterator(chunk_size=size)
            while chunk := list(islice(rows, size)):
                yield enriched(chunk)

    return read_chunks()
