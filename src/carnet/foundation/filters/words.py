"""A filter in words: “Stage is Customer AND (Last contact before 01/08/2026 OR never)”."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from carnet.foundation.fields.rules.asking import Operator
from carnet.foundation.fields.rules.definitions import CHOSEN, Kind
from carnet.foundation.fields.rules.values import shown
from carnet.foundation.ui.templatetags.carnet import language

from .rules.tree import Condition, Group, Joined, Node, Problem
from .selecting import Asked, Selection
from .subjects import Subject

O = Operator  # noqa: E741 - as in a table
Text = str | Promise

OPERATORS: dict[Operator, Text] = {
    O.IS: pgettext_lazy("filter", "is"),
    O.IS_NOT: pgettext_lazy("filter", "is not"),
    O.BEGINS: pgettext_lazy("filter", "begins with"),
    O.CONTAINS: pgettext_lazy("filter", "contains"),
    O.LACKS: pgettext_lazy("filter", "does not contain"),
    O.ANY_OF: pgettext_lazy("filter", "is one of"),
    O.ALL_OF: pgettext_lazy("filter", "has all of"),
    O.NONE_OF: pgettext_lazy("filter", "is none of"),
    O.LESS: pgettext_lazy("filter", "less than"),
    O.AT_MOST: pgettext_lazy("filter", "at most"),
    O.MORE: pgettext_lazy("filter", "more than"),
    O.AT_LEAST: pgettext_lazy("filter", "at least"),
    O.BETWEEN: pgettext_lazy("filter", "between"),
    O.PAST_DAYS: pgettext_lazy("filter", "in the last (days)"),
    O.NEXT_DAYS: pgettext_lazy("filter", "in the next (days)"),
    O.OLDER: pgettext_lazy("filter", "longer ago than (days)"),
    O.EMPTY: pgettext_lazy("filter", "is empty"),
    O.FILLED: pgettext_lazy("filter", "is filled in"),
    O.NEAR: pgettext_lazy("filter", "around"),
    O.WITHIN: pgettext_lazy("filter", "drawn on the map"),
}
_OF_DATES: dict[Operator, Text] = {
    O.IS: pgettext_lazy("filter of dates", "on"),
    O.LESS: pgettext_lazy("filter of dates", "before"),
    O.AT_MOST: pgettext_lazy("filter of dates", "until"),
    O.MORE: pgettext_lazy("filter of dates", "after"),
    O.AT_LEAST: pgettext_lazy("filter of dates", "from"),
}
_SIGNS = {O.IS: "=", O.LESS: "<", O.AT_MOST: "≤", O.MORE: ">", O.AT_LEAST: "≥"}
_FIGURES = frozenset({Kind.NUMBER, Kind.MONEY})


def operator_word(subject: Subject, operator: Operator) -> str:
    """As the builder offers it."""
    if operator == O.EMPTY and subject.never:
        return str(subject.never)
    if operator == O.FILLED and subject.ever:
        return str(subject.ever)
    kind = subject.definition.kind
    return str(_OF_DATES.get(operator, OPERATORS[operator]) if kind == Kind.DATE else OPERATORS[operator])


def said(asked: Asked, *, with_label: bool = True) -> str:
    """One condition; without its label where the one before it was about the same."""
    text, definition = _predicate(asked), asked.subject.definition
    if not with_label:
        return text
    between = _(": ") if definition.kind == Kind.YES_NO and asked.question.values else " "
    return f"{definition.label}{between}{text}"


def _predicate(asked: Asked) -> str:
    if asked.operator in {O.EMPTY, O.FILLED}:
        return operator_word(asked.subject, asked.operator)
    if asked.operator in {O.PAST_DAYS, O.NEXT_DAYS, O.OLDER}:
        return _of_days(asked.operator, int(asked.condition.values[0]))
    values = [_value(asked, value) for value in asked.question.values]
    if asked.question.definition.kind in CHOSEN:
        return _of_choices(asked.operator, values)
    return _of_values(asked, values)


def _of_values(asked: Asked, values: list[str]) -> str:
    operator, kind = asked.operator, asked.question.definition.kind
    if operator == O.NEAR:
        return _("within %(km)s km of %(place)s as the crow flies") % {"place": values[0], "km": values[1]}
    if operator == O.WITHIN:
        return ngettext("with %(count)d corner", "with %(count)d corners", len(values)) % {"count": len(values)}
    if operator == O.BETWEEN:
        return _("between %(first)s and %(last)s") % {"first": values[0], "last": values[1]}
    if kind in _FIGURES:
        return f"{_SIGNS[operator]} {values[0]}"
    if kind == Kind.YES_NO:
        return values[0].lower()
    value = values[0] if kind == Kind.DATE else _("“%(value)s”") % {"value": values[0]}
    return f"{operator_word(asked.subject, operator)} {value}"


def _value(asked: Asked, value: object) -> str:
    definition = asked.question.definition
    if definition.kind in CHOSEN:
        return definition.label_of(str(value))
    if definition.kind == Kind.TEXT or not isinstance(value, str | int | float | bool):
        return str(value)
    return shown(definition, value, language())


def _of_days(operator: Operator, count: int) -> str:
    if operator == O.PAST_DAYS:
        text = ngettext("in the last %(count)d day", "in the last %(count)d days", count)
    elif operator == O.NEXT_DAYS:
        text = ngettext("in the next %(count)d day", "in the next %(count)d days", count)
    else:
        text = ngettext("more than %(count)d day ago", "more than %(count)d days ago", count)
    return text % {"count": count}


def _of_choices(operator: Operator, values: list[str]) -> str:
    if operator == O.ALL_OF:
        return _("has %(values)s") % {"values": _listed(values, pgettext("list of words", "and"))}
    if operator == O.NONE_OF:
        return _("is not %(values)s") % {"values": _listed(values, pgettext("list of words", "or"))}
    return _("is %(values)s") % {"values": _listed(values, pgettext("list of words", "or"))}


def _listed(values: list[str], last: str) -> str:
    return f"{', '.join(values[:-1])} {last} {values[-1]}" if len(values) > 1 else values[0]


def joining(joined: Joined) -> str:
    return pgettext("filter", "AND") if joined == Joined.ALL else pgettext("filter", "OR")


def sentence(selection: Selection) -> str:
    """The whole filter; empty where it asks nothing."""
    return _group(selection.tree, selection)


def part(node: Node, selection: Selection) -> str:
    """One part of the outermost group, as its chip says it."""
    return said(selection.asked[node]) if isinstance(node, Condition) else _group(node, selection)


def _group(group: Group, selection: Selection) -> str:
    return f" {joining(group.joined)} ".join(_parts(group, selection))


def _parts(group: Group, selection: Selection) -> Iterator[str]:
    former = ""
    for node in group.parts:
        if isinstance(node, Group):
            yield f"({_group(node, selection)})"
            former = ""
            continue
        yield said(selection.asked[node], with_label=node.key != former)
        former = node.key


_PROBLEMS: dict[str, Text] = {
    "version": gettext_lazy("This address was made by another version: its filter is left out."),
    "long": gettext_lazy("This filter is too long to be read: it is left out."),
    "many": gettext_lazy("A filter takes 20 conditions at most: those after are left out."),
    "deep": gettext_lazy("Groups stand three inside one another at most: the innermost is left out."),
    "syntax": gettext_lazy("“%(part)s” cannot be read: this condition is left out."),
    "unknown": gettext_lazy("“%(part)s” is nothing this list can be asked about: this condition is left out."),
    "operator": gettext_lazy("“%(label)s” cannot be asked so (“%(part)s”): this condition is left out."),
    "missing": gettext_lazy("“%(label)s” lacks a value: this condition is left out."),
    "place": gettext_lazy("No commune is called “%(part)s”: this condition is left out."),
    "point": gettext_lazy("“%(part)s” is not a point of the map: this condition is left out."),
    "value": gettext_lazy("“%(label)s” does not understand “%(part)s”: this condition is left out."),
}


def told(problem: Problem) -> str:
    """Why something was left out, in a sentence."""
    text = _PROBLEMS.get(problem.reason, _PROBLEMS["value"])
    return str(text) % {"part": problem.part, "label": problem.label}


_AGAIN: dict[str, Text] = {
    "missing": gettext_lazy("Say which value."),
    "corners": gettext_lazy("Draw the area on the map: three corners at least."),
    "number": gettext_lazy("“%(part)s” is not a number."),
    "money": gettext_lazy("“%(part)s” is not an amount: write it as 1234.56."),
    "date": gettext_lazy("“%(part)s” is not a date."),
    "place": gettext_lazy("No commune is called “%(part)s”."),
}


def asked_again(problem: Problem) -> str:
    """What the builder says beside a condition that cannot be asked."""
    text = _AGAIN.get(problem.reason, gettext_lazy("“%(part)s” cannot be asked here."))
    return str(text) % {"part": problem.part}
