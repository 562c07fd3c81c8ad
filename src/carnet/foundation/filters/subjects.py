"""What a list can be asked about. A room names its subjects; this one knows how the usual columns answer.

A clause says the same twice: as a test of one row, and, where an index leads there, as the numbers of the rows that
answer, so that a list may begin with the few of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from carnet.foundation.fields.finding import Model, answering
from carnet.foundation.fields.rules.asking import NEGATIONS, OPERATORS, Operator, Question, question
from carnet.foundation.fields.rules.definitions import Choice, Definition, Holder, Kind
from carnet.foundation.fields.rules.values import ValueRefused
from carnet.foundation.search.rules import fold
from carnet.tested import Tested

O = Operator  # noqa: E741 - as in a table
Text = str | Promise
Choices = Callable[[], Sequence[tuple[str, Text]]]
YES_NO = (O.IS,)
IN_ADDRESS = {
    O.IS: "est",
    O.IS_NOT: "non",
    O.BEGINS: "debut",
    O.CONTAINS: "contient",
    O.LACKS: "sans",
    O.ANY_OF: "parmi",
    O.ALL_OF: "tous",
    O.NONE_OF: "hors",
    O.LESS: "sous",
    O.AT_MOST: "max",
    O.MORE: "sur",
    O.AT_LEAST: "min",
    O.BETWEEN: "entre",
    O.PAST_DAYS: "depuis",
    O.NEXT_DAYS: "dans",
    O.OLDER: "plus",
    O.EMPTY: "vide",
    O.FILLED: "rempli",
    O.NEAR: "autour",
    O.WITHIN: "dedans",
}
"""How an address calls the operators: short French words, as the rest of it."""
BY_ADDRESS = {word: operator for operator, word in IN_ADDRESS.items()}
COUNTED = (O.AT_LEAST, O.AT_MOST, O.IS, O.MORE, O.LESS, O.BETWEEN)


@dataclass(frozen=True, slots=True)
class Clause:
    """`test` of one row; `numbers` of the rows that answer, or of some more, along an index; None without one."""

    test: Q
    numbers: QuerySet[Any] | None = None


Reader = Callable[[Question], Clause]


@dataclass(frozen=True, slots=True)
class Subject:
    """`family`: under which heading the builder offers it. `never`, `ever`: how empty and filled are said of it."""

    definition: Definition
    clause: Reader
    family: Text = ""
    choices: Choices | None = None
    offered: tuple[Operator, ...] = ()
    ask: Callable[[Definition, str, list[str]], Question] | None = None
    never: Text = ""
    ever: Text = ""

    @property
    def operators(self) -> tuple[Operator, ...]:
        return self.offered or OPERATORS[self.definition.kind]

    def whole(self) -> Definition:
        """The definition with its choices, read when they are needed."""
        if self.choices is None:
            return self.definition
        return replace(self.definition, choices=tuple(Choice(code, str(label)) for code, label in self.choices()))

    def question(self, operator: str, values: Sequence[str]) -> Question:
        """Raises ValueRefused."""
        definition = self.whole()
        if operator not in self.operators:
            raise ValueRefused(definition, "operator", operator)
        if self.ask is not None:
            return self.ask(definition, operator, list(values))
        return question(definition, operator, list(values), today=timezone.localdate())


Catalogue = Mapping[str, Subject]


def catalogue(subjects: Sequence[Subject]) -> dict[str, Subject]:
    return {subject.definition.code: subject for subject in subjects}


def named(key: str, label: Text, kind: Kind, holder: Holder = Holder.COMPANY) -> Definition:
    """A subject that is no field of the workspace's own."""
    return Definition(id=0, holder=holder, code=key, label=str(label), kind=kind)


def own(definition: Definition, model: Model, family: Text) -> Subject:
    """A field of the workspace's own, under its key in addresses."""

    def clause(asked: Question) -> Clause:
        if asked.operator == O.ALL_OF:
            parts = [_own_clause(model, replace(asked, operator=O.ANY_OF, values=(code,))) for code in asked.values]
            return Clause(Q(*(part.test for part in parts)), parts[0].numbers)
        return _own_clause(model, asked)

    return Subject(replace(definition, code=definition.key), clause, family)


def _own_clause(model: Model, asked: Question) -> Clause:
    rows, is_without = answering(model, asked)
    return beside(rows, "record", is_without=is_without)


def beside(rows: QuerySet[Any], link: str, *, is_without: bool = False) -> Clause:
    """Records with (or without) one of `rows` in a table beside theirs, which leads back to them by `link`."""
    test = Q(Tested(rows.filter(**{link: OuterRef("pk")})))
    return Clause(~test) if is_without else Clause(test, rows.order_by().values_list(f"{link}_id", flat=True))


def column(field: str, rows: Callable[[], QuerySet[Any]] | None = None, *, key: str = "") -> Reader:
    """A column of the list's own table. `rows`: all of them, where an index begins with this column. `key`: the column
    that holds its folded form."""

    def clause(asked: Question) -> Clause:
        is_text = asked.definition.kind in {Kind.TEXT, Kind.LINK}
        plain = NEGATIONS.get(asked.operator, asked.operator)
        test = _text_test(field, key, plain, asked) if is_text else _plain_test(field, plain, asked)
        if plain != asked.operator:
            return Clause(~test)
        return Clause(test, rows().filter(test).order_by().values_list("pk", flat=True) if rows else None)

    return clause


_LOOKUPS = {O.LESS: "lt", O.AT_MOST: "lte", O.MORE: "gt", O.AT_LEAST: "gte", O.BETWEEN: "range", O.ANY_OF: "in"}


def _plain_test(field: str, operator: Operator, asked: Question) -> Q:
    if operator == O.FILLED:
        return Q(**{f"{field}__isnull": False})
    values = asked.values
    if operator == O.ANY_OF and len(values) == 1:
        return Q(**{field: values[0]})
    if operator in {O.ANY_OF, O.BETWEEN}:
        return Q(**{f"{field}__{_LOOKUPS[operator]}": values})
    return Q(**{f"{field}__{_LOOKUPS[operator]}" if operator in _LOOKUPS else field: values[0]})


def _text_test(field: str, key: str, operator: Operator, asked: Question) -> Q:
    if operator == O.FILLED:
        return ~Q(**{field: ""})
    value = str(asked.values[0])
    if key:
        lookup = {O.BEGINS: "__prefix", O.CONTAINS: "__contains", O.IS: ""}[operator]
        return Q(**{f"{key}{lookup}": fold(value)})
    folded = fold(value)
    if not folded:
        return Q(**{f"{field}{ {O.BEGINS: '__startswith', O.CONTAINS: '__contains', O.IS: ''}[operator] }": value})
    lookup = {O.BEGINS: "__startswith", O.CONTAINS: "__contains", O.IS: ""}[operator]
    return Q(**{f"{field}__folded{lookup}": folded})


def phone(field: str, rows: Callable[[], QuerySet[Any]] | None = None) -> Reader:
    """A column of E.164 numbers, asked as people write them: `04 72`, `+33 4 72`, `472 00 00`."""

    def clause(asked: Question) -> Clause:
        digits = "".join(letter for letter in str(asked.values[0]) if letter.isdigit()) if asked.values else ""
        if asked.operator not in {O.IS, O.BEGINS, O.CONTAINS} or not digits:
            return column(field)(asked)
        bare = digits.removeprefix("0")
        whole = f"+33{bare}" if digits.startswith("0") else f"+{digits}"
        if asked.operator == O.CONTAINS:
            return Clause(Q(**{f"{field}__contains": bare or digits}))
        test = Q(**{field: whole}) if asked.operator == O.IS else Q(**{f"{field}__startswith": whole})
        return Clause(test, rows().filter(test).order_by().values_list("pk", flat=True) if rows else None)

    return clause


def flag(condition: Q) -> Reader:
    """Yes or no, by a condition on the list's own table."""
    return lambda asked: Clause(condition if asked.values[0] else ~condition)


def day(field: str, rows: Callable[[], QuerySet[Any]] | None = None) -> Reader:
    """A column of instants asked by days of the reader's zone."""

    def clause(asked: Question) -> Clause:
        if asked.operator in {O.EMPTY, O.FILLED}:
            return Clause(Q(**{f"{field}__isnull": asked.operator == O.EMPTY}))
        start, end = span(asked)
        test = Q(**{f"{field}__gte": start}) if start else Q()
        test &= Q(**{f"{field}__lt": end}) if end else Q()
        return Clause(test, rows().filter(test).order_by().values_list("pk", flat=True) if rows else None)

    return clause


def days(asked: Question) -> tuple[date | None, date | None]:
    """The first day that answers and the first that no longer does."""
    operator, first = asked.operator, date.fromisoformat(asked.values[0])
    after = first + timedelta(days=1)
    if operator == O.BETWEEN:
        return first, date.fromisoformat(asked.values[1]) + timedelta(days=1)
    return {
        O.IS: (first, after),
        O.LESS: (None, first),
        O.AT_MOST: (None, after),
        O.MORE: (after, None),
        O.AT_LEAST: (first, None),
    }[operator]


def span(asked: Question) -> tuple[datetime | None, datetime | None]:
    """As `days`, as instants of the reader's zone."""
    start, end = days(asked)
    return (_midnight(start) if start else None), (_midnight(end) if end else None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def answers(number: float, asked: Question) -> bool:
    """Whether a count or a sum answers the question."""
    values = [float(value) for value in asked.values]
    return {
        O.IS: number == values[0],
        O.LESS: number < values[0],
        O.AT_MOST: number <= values[0],
        O.MORE: number > values[0],
        O.AT_LEAST: number >= values[0],
        O.BETWEEN: values[0] <= number <= values[-1],
    }[asked.operator]
