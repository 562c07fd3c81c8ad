"""The registry of evidence: what, in a workspace, speaks for a criterion.

Codes are those of the référentiel that comes with Carnet. Existence proves nothing: a check looks at what the rows
say, and its facts tell what it looked at. Rooms reach it through `evidence.py`, in their own of the same name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from carnet.foundation.workspaces.models import Workspace

Text = str | Promise
"""Lazy, so that the same fact is kept in each language."""


class State(StrEnum):
    """What the work shows: an observation, never a verdict, which is the jury's."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"
    HUMAN = "human"


UNCOVERED = "uncovered"
"""No room speaks for the criterion yet."""
UNREAD = "unread"
"""A room speaks for it, and nobody has asked it in this workspace yet."""

LABELS: dict[str, Promise] = {
    State.MET: pgettext_lazy("evidence", "Shown"),
    State.PARTLY: pgettext_lazy("evidence", "Partly shown"),
    State.MISSING: pgettext_lazy("evidence", "Missing"),
    State.HUMAN: pgettext_lazy("evidence", "For people to judge"),
    UNCOVERED: pgettext_lazy("evidence", "Not covered yet"),
    UNREAD: pgettext_lazy("evidence", "Not read yet"),
}


@dataclass(frozen=True, slots=True)
class Link:
    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """`facts` are sentences saying what was looked at and what was found; `links` lead to the rows."""

    state: State
    facts: tuple[Text, ...] = ()
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        if self.state in (State.MET, State.PARTLY) and not self.facts:
            raise ValueError("evidence that says something is shown must say what was looked at")


Check = Callable[[Workspace], Evidence]


class DuplicateEvidence(Exception):
    """Two rooms speak for one criterion; each would hide the other."""


_checks: dict[str, Check] = {}
_human: dict[str, Text] = {}


def evidence(code: str) -> Callable[[Check], Check]:
    """Register the one check of a criterion. Raises DuplicateEvidence when it has one already."""

    def register(check: Check) -> Check:
        if code in _checks:
            raise DuplicateEvidence(f"{code}: {_named(_checks[code])} and {_named(check)}")
        _checks[code] = check
        return check

    return register


def human(code: str, reason: Text) -> None:
    """Declare that people must judge this criterion, and why.

    A room may still register a check for it, whose facts are then the notes people judge on; the state stays human.
    """
    if code in _human:
        raise DuplicateEvidence(f"{code}: declared human twice")
    _human[code] = reason


def _named(check: Check) -> str:
    return f"{check.__module__}.{check.__qualname__}"


def checked_codes() -> frozenset[str]:
    return frozenset(_checks)


def human_codes() -> frozenset[str]:
    return frozenset(_human)


def known_codes() -> frozenset[str]:
    return checked_codes() | human_codes()


def human_reason(code: str) -> Text:
    return _human.get(code, "")


def check_of(code: str) -> Check | None:
    return _checks.get(code)


def gather(code: str, workspace: Workspace) -> Evidence | None:
    """Ask the room that speaks for the criterion; None where none does. Its scope must be open."""
    check = _checks.get(code)
    found = check(workspace) if check else None
    if code not in _human:
        return found
    if found is None:
        return Evidence(State.HUMAN, (_human[code],))
    return Evidence(State.HUMAN, (_human[code], *found.facts), found.links)
