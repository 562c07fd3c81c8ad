"""Which tags there are, and who has which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django_scopes import scopes_disabled

from carnet.foundation.parties.models import Company, Person
from carnet.prepared import Prepared

from .models import CompanyTag, PersonTag, Tag


def every_tag() -> list[tuple[int, str]]:
    """In alphabetical order. One query."""
    return list(Tag.objects.order_by("key").values_list("pk", "name"))


def tags_of(party: type[Company] | type[Person], ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of the tags of each record. One query."""
    model: Any = CompanyTag if party is Company else PersonTag
    link = "company_id" if party is Company else "person_id"
    # The ids are of the open workspace.
    with scopes_disabled():
        rows = model.objects.filter(**{f"{link}__in": ids}).order_by("tag__key")
    found: dict[int, list[str]] = {}
    for pk, name in rows.values_list(link, "tag__name"):
        found.setdefault(pk, []).append(name)
    return found


def tags_in(party: type[Company] | type[Person], ids: Sequence[int]) -> list[tuple[int, str]]:
    """The tags that at least one of the records has. One query."""
    link = "company_links__company" if party is Company else "person_links__person"
    return list(Tag.objects.filter(**{f"{link}__in": ids}).order_by("key").distinct().values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class Used:
    """A tag and how many records have it, those in the trash included."""

    tag: Tag
    companies: int
    people: int

    @property
    def records(self) -> int:
        return self.companies + self.people


def tags_used() -> list[Used]:
    """Every tag with its numbers, in alphabetical order. Three queries."""
    companies, people = (dict(rows.order_by().values_list("tag").annotate(count=Count("pk"))) for rows in _links())
    return [Used(tag, companies.get(tag.pk, 0), people.get(tag.pk, 0)) for tag in Tag.objects.order_by("key")]


def used(tag: Tag) -> Used:
    """Two queries."""
    companies, people = (rows.filter(tag=tag).count() for rows in _links())
    return Used(tag, companies, people)


def _links() -> tuple[Any, Any]:
    return CompanyTag.objects.all(), PersonTag.objects.all()


def tags_on(party: Company | Person) -> list[tuple[int, str, str]]:
    """Number, name and tone of the tags of one record, in alphabetical order. One query."""
    found = _of_company if isinstance(party, Company) else _of_person
    return [(pk, name, tone) for pk, name, tone in found.rows(party=party.pk)]


_of_company = Prepared(
    lambda party: (
        CompanyTag._base_manager.filter(company=party)
        .order_by("tag__key")
        .values_list("tag_id", "tag__name", "tag__tone")
    ),
    party=int,
)
_of_person = Prepared(
    lambda party: (
        PersonTag._base_manager.filter(person=party)
        .order_by("tag__key")
        .values_list("tag_id", "tag__name", "tag__tone")
    ),
    party=int,
)
