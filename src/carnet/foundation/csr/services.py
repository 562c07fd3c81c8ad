"""Set and withdraw the company's commitments: one act, one transaction, one event."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import Commitment
from .rules import INWARD, KINDS, STARTER_SET, CommitmentInvalid, Kind, check_target
from .words import PROPOSALS

FIELDS = ("kind", "text", "target", "target_end", "in_force_from", "in_force_to", "is_active", "is_printed")


class CommitmentChanged(Exception):
    """Someone else saved the commitment meanwhile; `current` is the row as it stands now."""

    def __init__(self, current: Commitment) -> None:
        super().__init__("changed")
        self.reason = "changed"
        self.current = current


def plain(commitment: Commitment) -> dict[str, Any]:
    """The row as an event keeps it: dates as ISO text."""
    values = {name: getattr(commitment, name) for name in FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


@transaction.atomic
def set_commitment(
    *,
    member: Membership,
    kind: str,
    text: str,
    in_force_from: date,
    in_force_to: date | None = None,
    target: int | None = None,
    target_end: int | None = None,
    is_printed: bool = True,
    commitment: Commitment | None = None,
    seen_at: datetime | None = None,
) -> Commitment:
    """Commit to something, or change `commitment`. An open commitment of the same kind ends the day before.

    Raises CommitmentInvalid, and CommitmentChanged when the row was saved after `seen_at`.
    """
    row = _locked(commitment, seen_at) if commitment else Commitment(workspace=member.workspace, kind=kind)
    before = plain(row) if commitment else None
    row.text = _text(text)
    row.target, row.target_end = check_target(_kind(row.kind), target, target_end)
    row.in_force_from, row.in_force_to, row.is_printed = in_force_from, in_force_to, is_printed
    if in_force_to is not None and in_force_to < in_force_from:
        raise CommitmentInvalid("dates_reversed", "in_force_to")
    ended = _make_room(row)
    row.save()
    record(
        member=member,
        code="csr.commitment_set",
        subjects=[row],
        before={"row": before, "ended": ended},
        after={"id": row.pk, "row": plain(row)},
        is_undoable=True,
    )
    return row


def _text(text: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > 600:
        raise CommitmentInvalid("text_needed", "text")
    return words


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise CommitmentInvalid("unknown_kind", "kind")
    return KINDS[code]


def _locked(commitment: Commitment, seen_at: datetime | None) -> Commitment:
    row: Commitment = Commitment.objects.select_for_update(of=("self",)).standing().get(pk=commitment.pk)
    if seen_at is not None and row.updated_at > seen_at:
        raise CommitmentChanged(row)
    return row


def _make_room(row: Commitment) -> int | None:
    """End the open commitment that began before `row`; its id. Raises CommitmentInvalid on any other overlap."""
    others = Commitment.objects.select_for_update(of=("self",)).filter(workspace=row.workspace, kind=row.kind)
    meeting = others.standing().exclude(pk=row.pk).filter(Q(in_force_to=None) | Q(in_force_to__gte=row.in_force_from))
    if row.in_force_to is not None:
        meeting = meeting.filter(in_force_from__lte=row.in_force_to)
    found = list(meeting.order_by("in_force_from"))
    if not found:
        return None
    previous: Commitment = found[0]
    if len(found) > 1 or previous.in_force_to is not None or previous.in_force_from >= row.in_force_from:
        raise CommitmentInvalid("overlaps", "in_force_from")
    previous.in_force_to = row.in_force_from - timedelta(days=1)
    previous.save(update_fields=["in_force_to", "updated_at"])
    return int(previous.pk)


@transaction.atomic
def withdraw(*, member: Membership, commitment: Commitment, on: date | None = None) -> Event:
    """Stop holding to a commitment from `on` (today): it ends the day before; one still to come never begins."""
    row = _locked(commitment, None)
    before = plain(row)
    last_day = max(on or timezone.localdate(), row.in_force_from) - timedelta(days=1)
    row.in_force_to = min(row.in_force_to, last_day) if row.in_force_to else last_day
    row.is_active = False
    row.save()
    return record(
        member=member,
        code="csr.commitment_withdrawn",
        subjects=[row],
        before={"row": before},
        after={"id": row.pk, "row": plain(row)},
        is_undoable=True,
    )


@transaction.atomic
def adopt_starter_set(*, member: Membership, on: date | None = None) -> Event:
    """Commit in one act to the kinds of the starter set that the company has not set yet, in proposed words."""
    day = on or timezone.localdate()
    taken = set(
        Commitment.objects.filter(Q(in_force_to=None) | Q(in_force_to__gte=day), workspace=member.workspace)
        .standing()
        .values_list("kind", flat=True)
    )
    rows = [
        Commitment(
            workspace=member.workspace,
            kind=code,
            text=str(PROPOSALS[code]),
            target=KINDS[code].usual,
            target_end=KINDS[code].usual_end,
            in_force_from=day,
            is_printed=code not in INWARD,
        )
        for code in STARTER_SET
        if code not in taken
    ]
    for row in rows:
        row.save()
    return record(
        member=member,
        code="csr.starter_set_adopted",
        subjects=rows,
        after={"ids": [row.pk for row in rows], "rows": [plain(row) for row in rows]},
        is_undoable=bool(rows),
    )
