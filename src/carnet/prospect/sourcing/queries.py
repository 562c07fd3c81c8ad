"""Whom the register offers and what of them is known; what was chosen; what speaks against a record."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, QuerySet

from carnet.foundation.consents.fingerprints import marks
from carnet.foundation.consents.rules import EVERY
from carnet.foundation.consents.suppression import suppressed
from carnet.foundation.geo.cells import Frame
from carnet.foundation.geo.rules import Point
from carnet.foundation.parties.models import Company
from carnet.foundation.sirene import online
from carnet.foundation.sirene import queries as register
from carnet.foundation.sirene.queries import Establishment, Heap
from carnet.foundation.sirene.rules import scoring
from carnet.foundation.sirene.rules.scoring import Part, Term
from carnet.foundation.sirene.rules.target import Box, Criteria
from carnet.foundation.sirene.store import About
from carnet.prepared import Prepared

from .models import Doubt, Grid, Target, Targeting
from .rules import Advice, before_a_visit

MOST_NAMED = 60
"""Those on a map that are named one by one beside it."""
SIZE = 900
"""SIRENs of one query: SQLite takes no more values than it has places for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One of those offered. `company`: its number when it is in the file; `is_trashed`: thrown away by somebody."""

    row: Establishment
    rank: int
    parts: list[Part]
    company: int | None = None
    is_trashed: bool = False
    is_objecting: bool = False

    @property
    def is_new(self) -> bool:
        return self.company is None and not self.is_objecting


@dataclass(frozen=True, slots=True)
class Offer:
    """`count` of all that fit; `lines` the first of them.

    Online, `count` is of the legal units that the API announces, and not all are read: `is_whole`, `is_capped`.
    """

    count: int
    lines: list[Line]
    about: About
    is_whole: bool = True
    is_capped: bool = False

    @property
    def is_online(self) -> bool:
        return self.about.id == online.ID

    @property
    def new(self) -> int:
        return sum(line.is_new for line in self.lines)


def offer(criteria: Criteria, terms: Sequence[Term], *, top: int, workspace_id: int, only_new: bool = True) -> Offer:
    """What the register offers, the best first, and what is known of each. Two or three queries, one question."""
    if only_new:
        criteria = without_known(criteria)
    found = register.target(criteria, top=top, terms=terms)
    return Offer(found.count, _lines(found.rows, terms, found.about, workspace_id), found.about)


def _lines(rows: Sequence[Establishment], terms: Sequence[Term], about: About, workspace_id: int) -> list[Line]:
    """What is known of each. One or two queries."""
    sirens = [row.siren for row in rows]
    known, refusing = companies_of(sirens), objecting(sirens, workspace_id=workspace_id)
    lines = []
    for rank, row in enumerate(rows, 1):
        pk, is_trashed = known.get(row.siren, (None, False))
        parts = scoring.parts(terms, row, today=about.day)
        lines.append(Line(row, rank, parts, pk, is_trashed, row.siren in refusing))
    return lines


def offer_online(criteria: Criteria, terms: Sequence[Term], *, top: int, workspace_id: int, only_new: bool) -> Offer:
    """As `offer`, of the public API. Two or three queries, one to twenty requests. Raises OnlineRefused."""
    found = online.target(without_known(criteria) if only_new else criteria, top=top)
    lines = _lines(ranked(found.rows, terms, found.about.day), terms, found.about, workspace_id)
    return Offer(found.count, lines, found.about, found.is_whole, found.is_capped)


def ranked(rows: Sequence[Establishment], terms: Sequence[Term], today: date) -> list[Establishment]:
    """The same rows, each with its score, the best first; as they come without terms."""
    if not terms:
        return list(rows)
    scored = [replace(row, score=scoring.score(terms, row, today=today)) for row in rows]
    return sorted(scored, key=lambda row: -(row.score or 0.0))


def how_many(criteria: Criteria, *, only_new: bool = True) -> int:
    """How many the register offers. One query, one question."""
    return register.count(without_known(criteria) if only_new else criteria)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a screen of the map holds: `lines` where they are few enough to be named, else `heaps`."""

    count: int
    heaps: list[Heap]
    lines: list[Line]


def sight(criteria: Criteria, frame: Frame, zoom: int, *, only_new: bool = True) -> Sight:
    """Those of a frame that fit. One or two queries, one or two questions."""
    if only_new:
        criteria = without_known(criteria)
    box = Box(*frame)
    heaps = register.heaps(criteria, box, zoom)
    count = sum(heap.count for heap in heaps)
    if not 0 < count <= MOST_NAMED:
        return Sight(count, heaps, [])
    rows = register.target(criteria, top=MOST_NAMED, box=box).rows
    known = companies_of([row.siren for row in rows])
    return Sight(count, heaps, [Line(row, n, [], *known.get(row.siren, ())) for n, row in enumerate(rows, 1)])


def without_known(criteria: Criteria) -> Criteria:
    """The same question, leaving out every SIREN of the file. One query."""
    sirens = Company.objects.exclude(siren="").values_list("siren", flat=True)
    known = tuple(int(siren) for siren in sirens if siren.isdigit())
    return _leaving_out(criteria, known)


def _leaving_out(criteria: Criteria, known: tuple[int, ...]) -> Criteria:
    values = {name: getattr(criteria, name) for name in Criteria.__slots__}
    return Criteria(**{**values, "without": known})


def companies_of(sirens: Collection[str]) -> dict[str, tuple[int, bool]]:
    """The company of each SIREN that the file holds, trash included, and whether it is in the trash."""
    found: dict[str, tuple[int, bool]] = {}
    wanted = list(dict.fromkeys(sirens))
    for start in range(0, len(wanted), SIZE):
        rows = Company.objects.filter(siren__in=wanted[start : start + SIZE]).order_by("deleted_at", "pk")
        for siren, pk, deleted_at in rows.values_list("siren", "pk", "deleted_at"):
            if siren not in found or (found[siren][1] and deleted_at is None):
                found[siren] = (pk, deleted_at is not None)
    return found


def present(sirens: Iterable[str]) -> set[str]:
    """Of these SIRENs, those that the file holds, trash included."""
    return set(companies_of(list(sirens)))


def objecting(sirens: Collection[str], *, workspace_id: int) -> set[str]:
    """Of these SIRENs, those whose owner refused all prospecting here. One query while nobody ever did."""
    wanted = list(dict.fromkeys(sirens))
    rows = {number: marks(siren_number=siren) for number, siren in enumerate(wanted)}
    found = suppressed(rows, workspace_id=workspace_id)
    return {wanted[number] for number, channels in found.items() if EVERY in channels}


def grids() -> QuerySet[Grid]:
    """Those that are offered, with how often each was used. One query."""
    found: QuerySet[Grid] = Grid.objects.current().select_related("author__user")
    return found.annotate(uses=Count("targetings")).order_by("name", "pk")


def targetings() -> QuerySet[Targeting]:
    """What was chosen, the latest first. One query."""
    return Targeting.objects.filter(undone_at=None).select_related("grid", "author__user").order_by("-made_at", "-pk")


def targets_of(targeting: Targeting) -> QuerySet[Target]:
    """By rank, with their companies that are still there. One query."""
    rows = Target.objects.filter(targeting=targeting, company__deleted_at=None).select_related("company__owner__user")
    return rows.order_by("rank")


def places_of(companies: Collection[int]) -> dict[int, tuple[Point, bool]]:
    """Where companies that came from the register stand, and whether that is their address. One query.

    For whoever plans a tour: better than the middle of a commune.
    """
    rows = Target.objects.filter(company_id__in=companies, latitude__isnull=False).order_by("pk")
    found = rows.values_list("company_id", "latitude", "longitude", "is_exact")
    return {number: (Point(lat or 0.0, lon or 0.0), is_exact) for number, lat, lon, is_exact in found}


def doubts_of(companies: Collection[int]) -> dict[int, list[Doubt]]:
    """What speaks against each, the gravest first; those without a doubt are left out. One query."""
    found: dict[int, list[Doubt]] = {}
    for doubt in Doubt.objects.standing().filter(company_id__in=companies).order_by("-since", "pk"):
        found.setdefault(doubt.company_id, []).append(doubt)
    return {number: _gravest_first(rows) for number, rows in found.items()}


def doubts_on(company: int) -> list[Doubt]:
    """The same of one record. One query."""
    return _gravest_first(_standing.instances(company=company))


_standing = Prepared(
    lambda company: Doubt.objects.standing().filter(company=company).order_by("-since", "pk"), company=int
)


def _gravest_first(rows: Iterable[Doubt]) -> list[Doubt]:
    order = {kind: place for place, (kind, _name) in enumerate(Doubt._meta.get_field("kind").choices or ())}
    return sorted(rows, key=lambda doubt: order[doubt.kind])


def advice_for(companies: Collection[int]) -> dict[int, Advice]:
    """Whether one should drive there; only those where something speaks against it. One query."""
    return {number: before_a_visit([doubt.sign for doubt in doubts]) for number, doubts in doubts_of(companies).items()}
