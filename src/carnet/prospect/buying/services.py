"""Seat people in a buying centre, tie them together, say where the purchase stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.workspaces.models import Membership

from .models import Purchase, Seat, Tie
from .rules.centre import MUTUAL, Attitude, Basis, Motive, Part, TieKind, letters

SEAT_FIELDS = ("parts", "power", "attitude", "motives", "basis", "source", "said_on", "notes")
TIE_FIELDS = ("company_id", "person_id", "toward_id", "kind", "strength", "author_id")
PURCHASE_FIELDS = ("step", "kind", "said_on")


class BuyingRefused(ValueError):
    """`reason`: not_theirs (no role at the company, or a deal of another), no_part, in_the_future, no_seat (one of the
    two is not on the map), oneself, taken (tied so already), not_found, gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def plain(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
    """What an event keeps of a row."""
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _belongs(company: Company, opportunity: Opportunity | None) -> None:
    if opportunity is not None and opportunity.company_id != company.pk:
        raise BuyingRefused("not_theirs")


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    said_on: date = values.get("said_on") or timezone.localdate()
    found = {
        "parts": letters(values["parts"], Part),
        "power": values.get("power"),
        "attitude": Attitude(values.get("attitude") or Attitude.UNKNOWN).value,
        "motives": letters(values.get("motives") or "", Motive),
        "basis": Basis(values.get("basis") or Basis.GUESS).value,
        "source": " ".join(str(values.get("source") or "").split())[:200],
        "said_on": said_on,
        "notes": str(values.get("notes") or "").strip()[:1000],
    }
    if not found["parts"]:
        raise BuyingRefused("no_part")
    if said_on > timezone.localdate():
        raise BuyingRefused("in_the_future")
    return found


@transaction.atomic
def save_seat(
    *,
    member: Membership,
    company: Company,
    person: Person,
    values: Mapping[str, Any],
    opportunity: Opportunity | None = None,
) -> Seat:
    """Say what a person is in the purchases of a company, or in one deal. `values`: SEAT_FIELDS, `parts` and `motives`
    as letters in any order. Raises BuyingRefused."""
    _belongs(company, opportunity)
    seat = Seat.objects.select_for_update(of=("self",)).filter(company=company, person=person, opportunity=opportunity)
    row = seat.first()
    if row is None and not Affiliation.objects.current().filter(company=company, person=person).exists():
        raise BuyingRefused("not_theirs")
    before = plain(row, SEAT_FIELDS) if row else None
    row = row or Seat(company=company, person=person, opportunity=opportunity)
    row.company, row.person = company, person
    for name, value in _checked(values).items():
        setattr(row, name, value)
    row.author = member
    row.save()
    row.event = record(
        member=member,
        code="buying.seat_saved",
        subjects=[company, person],
        before=before,
        after={
            "id": row.pk,
            "name": str(person),
            "company": company.name,
            "deal": opportunity.name if opportunity else "",
            **plain(row, SEAT_FIELDS),
        },
        is_undoable=True,
    )
    return row


def ties_of(company: Company, person: Person) -> models.QuerySet[Tie]:
    return Tie.objects.filter(Q(person=person) | Q(toward=person), company=company)


@transaction.atomic
def remove_seat(*, member: Membership, seat: Seat) -> Event:
    """Take somebody off the map, their ties with them; of one deal alone, what holds for the others stays."""
    ties = [] if seat.opportunity_id else list(ties_of(seat.company, seat.person).order_by("pk"))
    before = {
        "name": str(seat.person),
        "seat": plain(seat, (*SEAT_FIELDS, "company_id", "person_id", "opportunity_id", "author_id")),
        "ties": [plain(tie, TIE_FIELDS) for tie in ties],
    }
    Tie.objects.filter(pk__in=[tie.pk for tie in ties]).delete()
    subjects = [seat.company, seat.person]
    seat.delete()
    return record(
        member=member, code="buying.seat_removed", subjects=subjects, before=before, after={}, is_undoable=True
    )


@transaction.atomic
def save_tie(
    *, member: Membership, company: Company, person: Person, toward: Person, kind: str, strength: int = 2
) -> Tie:
    """Say how one person stands to another; the same tie said again changes its strength. Raises BuyingRefused."""
    if person.pk == toward.pk:
        raise BuyingRefused("oneself")
    seated = set(Seat.objects.filter(company=company, person__in=[person, toward]).values_list("person_id", flat=True))
    if len(seated) < 2:
        raise BuyingRefused("no_seat")
    if TieKind(kind) in MUTUAL and person.pk > toward.pk:
        person, toward = toward, person
    key = {"company": company, "person": person, "toward": toward, "kind": TieKind(kind).value}
    row = Tie.objects.select_for_update(of=("self",)).filter(**key).first()
    before = {"strength": row.strength} if row else None
    row = row or Tie(**key)
    row.strength, row.author = strength, member
    row.save()
    row.event = record(
        member=member,
        code="buying.tie_saved",
        subjects=[company, person, toward],
        before=before,
        after={"id": row.pk, "who": str(person), "whom": str(toward), "kind": row.kind, "strength": strength},
        is_undoable=True,
    )
    return row


@transaction.atomic
def remove_tie(*, member: Membership, tie: Tie) -> Event:
    before = {"who": str(tie.person), "whom": str(tie.toward), "tie": plain(tie, TIE_FIELDS)}
    subjects = [tie.company, tie.person, tie.toward]
    tie.delete()
    return record(
        member=member, code="buying.tie_removed", subjects=subjects, before=before, after={"kind": tie.kind},
        is_undoable=True,
    )  # fmt: skip


@transaction.atomic
def save_purchase(
    *, member: Membership, company: Company, step: str, kind: str, opportunity: Opportunity | None = None
) -> Purchase:
    """Say where the purchase of a company stands, or of one deal, today. Raises BuyingRefused."""
    _belongs(company, opportunity)
    rows = Purchase.objects.select_for_update(of=("self",))
    row = rows.filter(company=company, opportunity=opportunity).first()
    before = plain(row, PURCHASE_FIELDS) if row else None
    row = row or Purchase(company=company, opportunity=opportunity)
    row.step, row.kind, row.said_on = step, kind, timezone.localdate()
    row.save()
    row.event = record(
        member=member,
        code="buying.purchase_saved",
        subjects=[company, *([opportunity] if opportunity else [])],
        before=before,
        after={
            "id": row.pk,
            "company": company.name,
            "deal": opportunity.name if opportunity else "",
            **plain(row, PURCHASE_FIELDS),
        },
        is_undoable=True,
    )
    return row
