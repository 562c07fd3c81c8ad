"""Reading the customer file: who follows whom, what comes next, the cities there are."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.foundation.agenda.models import Task
from carnet.foundation.documents.models import Document
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Address, Affiliation, Company, ContactPoint, Person, Provenance
from carnet.foundation.search.rules import fold
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.prepared import Prepared
from carnet.sell.closing.models import Quote


def owners_of(workspace: Workspace) -> dict[int, str]:
    """The names of the active members, by id, in alphabetical order. One query."""
    named = ((pk, name or email) for pk, name, email in _members.rows(workspace=workspace.pk))
    return dict(sorted(named, key=lambda pair: pair[1].casefold()))


_members = Prepared(
    lambda workspace: Membership.objects.filter(workspace=workspace, is_active=True).values_list(
        "pk", "user__name", "user__email"
    ),
    workspace=int,
)


PAGE = 50
"""Companies of which one statement asks."""


def next_actions(company_ids: list[int]) -> dict[int, tuple[date, str]]:
    """The earliest open task of each company: its day and its title. One query for a page of a list."""
    found: dict[int, tuple[date, str]] = {}
    for start in range(0, len(company_ids), PAGE):
        ids = company_ids[start : start + PAGE]
        asked = {f"company_{place}": ids[min(place, len(ids) - 1)] for place in range(PAGE)}
        # Read from the latest to the earliest: the earliest stays.
        found |= {company_id: (due_on, title) for company_id, due_on, title in _open_tasks.rows(**asked)}
    return found


# The ids are of the open workspace. To say so again would send SQLite through every task of it.
_open_tasks = Prepared(
    lambda **companies: (
        Task.objects.open()
        .filter(company_id__in=list(companies.values()))
        .order_by("-due_on", "-pk")
        .values_list("company_id", "due_on", "title")
    ),
    **{f"company_{place}": int for place in range(PAGE)},
)


def cities_like(start: str, limit: int = 20) -> list[str]:
    """The cities of the file that begin so, in order. One query along the index of cities."""
    rows: Any = Company.objects.present()
    if start:
        begin = start[:1].upper() + start[1:]
        rows = rows.filter(city__gte=begin, city__lt=f"{begin}\U0010ffff")
    else:
        rows = rows.exclude(city="")
    return list(rows.order_by("city").values_list("city", flat=True).distinct()[:limit])


@dataclass(slots=True)
class Facets:
    """What stands beside a company's thread, by tab. The lists of deals and quotes are read where their tab is open."""

    people: list[Affiliation]
    past_people: list[Affiliation]
    opportunity_count: int
    quote_count: int
    document_count: int
    opportunities: list[Opportunity] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)

    @property
    def documents(self) -> list[Document]:
        return [quote.document for quote in self.quotes if quote.document]


def facets_of(company: Company, tab: str = "") -> Facets:
    """The people of a company, and how many deals, quotes and documents it has. Three queries, one more in a tab."""
    roles: list[Affiliation] = _roles.instances(company=company.pk)
    today = timezone.localdate()
    quote_count, document_count = _quote_counts.first(company=company.pk) or (0, 0)
    (opportunity_count,) = _deal_count.first(company=company.pk) or (0,)
    found = Facets(
        people=[role for role in roles if role.ended_on is None or role.ended_on >= today],
        past_people=[role for role in roles if role.ended_on is not None and role.ended_on < today],
        opportunity_count=opportunity_count,
        quote_count=quote_count,
        document_count=document_count,
    )
    if tab == "affaires":
        deals = Opportunity.objects.filter(company=company)
        found.opportunities = list(deals.select_related("stage").order_by("-created_at", "-pk")[:50])
    if tab in {"devis", "documents"}:
        rows = Quote.objects.filter(company=company).select_related("document").defer("document__data")
        found.quotes = list(rows.order_by("-created_at", "-pk")[:50])
    return found


_roles = Prepared(
    lambda company: (
        Affiliation.objects.filter(company=company, person__deleted_at=None)
        .select_related("person")
        .order_by("-is_main", "person__name_key", "pk")[:200]
    ),
    company=int,
)
_quote_counts = Prepared(
    lambda company: (
        Quote.objects.filter(company=company)
        .values("company")
        .annotate(every=Count("pk"), frozen=Count("document"))
        .values_list("every", "frozen")
    ),
    company=int,
)
_deal_count = Prepared(
    lambda company: (
        Opportunity.objects.filter(company=company).values("company").annotate(every=Count("pk")).values_list("every")
    ),
    company=int,
)


def roles_of(person: Person) -> list[Affiliation]:
    """Where a person works and worked, the present first. One query."""
    return list(
        Affiliation.objects.filter(person=person)
        .select_related("company")
        .order_by(F("ended_on").desc(nulls_first=True), "-is_main", "-started_on", "-pk")
    )


def present_roles(person_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Where each person works now, the main role before the others: the company's name and the job. One query."""
    # As above: the ids are of the open workspace.
    with scopes_disabled():
        current = Affiliation.objects.current().filter(person_id__in=person_ids).order_by("is_main", "pk")
    roles = current.values_list("person_id", "company__name", "job_title")
    return {person_id: (company, job) for person_id, company, job in roles}


def companies_named(start: str, limit: int = 12) -> list[str]:
    """Names of companies that begin so. One query along the index of names."""
    key = fold(start)
    if len(key) < 2:
        return []
    rows = Company.objects.present().filter(name_key__prefix=key).order_by("name_key")
    return list(rows.values_list("name", flat=True)[:limit])


@dataclass(slots=True)
class Reach:
    """Further ways to reach a party, each with where it comes from."""

    points: list[tuple[ContactPoint, Provenance | None]]
    addresses: list[tuple[Address, Provenance | None]]


def reach_of(party: Company | Person) -> Reach:
    """The further phones, e-mails, pages and addresses of a party. Three queries, two when there are none."""
    kind = "company" if isinstance(party, Company) else "person"
    points: list[ContactPoint] = _points[kind].instances(party=party.pk)
    addresses: list[Address] = _addresses[kind].instances(party=party.pk)
    keys = [*(origin_key(row) for row in points), *(origin_key(row) for row in addresses)]
    rows = Provenance.objects.filter(**{kind: party}, field__in=keys).order_by("collected_on", "pk") if keys else []
    sources = {row.field: row for row in rows}
    return Reach(
        points=[(row, sources.get(origin_key(row))) for row in points],
        addresses=[(row, sources.get(origin_key(row))) for row in addresses],
    )


def _points_of(kind: str) -> Prepared:
    return Prepared(
        lambda party: ContactPoint.objects.filter(**{kind: party}).order_by("channel", "-is_preferred", "pk"),
        party=int,
    )


def _addresses_of(kind: str) -> Prepared:
    return Prepared(lambda party: Address.objects.filter(**{kind: party}).order_by("use", "pk"), party=int)


_points = {kind: _points_of(kind) for kind in ("company", "person")}
_addresses = {kind: _addresses_of(kind) for kind in ("company", "person")}


def origin_key(row: ContactPoint | Address) -> str:
    """What names a further phone or address in the provenances of its party."""
    return f"{row._meta.model_name}.{row.pk}"
