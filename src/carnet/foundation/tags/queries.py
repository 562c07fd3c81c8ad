"""Which tags there are, and who has which."""

from collections.abc import Sequence
from typing import Any

from django_scopes import scopes_disabled

from carnet.foundation.parties.models import Company, Person

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
