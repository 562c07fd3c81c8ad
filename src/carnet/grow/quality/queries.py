"""The queue of what is to be completed, and how the whole file stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from carnet.foundation.parties.models import Company, Person

from .models import Assessment
from .reading import qualities
from .rules import Kind, Quality

PAGE = 25
GOOD = 80
"""The score from which a record needs nobody today."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the queue is narrowed to. `model` is Company or Person; `after`: the last row of the page before."""

    model: type[Company] | type[Person] = Company
    kind: str = ""
    field: str = ""
    owner: int | None = None
    is_due: bool = False
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    party: Company | Person
    quality: Quality


@dataclass(frozen=True, slots=True)
class Summary:
    """`mean` None while nothing is measured. `unmeasured`: records that nobody has looked at since they changed."""

    measured: int
    mean: int | None
    good: int
    by_kind: dict[str, int]
    due: int
    unmeasured: int
    measured_at: datetime | None


def party_of(model: type[Company] | type[Person]) -> str:
    return "company" if model is Company else "person"


def assessments(wish: Wish) -> QuerySet[Assessment]:
    """Those of records in the file, the worst first; the trash waits for nobody."""
    name = party_of(wish.model)
    rows = Assessment.objects.filter(**{f"{name}__isnull": False, f"{name}__deleted_at": None})
    if wish.kind:
        rows = rows.filter(kinds__contains=f" {wish.kind} ")
    if wish.field:
        rows = rows.filter(fields__contains=f" {wish.field} ")
    if wish.owner is not None:
        rows = rows.filter(**{f"{name}__owner": wish.owner})
    if wish.is_due:
        rows = rows.filter(verify_on__lte=timezone.localdate())
    return rows.order_by("score", "pk")


def queue(wish: Wish) -> tuple[list[Line], int | None]:
    """A page of records to complete, looked at anew, and the edge of the next page. Four or five queries."""
    rows = assessments(wish).filter(score__lt=100)
    if wish.after is not None and (edge := Assessment.objects.filter(pk=wish.after).first()):
        rows = rows.filter(Q(score__gt=edge.score) | Q(score=edge.score, pk__gt=edge.pk))
    name = party_of(wish.model)
    found = list(rows.select_related(name)[: PAGE + 1])
    parties: Sequence[Any] = [getattr(row, name) for row in found[:PAGE]]
    now = qualities(parties)
    lines = [Line(party, now[party.pk]) for party in parties if now[party.pk].findings]
    return lines, found[PAGE - 1].pk if len(found) > PAGE else None


def summary(model: type[Company] | type[Person]) -> Summary:
    """Two queries, each over the records of one kind."""
    rows = assessments(Wish(model))
    found = rows.order_by().aggregate(
        measured=Count("pk"),
        mean=Avg("score"),
        good=Count("pk", filter=Q(score__gte=GOOD)),
        due=Count("pk", filter=Q(verify_on__lte=timezone.localdate())),
        at=Max("computed_at"),
        **{kind.value: Count("pk", filter=Q(kinds__contains=f" {kind.value} ")) for kind in Kind},
    )
    return Summary(
        measured=found["measured"],
        mean=None if found["mean"] is None else round(found["mean"]),
        good=found["good"],
        by_kind={kind.value: found[kind.value] for kind in Kind},
        due=found["due"],
        unmeasured=outdated(model).count(),
        measured_at=found["at"],
    )


def outdated(model: type[Company] | type[Person], today: date | None = None) -> QuerySet[Any]:
    """Records never measured, changed since, or one of whose data has aged since. In the order of their ids."""
    mine = Assessment.objects.filter(**{party_of(model): OuterRef("pk")})
    fresh = mine.filter(computed_at__gte=OuterRef("updated_at"))
    if today is not None:
        # What had aged on the day of the measure is counted; what ages after it is not yet.
        fresh = fresh.exclude(verify_on__lte=today, verify_on__gt=F("computed_at__date"))
    rows: QuerySet[Any] = model.objects.present().filter(~Exists(fresh)).order_by("pk")
    return rows
