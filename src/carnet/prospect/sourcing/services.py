"""Set criteria before looking; add whom one has chosen. One act, one transaction, one event."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.consents.services import recognise_many
from carnet.foundation.fields.models import Source
from carnet.foundation.parties import bulk
from carnet.foundation.parties.models import Company
from carnet.foundation.search.pouring import allocate
from carnet.foundation.sirene import naf, online
from carnet.foundation.sirene import queries as register
from carnet.foundation.sirene.queries import Establishment, Found
from carnet.foundation.sirene.rules import scoring
from carnet.foundation.sirene.rules.scoring import Term
from carnet.foundation.sirene.rules.target import Criteria
from carnet.foundation.workspaces.models import Membership

from .models import Doubt, Grid, Target, Targeting
from .queries import objecting, present, ranked, without_known
from .rules import MOST_ADDED, VERSIONS, buyer_of, plain_criteria, plain_terms

CHUNK = 500
STOCK, API = "sirene", "api"
"""What a choice was made from: `Targeting.source`."""


class SourcingRefused(ValueError):
    """`reason`: no_name, no_terms, taken, gone, nothing (nobody new to add), too_many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def save_grid(*, member: Membership, name: str, terms: Sequence[Term], why: str = "", grid: Grid | None = None) -> Grid:
    """Write a set of criteria, or the next version of `grid`. Raises SourcingRefused. The former stays as it was."""
    name = " ".join(name.split())
    if not name:
        raise SourcingRefused("no_name")
    if not terms:
        raise SourcingRefused("no_terms")
    if grid is not None:
        _replace(grid)
    others = Grid.objects.filter(name=name)
    if others.current().exists():
        raise SourcingRefused("taken")
    last = others.order_by("-version").first()
    made = Grid.objects.create(
        name=name, version=last.version + 1 if last else 1, terms=plain_terms(terms), why=why.strip(), author=member
    )
    made.event = record(
        member=member,
        code="sourcing.grid_saved",
        subjects=[made],
        before={"id": grid.pk} if grid else None,
        after={"id": made.pk, "name": name, "version": made.version},
        is_undoable=True,
    )
    return made


def _replace(grid: Grid) -> None:
    if not Grid.objects.filter(pk=grid.pk, replaced_at=None).update(replaced_at=timezone.now()):
        raise SourcingRefused("gone")


@transaction.atomic
def withdraw_grid(*, member: Membership, grid: Grid) -> Event:
    """It is no longer offered; what was chosen by it still tells it. Raises SourcingRefused."""
    _replace(grid)
    after = {"id": grid.pk, "name": grid.name, "version": grid.version}
    return record(member=member, code="sourcing.grid_withdrawn", subjects=[grid], after=after, is_undoable=True)


@dataclass(slots=True)
class Added:
    """What became of a choice. `known`: in the file already; `objecting`: those who refuse to be prospected."""

    targeting: Targeting
    companies: list[int] = field(default_factory=list)
    known: int = 0
    objecting: int = 0

    @property
    def event(self) -> Event | None:
        return self.targeting.event


def add_targets(
    *,
    member: Membership,
    criteria: Criteria,
    grid: Grid | None = None,
    top: int = 50,
    only: Collection[str] = (),
    place: str = "",
    is_online: bool = False,
) -> Added:
    """Add the best `top` that fit as suspects, or of these `only` the SIRETs given. Raises SourcingRefused, TooLong,
    and OnlineRefused where the API is asked instead of the register.

    One company for each SIREN: never one that is in the file, in the trash, or that objects. Each datum says that it
    comes from Insee and of which day.
    """
    if not 0 < top <= MOST_ADDED:
        raise SourcingRefused("too_many")
    terms = grid.rules if grid else []
    # Asked before the transaction opens: the register is no part of the database.
    found = _online(criteria, top, terms) if is_online else register.target(criteria, top=top, terms=terms)
    rows = [row for row in found.rows if not only or row.siret in only]
    targeting = Targeting(
        grid=grid,
        criteria=plain_criteria(criteria),
        place=place[:120],
        source=API if is_online else STOCK,
        stock_on=found.about.day,
        found=found.count,
        author=member,
    )
    return _add(member, targeting, found, rows)


def _online(criteria: Criteria, top: int, terms: Sequence[Term]) -> Found:
    found = online.target(without_known(criteria), top=top)
    return Found(found.count, ranked(found.rows, terms, found.about.day), found.about)


@transaction.atomic
def _add(member: Membership, targeting: Targeting, found: Found, rows: Sequence[Establishment]) -> Added:
    sirens = [row.siren for row in rows]
    known = present(sirens)
    refusing = objecting(sirens, workspace_id=member.workspace_id)
    chosen: dict[str, Establishment] = {}
    for row in rows:
        if row.siren not in known and row.siren not in refusing:
            chosen.setdefault(row.siren, row)
    if not chosen:
        raise SourcingRefused("nothing")
    targeting.added = len(chosen)
    targeting.save()
    numbers = _create(member, list(chosen.values()), found)
    _targets(targeting, numbers, list(chosen.values()), found)
    targeting.event = record(
        member=member,
        code="sourcing.targets_added",
        subjects=[targeting, *(Company(pk=number) for number in numbers)],
        after={
            "id": targeting.pk,
            "count": len(numbers),
            "found": found.count,
            "stock_on": found.about.stock_on,
            "grid": targeting.grid.name if targeting.grid else "",
            "place": targeting.place,
        },
        is_undoable=True,
    )
    return Added(targeting, numbers, len(known), len(refusing))


def _create(member: Membership, rows: Sequence[Establishment], found: Found) -> list[int]:
    numbers = list(allocate(Company, len(rows)))
    now = timezone.now()
    through = "API Recherche d’entreprises, " if found.about.id == online.ID else ""
    detail = f"Insee, Sirene, {through}{found.about.day:%d/%m/%Y}"
    origin = bulk.Origin(member.workspace_id, Source.SIRENE, detail, now)
    bulk.create_companies(
        [bulk.NewCompany(number, values(row), found.about.day) for number, row in zip(numbers, rows, strict=True)],
        origin,
    )
    years: list[Any] = [
        Company(pk=number, staff_year=row.staff_year)
        for number, row in zip(numbers, rows, strict=True)
        if row.staff_year
    ]
    bulk.update(Company, ["staff_year"], years)
    recognise_many(Company, numbers, workspace_id=member.workspace_id, at=now)
    return numbers


def values(row: Establishment) -> dict[str, str]:
    """A company of the file as the register tells it. No phone, e-mail or website: the register has none."""
    return {
        "name": row.name[:200],
        "legal_name": row.legal_name[:200] if row.legal_name != row.name else "",
        "buyer_kind": buyer_of(row.legal_form, row.staff),
        "siren": row.siren,
        "siret": row.siret,
        "naf_code": row.naf[:6],
        "naf_version": VERSIONS.get(row.naf_version, row.naf_version[:8]),
        "industry": naf.label(row.naf)[:120],
        "staff_band": row.staff,
        "street": " ".join(filter(None, (row.further, row.street)))[:200],
        "postcode": row.postcode[:10],
        "city": row.city[:100],
    }


def _targets(targeting: Targeting, numbers: Sequence[int], rows: Sequence[Establishment], found: Found) -> None:
    terms = targeting.grid.rules if targeting.grid else []
    Target.objects.bulk_create(
        [
            Target(
                targeting=targeting,
                company_id=number,
                siret=row.siret,
                rank=rank,
                score=row.score,
                parts=[
                    {"kind": part.term.kind, "points": part.points, "most": part.most, "known": part.is_known}
                    for part in scoring.parts(terms, row, today=found.about.day)
                ],
                km=row.km,
                latitude=row.lat,
                longitude=row.lon,
                is_exact=row.at_address,
                legal_form=row.legal_form,
                size=row.size,
                established_on=row.created,
            )
            for rank, (number, row) in enumerate(zip(numbers, rows, strict=True), 1)
        ],
        batch_size=CHUNK,
    )


@transaction.atomic
def set_aside(*, member: Membership, doubt: Doubt, because: str) -> Event:
    """Somebody has cleared it up: the record holds. Raises SourcingRefused with reason `gone` or `no_reason`."""
    because = " ".join(because.split())
    if not because:
        raise SourcingRefused("no_reason")
    ended = {"ended_at": timezone.now(), "ended_by": member, "because": because[:200]}
    if not Doubt.objects.filter(pk=doubt.pk, ended_at=None).update(**ended):
        raise SourcingRefused("gone")
    after = {"id": doubt.pk, "kind": doubt.kind, "because": because}
    return record(
        member=member, code="sourcing.doubt_set_aside", subjects=[doubt.company], after=after, is_undoable=True
    )
