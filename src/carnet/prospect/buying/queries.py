"""Reading buying centres: who sits in them, what is lacking, whom to see next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment, CallOutcome, Channel, Interaction, Task
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.workspaces.models import Membership
from carnet.prepared import Prepared

from . import models
from .models import Seat
from .rules.centre import (
    Actor,
    Attitude,
    Basis,
    Kind,
    Part,
    Purchase,
    Step,
    Tie,
    TieKind,
    covered,
    missing,
    motives_of,
    parts_of,
)
from .rules.choosing import Choice, Search, ranked, to_find
from .rules.gaps import Gap, gaps_of

NOT_REACHED = (CallOutcome.NO_ANSWER, CallOutcome.MESSAGE, CallOutcome.WRONG_NUMBER)
MOST = 60
"""People drawn on one map."""


@dataclass(slots=True)
class Coverage:
    """A company's buying centre as another room reads it. `next`: whom to see; `next_name`: their name."""

    company: int
    roles: frozenset[Part]
    lacking: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    next: Choice | None
    names: dict[int, str]
    purchase: Purchase
    is_placed: bool

    @property
    def next_name(self) -> str:
        return self.names.get(self.next.key, "") if self.next else ""

    @property
    def people(self) -> int:
        return len(self.names)

    @property
    def serious(self) -> int:
        return sum(gap.is_serious for gap in self.gaps)


@dataclass
class Centre:
    """The people of one company's purchases, or of one deal, with all that follows from them on `today`."""

    company: Company
    opportunity: Opportunity | None
    seats: dict[int, Seat]
    actors: list[Actor]
    ties: list[models.Tie]
    purchase: Purchase
    today: date
    placed: models.Purchase | None = None
    jobs: dict[int, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[int, str]:
        return {actor.key: actor.name for actor in self.actors}

    @cached_property
    def links(self) -> list[Tie]:
        return [_tie(row) for row in self.ties]

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return gaps_of(self.actors, self.links, self.purchase, self.today)

    @cached_property
    def choices(self) -> list[Choice]:
        return ranked(self.actors, self.links, self.purchase, self.today)

    @cached_property
    def search(self) -> Search | None:
        return to_find(self.actors, self.purchase) if self.actors else None

    @property
    def present(self) -> list[Actor]:
        return [actor for actor in self.actors if not actor.is_gone]


def _tie(row: models.Tie) -> Tie:
    return Tie(row.person_id, row.toward_id, TieKind(row.kind), row.strength)


def centre_of(company: Company, opportunity: Opportunity | None = None) -> Centre:
    """The centre of a company; with `opportunity`, what is said of that deal alone goes before. Seven queries."""
    rows = Seat.objects.filter(company=company).filter(Q(opportunity=None) | Q(opportunity=opportunity))
    found = _effective(rows.select_related("person").filter(person__deleted_at=None))
    seats = {seat.person_id: seat for seat in found[:MOST]}
    facts = _facts([company.pk], list(seats))
    ties = models.Tie.objects.filter(company=company, person__in=seats, toward__in=seats)
    stages = models.Purchase.objects.filter(company=company).filter(Q(opportunity=None) | Q(opportunity=opportunity))
    placed = max(stages, key=lambda row: row.opportunity_id or 0, default=None)
    return Centre(
        company=company,
        opportunity=opportunity,
        seats=seats,
        actors=[_actor(seat, facts) for seat in seats.values()],
        ties=list(ties.select_related("person", "toward")),
        purchase=_purchase(placed),
        today=timezone.localdate(),
        placed=placed,
        jobs={person: job for (_company, person), job in facts.jobs.items()},
    )


def _effective(rows: Iterable[Seat]) -> list[Seat]:
    """One seat for each person of a company: that of the deal before the general one."""
    found: dict[tuple[int, int], Seat] = {}
    for seat in sorted(rows, key=lambda one: (one.opportunity_id is not None, one.pk)):
        found[seat.company_id, seat.person_id] = seat
    return sorted(found.values(), key=lambda one: one.pk)


def _purchase(row: models.Purchase | None) -> Purchase:
    return Purchase(Step(row.step), Kind(row.kind)) if row else Purchase()


@dataclass(slots=True)
class _Facts:
    """What the agenda and the file say of people, by company and person."""

    jobs: dict[tuple[int, int], str]
    met: dict[int, date]
    planned: dict[int, date]


def _facts(companies: Sequence[int], people: Sequence[int]) -> _Facts:
    """Four queries."""
    roles = Affiliation.objects.current().filter(company__in=companies, person__in=people)
    rows = roles.order_by("is_main", "pk").values_list("company_id", "person_id", "job_title")
    jobs = {(company, person): job for company, person, job in rows}
    now = timezone.now()
    spoken = Interaction.objects.filter(person__in=people, at__lte=now).exclude(channel=Channel.NOTE)
    last = spoken.exclude(outcome__in=NOT_REACHED).order_by().values_list("person_id").annotate(last=Max("at"))
    met = {person: timezone.localtime(at).date() for person, at in last}
    meetings = Appointment.objects.filter(company__in=companies, person__in=people, cancelled_at=None)
    coming = meetings.filter(starts_at__gte=now).order_by().values_list("person_id").annotate(first=Min("starts_at"))
    planned = {person: timezone.localtime(at).date() for person, at in coming}
    tasks = Task.objects.open().filter(company__in=companies, person__in=people, due_on__gte=timezone.localdate())
    for person, due_on in tasks.order_by().values_list("person_id").annotate(first=Min("due_on")):
        planned[person] = min(due_on, planned.get(person, due_on))
    return _Facts(jobs, met, planned)


def _actor(seat: Seat, facts: _Facts) -> Actor:
    person = seat.person
    return Actor(
        key=seat.person_id,
        name=str(person),
        parts=parts_of(seat.parts),
        power=seat.power,
        attitude=Attitude(seat.attitude),
        motives=motives_of(seat.motives),
        basis=Basis(seat.basis),
        said_on=seat.said_on,
        met_on=facts.met.get(seat.person_id),
        planned_on=facts.planned.get(seat.person_id),
        is_gone=(seat.company_id, seat.person_id) not in facts.jobs,
        is_barred=bool(person.objected_at or person.restricted_at),
    )


def coverage_of(companies: Iterable[int]) -> dict[int, Coverage]:
    """For each company of a list that has a centre: roles known, what is lacking, whom to see. Seven queries.

    What is said of one deal alone is left out.
    """
    numbers = list(companies)
    rows = Seat.objects.filter(company__in=numbers, opportunity=None, person__deleted_at=None)
    seats = list(rows.select_related("person").order_by("pk"))
    facts = _facts(numbers, [seat.person_id for seat in seats])
    actors: dict[int, list[Actor]] = {}
    for seat in seats:
        actors.setdefault(seat.company_id, []).append(_actor(seat, facts))
    ties: dict[int, list[Tie]] = {}
    for tie in models.Tie.objects.filter(company__in=actors):
        ties.setdefault(tie.company_id, []).append(_tie(tie))
    placed = {row.company_id: row for row in models.Purchase.objects.filter(company__in=actors, opportunity=None)}
    today = timezone.localdate()
    return {key: _coverage(key, people, ties.get(key, []), placed.get(key), today) for key, people in actors.items()}


def _coverage(
    company: int, actors: list[Actor], ties: list[Tie], placed: models.Purchase | None, today: date
) -> Coverage:
    purchase, keys = _purchase(placed), {actor.key for actor in actors}
    drawn = [tie for tie in ties if tie.who in keys and tie.toward in keys]
    return Coverage(
        company=company,
        roles=covered(actors),
        lacking=missing(actors, purchase),
        gaps=gaps_of(actors, drawn, purchase, today),
        next=next(iter(ranked(actors, drawn, purchase, today)), None),
        names={actor.key: actor.name for actor in actors},
        purchase=purchase,
        is_placed=placed is not None,
    )


def companies_mapped(member: Membership | None = None) -> QuerySet[Company]:
    """Companies with a centre, of those that `member` follows or of all, in alphabetical order. One query."""
    rows = Company.objects.present().filter(pk__in=Seat.objects.filter(opportunity=None).values("company"))
    if member is not None:
        rows = rows.filter(owner=member)
    mapped: QuerySet[Company] = rows.order_by("name_key", "pk")
    return mapped


def deals_unmapped(member: Membership | None = None) -> QuerySet[Opportunity]:
    """Deals under way with a company nobody has mapped, the soonest expected first. One query."""
    seats = Seat.objects.filter(company=OuterRef("company"))
    rows: QuerySet[Opportunity] = Opportunity.objects.open().filter(~Exists(seats), company__deleted_at=None)
    if member is not None:
        rows = rows.filter(owner=member)
    return rows.select_related("company").order_by(F("expected_on").asc(nulls_last=True), "pk")


def people_to_seat(company: Company, seated: Iterable[int]) -> QuerySet[Person]:
    """Who works at the company now and is not on its map. One query."""
    roles = Affiliation.objects.current().filter(company=company)
    rows = Person.objects.present().filter(pk__in=roles.values("person"))
    people: QuerySet[Person] = rows.exclude(pk__in=list(seated)).order_by("name_key", "pk")
    return people


def deals_of(company: Company) -> QuerySet[Opportunity]:
    """Its deals under way. One query."""
    rows: QuerySet[Opportunity] = Opportunity.objects.open().filter(company=company)
    return rows.order_by("-created_at", "-pk")


def seats_told(company: int) -> dict[int, tuple[str, str]]:
    """The roles and the attitude of each person on a company's map, as letters and code. One kept query."""
    return {person: (parts, attitude) for person, parts, attitude in _seats_told.rows(company=company)}


_seats_told = Prepared(
    lambda company: (
        Seat.objects.filter(company=company, opportunity=None)
        .order_by("pk")
        .values_list("person_id", "parts", "attitude")[:MOST]
    ),
    company=int,
)
