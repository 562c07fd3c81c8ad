"""The workspace's own fields as columns and filters of a list, and as cells to change in place."""

from collections.abc import Callable
from functools import partial

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.ui.lists import Column, Filter, Row
from carnet.foundation.ui.templatetags.carnet import language

from .finding import Model, short_condition, sorting
from .rules.definitions import CHOSEN, Definition, FieldSet, Kind
from .rules.values import exported, shown, typed

_INPUTS = {Kind.DATE: "date", Kind.LINK: "url", Kind.CHOICES: "page"}
_ON_A_LINE = frozenset({Kind.CHOICE, Kind.YES_NO})


def columns(fields: FieldSet, *, sort_key: str = "name_key") -> tuple[Column, ...]:
    """One for each field, hidden until one asks for it; they read the row's `custom` and nothing else."""
    return tuple(column(definition, sort_key=sort_key) for definition in fields)


def column(definition: Definition, *, sort_key: str = "name_key") -> Column:
    # A list is declared anew for each request: its language is asked once, not once a cell.
    code, spoken = definition.code, language()

    def said(how: Callable[..., str]) -> Callable[[Row], str]:
        return lambda row: how(definition, row["custom"].get(code), spoken)

    return Column(
        definition.key,
        definition.label,
        ("custom",),
        said(shown),
        sorting(definition, sort_key),
        edits=definition.key,
        input="choices" if definition.kind in _ON_A_LINE else _INPUTS.get(definition.kind, "text"),
        is_shown=False,
        is_number=definition.kind in {Kind.NUMBER, Kind.MONEY},
        raw=said(typed),
        export=said(exported),
    )


def filters(fields: FieldSet, model: Model) -> tuple[Filter, ...]:
    """One for each field: a list of its choices, or a box where one types what one looks for."""
    return tuple(_filter(definition, model) for definition in fields if definition.kind != Kind.PERSON)


def _filter(definition: Definition, model: Model) -> Filter:
    def asked(value: str) -> Q | None:
        return short_condition(model, definition, value)

    is_chosen = definition.kind in CHOSEN or definition.kind == Kind.YES_NO
    offered = partial(choices_of, definition, is_asked=True) if is_chosen else None
    return Filter(definition.key, definition.label, asked, offered, hint=_HINTS.get(definition.kind, ""))


_HINTS: dict[Kind, str | Promise] = {
    Kind.NUMBER: gettext_lazy("> 10, 10-20"),
    Kind.MONEY: gettext_lazy("> 1000, 1000-5000"),
    Kind.DATE: gettext_lazy("2026, 03/2026, > 01/01/2026"),
}


def choices_of(definition: Definition, *, is_asked: bool = False) -> list[tuple[str, str]]:
    """What may be chosen, the choices that are archived only where one asks (`is_asked`); empty for other kinds."""
    if definition.kind == Kind.YES_NO:
        return [("oui", _("Yes")), ("non", _("No"))]
    return [(one.code, one.label) for one in definition.choices if is_asked or not one.is_archived]
