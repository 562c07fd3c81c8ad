"""What an address says about a list, and what a list says in a spreadsheet. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

PAGE_SIZE = 50
COUNT_LIMIT = 1000
"""Rows up to which a list counts itself; beyond, it says so and counts on demand."""

SEARCH, SORT, COLUMNS, PAGE, AFTER, BEFORE = "q", "tri", "col", "page", "apres", "avant"
WHERE = "f"
"""A filter of conditions in groups, in one parameter: `foundation/filters` writes and reads it."""
LONGEST_WHERE = 1300
FACE = "forme"
"""Another face of the same rows: the list when it is not given, a map."""
GROUP = "par"
"""By what the rows are counted above the list."""
VIEW, BASE = "vue", "depuis"
"""A saved view as it is, and one that the reader has since changed: its own query then stands beside `depuis`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a list offers, by the keys that its address may hold. `default_sort` begins with `-` for descending."""

    columns: tuple[str, ...]
    shown: tuple[str, ...]
    sorts: frozenset[str]
    filters: tuple[str, ...]
    default_sort: str
    groups: tuple[str, ...] = ()
    faces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """One reading of a list. `after` and `before` are the rows at the edge of the page one comes from.

    `page` only numbers what is shown: the place is given by the edge, so that deep pages cost no more.
    """

    search: str
    filters: Mapping[str, str]
    sort: str
    is_descending: bool
    columns: tuple[str, ...]
    page: int = 1
    after: int | None = None
    before: int | None = None
    view: int | None = None
    base: int | None = None
    where: str = ""
    group: str = ""
    face: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.filters or self.where)


def read_state(
    shape: Shape, given: Mapping[str, Sequence[str]], saved: Mapping[str, Sequence[str]] | None = None
) -> State:
    """What the address `given` asks for; unknown or broken values count as not given.

    With a `saved` view its query is read instead, only the page being the address's own.
    """

    def last(name: str, source: Mapping[str, Sequence[str]]) -> str:
        return (source.get(name) or [""])[-1].strip()

    wish = given if saved is None else saved
    sort, descending = _sort(shape, last(SORT, wish))
    after, before = _whole(last(AFTER, given)), _whole(last(BEFORE, given))
    return State(
        search=last(SEARCH, wish)[:100],
        filters={name: last(name, wish)[:100] for name in shape.filters if last(name, wish)},
        sort=sort,
        is_descending=descending,
        columns=_columns(shape, wish.get(COLUMNS) or ()),
        page=max(1, _whole(last(PAGE, given)) or 1) if after or before else 1,
        after=after,
        before=None if after else before,
        view=_whole(last(VIEW, given)) if saved is not None else None,
        base=_whole(last(BASE, given)) if saved is None else None,
        where=last(WHERE, wish)[:LONGEST_WHERE],
        group=last(GROUP, wish) if last(GROUP, wish) in shape.groups else "",
        face=last(FACE, wish) if last(FACE, wish) in shape.faces else "",
    )


def _sort(shape: Shape, asked: str) -> tuple[str, bool]:
    chosen = asked if asked.removeprefix("-") in shape.sorts else shape.default_sort
    return chosen.removeprefix("-"), chosen.startswith("-")


def _columns(shape: Shape, asked: Iterable[str]) -> tuple[str, ...]:
    """The known ones among those asked for, in the list's order; the first always stays, being the row's name."""
    names = {name for value in asked for name in value.split(",")}
    kept = tuple(name for name in shape.columns if name in names)
    if not kept:
        return shape.shown
    return kept if shape.columns[0] in kept else (shape.columns[0], *kept)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 19 else None


def query_of(shape: Shape, state: State, **changes: object) -> str:
    """The shortest query string that reads back as `state` with some `changes`; what is the default is left out.

    Changing anything but the edge goes back to the first page, and makes a saved view the base of another.
    """
    if set(changes) - {"after", "before", "page"}:
        base = state.view or state.base
        changes = {"page": 1, "after": None, "before": None, "view": None, "base": base, **changes}
    new = replace(state, **changes)  # type: ignore[arg-type]
    pairs = [(VIEW, str(new.view))] if new.view else _wishes(shape, new)
    if new.after or new.before:
        pairs += [(AFTER, str(new.after)) if new.after else (BEFORE, str(new.before)), (PAGE, str(new.page))]
    return urlencode(pairs, safe=_READABLE)


def wishes(shape: Shape, state: State) -> str:
    """The query string of a list without its page: what a saved view keeps, and what an export repeats."""
    return urlencode(_wishes(shape, replace(state, base=None)), safe=_READABLE)


_READABLE = ",:()~"
"""What an address may hold as it is, so that people can read theirs."""


def _wishes(shape: Shape, state: State) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = [(BASE, str(state.base))] if state.base else []
    if state.search:
        pairs.append((SEARCH, state.search))
    pairs += [(name, state.filters[name]) for name in shape.filters if state.filters.get(name)]
    if state.where:
        pairs.append((WHERE, state.where))
    if state.face:
        pairs.append((FACE, state.face))
    if state.group:
        pairs.append((GROUP, state.group))
    sort = f"-{state.sort}" if state.is_descending else state.sort
    if sort != shape.default_sort:
        pairs.append((SORT, sort))
    if state.columns != shape.shown:
        pairs.append((COLUMNS, ",".join(state.columns)))
    return pairs


def shown_range(page: int, rows: int, size: int = PAGE_SIZE) -> tuple[int, int]:
    """The places of the first and last row of a page, counted from one; (0, 0) for an empty one."""
    return ((page - 1) * size + 1, (page - 1) * size + rows) if rows else (0, 0)


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def spreadsheet_cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before one that could be.

    Source: OWASP, CSV Injection, read 2026-11.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def spreadsheet_phone(e164: str) -> str:
    """A number as one dials it from France, without the `+` that a spreadsheet would compute."""
    if e164.startswith("+33") and len(e164) == 12:
        national = "0" + e164[3:]
        return " ".join(national[place : place + 2] for place in range(0, 10, 2))
    return f"00{e164[1:]}" if e164.startswith("+") else e164
