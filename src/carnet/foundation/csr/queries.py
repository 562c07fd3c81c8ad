"""What the company has committed to, on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from carnet.foundation.workspaces.models import Workspace

from . import words
from .models import Commitment
from .rules import KINDS, Subject


@dataclass(frozen=True, slots=True)
class Printed:
    """A commitment as a proposal prints it."""

    subject: str
    title: str
    text: str
    target: str


def ask(workspace: Workspace, kind: str, on: date) -> Commitment | None:
    """The commitment of this kind that holds on a day. One query. Raises KeyError for a kind of no catalogue."""
    KINDS[kind]
    held = Commitment.objects.filter(workspace=workspace, kind=kind)
    found: Commitment | None = held.holding(on).order_by("-in_force_from").first()
    return found


def in_force(workspace: Workspace, on: date) -> dict[str, Commitment]:
    """Every commitment that holds on a day, by kind, in the catalogue's order. One query."""
    held = {one.kind: one for one in Commitment.objects.filter(workspace=workspace).holding(on)}
    return {kind: held[kind] for kind in KINDS if kind in held}


def printable(workspace: Workspace, on: date | None = None) -> list[Printed]:
    """What a proposal prints, grouped by ISO 26000 subject in its order. One query."""
    held = in_force(workspace, on or timezone.localdate())
    return [
        Printed(
            subject=str(words.SUBJECTS[one.subject]),
            title=str(words.KINDS[one.kind]),
            text=one.text,
            target=words.target(one),
        )
        for subject in Subject
        for one in held.values()
        if one.subject == subject and one.is_printed
    ]


def listed(workspace: Workspace, today: date) -> list[tuple[Subject, list[Commitment]]]:
    """Commitments in force or to come, by subject; withdrawn ones and those run out are left out. One query."""
    rows = Commitment.objects.filter(Q(in_force_to=None) | Q(in_force_to__gte=today), workspace=workspace).standing()
    order = list(KINDS)
    found = sorted(rows, key=lambda one: (order.index(one.kind), one.in_force_from))
    groups = [(subject, [one for one in found if one.subject == subject]) for subject in Subject]
    return [(subject, held) for subject, held in groups if held]


def past(workspace: Workspace, today: date) -> list[Commitment]:
    """Commitments that no longer hold, the latest end first. One query."""
    ended = Commitment.objects.filter(workspace=workspace, in_force_to__lt=today)
    return list(ended.order_by("-in_force_to", "kind"))


def find(workspace: Workspace, pk: int) -> Commitment | None:
    """One commitment that has not been withdrawn. One query."""
    found: Commitment | None = Commitment.objects.filter(workspace=workspace, pk=pk).standing().first()
    return found
