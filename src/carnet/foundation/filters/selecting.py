"""From an address to the rows: what it asks, what of it had to be left out, and by which condition to begin.

A condition that few rows answer leads: its rows are read by their numbers and held against the others. Where none is
so narrow, the list goes along the index of its order and tests each row it meets, which finds a page soon because
many answer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from carnet.foundation.fields.rules.asking import Operator, Question
from carnet.foundation.fields.rules.values import ValueRefused

from .rules.tree import EMPTY, Condition, Group, Joined, Node, Problem, read, tidy
from .subjects import BY_ADDRESS, Catalogue, Clause, Subject

FEW = 2000
"""Rows that are quicker read by number and sorted than looked for along an order."""
MOST_PROBES = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition with the subject that it is about and the question that it asks."""

    condition: Condition
    subject: Subject
    operator: Operator
    question: Question


@dataclass(slots=True)
class Selection:
    """`tree`: what is left of the filter once what could not be understood is out; `asked` by its conditions."""

    tree: Group = EMPTY
    problems: list[Problem] = field(default_factory=list)
    asked: dict[Condition, Asked] = field(default_factory=dict)

    def narrowed(self, rows: QuerySet[Any]) -> tuple[QuerySet[Any], bool]:
        """The rows that answer, and whether they are few and named by their numbers. A query per condition tried."""
        if not self.tree.parts:
            return rows, False
        clauses = {condition: one.subject.clause(one.question) for condition, one in self.asked.items()}
        test = _test(self.tree, clauses)
        for numbers in _leads(self.tree, clauses):
            # Only whether there is one too many: to bring them all here would cost more than to find them.
            if not numbers[FEW : FEW + 1]:
                few = rows.filter(pk__in=numbers).filter(test)
                return rows.filter(pk__in=list(few.order_by().values_list("pk", flat=True))), True
        return rows.filter(test), False


def select(text: str, subjects: Callable[[], Catalogue]) -> Selection:
    """What an address asks of a list. `subjects` is only called where it asks something."""
    found = read(text)
    if not found.tree.parts:
        return Selection(problems=found.problems)
    return resolved(found.tree, subjects(), found.problems)


def resolved(tree: Group, subjects: Catalogue, problems: list[Problem] | None = None) -> Selection:
    """The tree with only the conditions that can be asked; why the others cannot stands in `problems`."""
    selection = Selection(problems=list(problems or []))
    selection.tree = tidy(_kept(tree, subjects, selection))
    return selection


def _kept(group: Group, subjects: Catalogue, selection: Selection) -> Group:
    parts: list[Node] = []
    for part in group.parts:
        if isinstance(part, Group):
            parts.append(_kept(part, subjects, selection))
        elif asked := ask(part, subjects, selection.problems):
            selection.asked[part] = asked
            parts.append(part)
    return Group(group.joined, tuple(parts))


def ask(condition: Condition, subjects: Catalogue, problems: list[Problem]) -> Asked | None:
    """The question of one condition; None, and a problem more, where there is none."""
    subject = subjects.get(condition.key)
    if subject is None:
        problems.append(Problem("unknown", condition.key))
        return None
    try:
        operator = BY_ADDRESS.get(condition.operator, condition.operator)
        question = subject.question(operator, condition.values)
        return Asked(condition, subject, Operator(operator), question)
    except ValueRefused as error:
        problems.append(Problem(error.reason, error.value, subject.definition.label))
        return None


Clauses = dict[Condition, Clause]


def _test(node: Node, clauses: Clauses) -> Q:
    if isinstance(node, Condition):
        return clauses[node].test
    whole = Q()
    for part in node.parts:
        test = _test(part, clauses)
        whole = whole & test if node.joined == Joined.ALL else whole | test
    return whole


def _leads(tree: Group, clauses: Clauses) -> Iterator[QuerySet[Any]]:
    """Conditions that every answer must meet and whose rows an index gives, the likely narrow ones first."""
    if tree.joined == Joined.ANY:
        return iter(())
    single = [clauses[part] for part in tree.parts if isinstance(part, Condition)]
    found = [clause.numbers for clause in single if clause.numbers is not None]
    return iter(found[:MOST_PROBES])
