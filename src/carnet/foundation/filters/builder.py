"""The builder: a form that says a tree of conditions; the server adds its steps, with or without JavaScript."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from carnet.foundation.fields.rules.asking import Operator
from carnet.foundation.fields.rules.definitions import CHOSEN, Kind
from carnet.foundation.ui.rules import AFTER, BEFORE, PAGE, VIEW, WHERE

from . import words
from .rules import form
from .rules.tree import DEEPEST, Condition, Group, Joined, read, written
from .selecting import ask, resolved
from .subjects import BY_ADDRESS, IN_ADDRESS, Catalogue, Subject

O = Operator  # noqa: E741 - as in a table
DAYS = frozenset({O.PAST_DAYS, O.NEXT_DAYS, O.OLDER})
Option = tuple[str, str, bool]


@dataclass(slots=True)
class ConditionView:
    """One line of the form. `input`: none, text, date, days, decimal, choices, yes_no, place, area."""

    place: str
    subjects: list[tuple[str, list[Option]]]
    operators: list[Option]
    input: str
    values: list[str]
    choices: list[Option] = field(default_factory=list)
    label: str = ""
    error: str = ""
    number: int = 1


@dataclass(slots=True)
class GroupView:
    place: str
    is_any: bool
    parts: list["ConditionView | GroupView"]
    may_nest: bool
    is_group: bool = True


def build(
    request: HttpRequest, subjects: Catalogue, *, list_url: str, builder_url: str, list_name: str
) -> HttpResponse:
    """The form, or back to the list once it is applied. The list's other wishes are carried along."""
    given = dict(request.GET.lists())
    act = (given.get(form.ACT) or [""])[-1]
    is_first = f"{form.JOINED}{form.ROOT}" not in given
    tree = read((given.get(WHERE) or [""])[-1]).tree if is_first else form.from_form(given)
    wishes = _wishes(request) if is_first else (given.get("wishes") or [""])[-1]
    notes: list[str] = []
    if act == "apply":
        asked = form.settled(tree)
        if not resolved(asked, subjects).problems and not (notes := _too_much(asked)):
            return _back(request, list_url, wishes, written(asked))
    else:
        tree = form.acted(tree, act)
    if is_first and not tree.parts:
        tree = Group(Joined.ALL, (Condition(""),))
    context = {
        "root": _group_view(tree, subjects, form.ROOT, is_judged=act == "apply"),
        "wishes": wishes,
        "notes": notes,
        "list_url": list_url,
        "list_name": list_name,
        "back": f"{list_url}?{wishes}".rstrip("?"),
        "builder_url": builder_url,
        "focus": _focus(request, tree, act),
    }
    status = 422 if act == "apply" else 200
    return _rendered(request, context, status)


def _too_much(tree: Group) -> list[str]:
    """What of it an address could not hold."""
    found = read(written(tree))
    return [words.told(problem) for problem in found.problems]


def _rendered(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    part = "#dialog" if request.htmx and request.htmx.target == "dialog-body" else "#builder" if request.htmx else ""
    response = render(request, f"filters/builder.html{part}", context, status=status)
    response["Vary"] = "HX-Request, HX-Target"
    return response


def _wishes(request: HttpRequest) -> str:
    """What the list was asked besides: sort, columns, search. A view that is changed becomes the base of another."""
    kept = [
        ("depuis" if name == VIEW else name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in {WHERE, AFTER, BEFORE, PAGE, form.ACT}
    ]
    return urlencode(kept)


def _back(request: HttpRequest, list_url: str, wishes: str, where: str) -> HttpResponse:
    query = QueryDict(wishes, mutable=True)
    if where:
        query[WHERE] = where
    said = query.urlencode(safe=",:()~")
    url = f"{list_url}?{said}" if said else list_url
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else HttpResponseRedirect(url)


def _focus(request: HttpRequest, tree: Group, act: str) -> str:
    """The field where one goes on: the one just changed, or the first of what was just added."""
    name, _, where = act.partition("-")
    place = form.place_of(where)
    if name in {"condition", "group"} and place is not None:
        group: Any = tree
        for number in place:
            group = group.parts[number] if number < len(group.parts) else group
        last = f"{where}-{max(0, len(group.parts) - 1)}" if isinstance(group, Group) else where
        return f"k{last}-0" if name == "group" else f"k{last}"
    return (request.htmx.trigger_name or "") if request.htmx else ""


def _group_view(group: Group, subjects: Catalogue, place: str, *, is_judged: bool, level: int = 1) -> GroupView:
    parts: list[ConditionView | GroupView] = []
    for number, part in enumerate(group.parts):
        at = f"{place}-{number}"
        if isinstance(part, Group):
            parts.append(_group_view(part, subjects, at, is_judged=is_judged, level=level + 1))
        else:
            parts.append(_condition_view(part, subjects, at, number + 1, is_judged=is_judged))
    return GroupView(place, group.joined == Joined.ANY, parts, may_nest=level < DEEPEST)


def _condition_view(
    condition: Condition, subjects: Catalogue, place: str, number: int, *, is_judged: bool
) -> ConditionView:
    subject = subjects.get(condition.key)
    offered = _families(subjects, condition.key)
    if subject is None:
        return ConditionView(place, offered, [], "none", [], number=number)
    operator = BY_ADDRESS.get(condition.operator)
    if operator not in subject.operators:
        operator, condition = subject.operators[0], Condition(condition.key, "", ())
    view = ConditionView(
        place,
        offered,
        [(IN_ADDRESS[one], words.operator_word(subject, one), one == operator) for one in subject.operators],
        _input(subject, operator),
        _values(condition, operator),
        label=subject.definition.label,
        number=number,
    )
    if view.input == "choices":
        view.choices = [(one.code, one.label, one.code in condition.values) for one in subject.whole().choices]
    view.error = _error(condition, subjects) if is_judged else ""
    return view


def _values(condition: Condition, operator: Operator) -> list[str]:
    if operator == O.WITHIN:
        return [value for value in condition.values if value]
    return [*condition.values, "", ""][: 2 if operator in {O.BETWEEN, O.NEAR} else 1]


def _error(condition: Condition, subjects: Catalogue) -> str:
    kept = tuple(value for value in condition.values if value)
    problems: list[Any] = []
    ask(Condition(condition.key, condition.operator, kept), subjects, problems)
    return words.asked_again(problems[0]) if problems else ""


def _families(subjects: Catalogue, chosen: str) -> list[tuple[str, list[Option]]]:
    found: dict[str, list[Option]] = {}
    for key, subject in subjects.items():
        found.setdefault(str(subject.family), []).append((key, subject.definition.label, key == chosen))
    return list(found.items())


def _input(subject: Subject, operator: Operator) -> str:
    kind = subject.definition.kind
    if operator in {O.EMPTY, O.FILLED}:
        return "none"
    if operator in DAYS:
        return "days"
    if operator == O.NEAR:
        return "place"
    if operator == O.WITHIN:
        return "area"
    if kind in CHOSEN:
        return "choices"
    return {Kind.DATE: "date", Kind.NUMBER: "decimal", Kind.MONEY: "decimal", Kind.YES_NO: "yes_no"}.get(kind, "text")
