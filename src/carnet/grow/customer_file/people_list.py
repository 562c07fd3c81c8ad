"""The list of people: where they work, how to reach them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from carnet.foundation.fields import listing
from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.filters.listing import reader
from carnet.foundation.parties.findable import PERSON
from carnet.foundation.parties.models import Person, PersonValue
from carnet.foundation.search.queries import narrowed
from carnet.foundation.ui.lists import Column, ListSpec, Row
from carnet.foundation.ui.segments import along
from carnet.foundation.ui.templatetags.carnet import ago, day
from carnet.foundation.workspaces.models import Membership

from .company_fields import FLAGS, flag, tags
from .company_list import party_filters
from .groups import person_groups
from .person_fields import editable
from .queries import present_roles
from .subjects import person_subjects

CODE = "people"


def people_list(member: Membership, owners: Mapping[int, str]) -> ListSpec:
    """`owners` names the workspace's members by id."""
    own = visible_fields(Holder.PERSON, member)
    return ListSpec(
        code=CODE,
        columns=(*_columns(editable(owners)), tags(Person), *listing.columns(own)),
        default_sort="nom",
        rows=present,
        search=_search,
        filters=(*party_filters(member, owners), *listing.filters(own, PersonValue)),
        enrich=_enrich,
        always=("given_name", "family_name"),
        select=reader(lambda: person_subjects(member, owners)),
        groupings=person_groups(member, owners),
    )


def _search(rows: QuerySet[Any], text: str) -> tuple[QuerySet[Any], str]:
    found = narrowed(rows, text, PERSON)
    return found.rows, found.beginning


def present() -> QuerySet[Any]:
    return Person.objects.present()


def full_name(row: Row) -> str:
    """As one looks it up: the last name first, as the list is sorted."""
    return f"{row['family_name']} {row['given_name']}".strip()


def _columns(fields: Mapping[str, Column]) -> tuple[Column, ...]:
    return (
        Column(
            "nom",
            gettext_lazy("Name"),
            ("family_name", "given_name", *FLAGS),
            full_name,
            along("name_key"),
            tag=flag,
            export=full_name,
        ),
        Column("societe", gettext_lazy("Company"), (), lambda row: row["company"], card="brief"),
        Column("fonction", gettext_lazy("Job"), (), lambda row: row["job"], card="brief"),
        fields["phone"],
        fields["email"],
        fields["owner"],
        Column(
            "contact",
            gettext_lazy("Last contact"),
            ("last_contact_at",),
            lambda row: ago(row["last_contact_at"]),
            export=lambda row: day(row["last_contact_at"]),
        ),
        Column(
            "ajout",
            gettext_lazy("Added on"),
            ("created_at",),
            lambda row: day(row["created_at"]),
            is_shown=False,
        ),
    )


def _enrich(rows: list[Row]) -> None:
    roles = present_roles([row["id"] for row in rows])
    for row in rows:
        row["company"], row["job"] = roles.get(row["id"], ("", ""))
