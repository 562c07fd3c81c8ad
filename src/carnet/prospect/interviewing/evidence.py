"""What the latest interviews say for C.7.1 and C.7.3: rows where rows can speak, notes where people must judge."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.interviews.models import Debrief, Interview, Kind, Sheet
from carnet.foundation.interviews.rules.sheet import FEWEST_QUESTIONS, lacking
from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .rules.standing import shown

LATEST = 10


@dataclass(frozen=True, slots=True)
class Seen:
    interview: Interview
    sheet: Sheet | None
    debrief: Debrief | None


def latest() -> list[Seen]:
    """The prospecting interviews held last, their first validated sheet and their debrief. Two queries."""
    rows = Interview.objects.held().filter(kind=Kind.PROSPECTING, company__deleted_at=None)
    held = rows.select_related("debrief").prefetch_related("sheets").order_by("-ended_at", "-pk")[:LATEST]
    return [Seen(one, _sheet(one), getattr(one, "debrief", None)) for one in held]


def _sheet(interview: Interview) -> Sheet | None:
    """The last version validated before it began."""
    began = interview.started_at
    told = [one for one in interview.sheets.all() if one.validated_at and (not began or one.validated_at <= began)]
    return max(told, key=lambda one: one.version, default=None)


def _links(workspace: Workspace) -> tuple[Link, ...]:
    return (Link(_("Prospecting interviews"), reverse("interviewing:home", args=[workspace.slug]) + "?qui=equipe"),)


def _n(sentence: Promise, part: int, total: int) -> str | Promise:
    """A fact that is put into words in the language of whoever reads it."""
    return format_lazy(cast("str", sentence), part=part, total=total)


Holds = Callable[[Seen], bool]


def _answer(workspace: Workspace, seen: list[Seen], is_good: Holds, *facts: tuple[Promise, Holds]) -> Evidence:
    """The state by the share of those that are good; each fact with its own count."""
    if not seen:
        return Evidence(State.MISSING, (_("No prospecting interview was held yet."),), _links(workspace))
    told = tuple(_n(words, sum(map(holds, seen)), len(seen)) for words, holds in facts)
    return Evidence(State(shown(sum(map(is_good, seen)), len(seen))), told, _links(workspace))


@evidence("B1.2-C7.1-1")
def interviews_are_prepared_before_they_are_held(workspace: Workspace) -> Evidence:
    """A sheet validated before the first word, with a goal, first words and questions: a scenario. Two queries."""

    def is_whole(one: Seen) -> bool:
        return one.sheet is not None and not lacking(one.sheet.content)

    return _answer(
        workspace,
        latest(),
        lambda one: one.sheet is not None,
        (
            _("{part} of the {total} latest interviews had a validated preparation before they began."),
            lambda one: one.sheet is not None,
        ),
        (
            _("In {part} of {total}, the scenario was whole: goals, opening, questions, proofs, replies, conclusion."),
            is_whole,
        ),
    )


@evidence("B1.2-C7.1-5")
def questions_bring_information_a_need_and_its_fit(workspace: Workspace) -> Evidence:
    """At least three questions answered, the need restated, an offer shown with its reaction. Two queries."""

    def answered(one: Seen) -> bool:
        return one.interview.told.answered >= FEWEST_QUESTIONS

    def restated(one: Seen) -> bool:
        return one.interview.told.is_restated

    def fitted(one: Seen) -> bool:
        return any(row["reaction"] for row in one.interview.notes.get("offers") or ())

    return _answer(
        workspace,
        latest(),
        lambda one: answered(one) and restated(one) and fitted(one),
        (_("In {part} of the {total} latest interviews, three questions or more have their answer."), answered),
        (_("In {part} of {total}, the need was restated in words."), restated),
        (_("In {part} of {total}, the reaction to an offer is noted."), fitted),
    )


@evidence("B1.2-C7.1-6")
def objections_met_are_answered(workspace: Workspace) -> Evidence:
    """Of the interviews in which an objection was met, those in which each one has its answer. Two queries."""
    seen = [one for one in latest() if one.interview.told.met]
    if not seen:
        return Evidence(State.MISSING, (_("No objection is noted in the latest interviews."),), _links(workspace))
    met = sum(one.interview.told.met for one in seen)
    replied = sum(one.interview.told.replied for one in seen)
    good = sum(one.interview.told.replied == one.interview.told.met for one in seen)
    facts = (
        _n(_("{part} of {total} objections met have the words that answered them."), replied, met),
        _n(_("In {part} of {total} interviews with objections, each one was answered."), good, len(seen)),
    )
    return Evidence(State(shown(good, len(seen))), facts, _links(workspace))


@evidence("B1.2-C7.1-7")
def a_next_step_is_proposed(workspace: Workspace) -> Evidence:
    """What was agreed with them in words, and a task or a meeting in the agenda. Two queries."""

    def agreed(one: Seen) -> bool:
        return bool(one.interview.notes.get("agreed"))

    def planned(one: Seen) -> bool:
        return one.debrief is not None and one.debrief.next != Debrief.Next.NONE

    return _answer(
        workspace,
        latest(),
        lambda one: agreed(one) and planned(one),
        (_("In {part} of the {total} latest interviews, what was agreed with them is written."), agreed),
        (_("{part} of {total} are followed by a task or a meeting."), planned),
    )


@evidence("B1.2-C7.1-8")
def a_conclusion_is_given(workspace: Workspace) -> Evidence:
    """Two queries."""

    def concluded(one: Seen) -> bool:
        return one.interview.told.is_concluded

    return _answer(
        workspace,
        latest(),
        concluded,
        (_("In {part} of the {total} latest interviews, the conclusion given is written."), concluded),
    )


@evidence("B1.2-C7.1-9")
def the_analysis_finds_successes_and_what_to_improve(workspace: Workspace) -> Evidence:
    """Debriefed on the whole grid, with factors of success and points to improve. Two queries."""

    def strong(one: Seen) -> bool:
        return one.debrief is not None and bool(one.debrief.strengths)

    def better(one: Seen) -> bool:
        return one.debrief is not None and bool(one.debrief.to_improve)

    return _answer(
        workspace,
        latest(),
        lambda one: strong(one) and better(one),
        (_("{part} of the {total} latest interviews are debriefed line by line."), lambda one: one.debrief is not None),
        (_("{part} of {total} name factors of success."), strong),
        (_("{part} of {total} name points to improve."), better),
    )


@evidence("B1.2-C7.1-10")
def adjustments_are_proposed(workspace: Workspace) -> Evidence:
    """Two queries."""

    def adjusted(one: Seen) -> bool:
        return one.debrief is not None and bool(one.debrief.adjustments)

    return _answer(
        workspace,
        latest(),
        adjusted,
        (_("After {part} of the {total} latest interviews, adjustments are written."), adjusted),
    )


def _judged(code: str) -> Callable[[Workspace], Evidence]:
    """What reps noted of themselves for a point that people judge; the state stays human. Two queries."""

    def notes(workspace: Workspace) -> Evidence:
        marks = [one.debrief.marks[code] for one in latest() if one.debrief and code in one.debrief.marks]
        if not marks:
            return Evidence(State.HUMAN, (), _links(workspace))
        total = sum(one["mark"] for one in marks)
        said = _n(_("Self-assessment of the latest interviews: {part} points out of {total}."), total, 4 * len(marks))
        quoted = tuple(f"« {one['words']} »" for one in marks if one["words"])[:3]
        return Evidence(State.HUMAN, (said, *quoted), _links(workspace))

    notes.__qualname__ = f"judged({code})"
    return notes


for _code in ("B1.2-C7.1-2", "B1.2-C7.1-3", "B1.2-C7.1-4"):
    evidence(_code)(_judged(_code))
