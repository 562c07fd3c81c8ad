"""Imports to show, and what the base already holds of the keys of some rows."""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django_scopes import get_scope

from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.parties.rules import name_key
from carnet.foundation.workspaces.models import Membership

from .models import HeaderChoice, Import, Touched
from .perms import visible_to
from .rules.duplicates import Companies, People, person_key
from .rules.headers import key
from .rules.rows import Draft

RECENT = 50
_APART = "\x1f"
"""Between values that go to PostgreSQL as one text: a list of ten thousand would be bound value by value."""


def recent_imports(member: Membership) -> QuerySet[Import]:
    """The last 50. One query."""
    return (
        Import.objects.filter(visible_to(member)).select_related("member__user", "job").order_by("-created_at")[:RECENT]
    )


def lists_in_use() -> list[Import]:
    """One import of each origin and supplier whose rows are in the file, the newest first. One query."""
    done = Import.objects.filter(state=Import.State.DONE).exclude(origin="").order_by("-created_at", "-pk")
    found: dict[tuple[str, str], Import] = {}
    for file in done.only("origin", "supplier"):
        found.setdefault((file.origin, file.supplier), file)
    return list(found.values())


def visible_imports(member: Membership) -> QuerySet[Import]:
    return Import.objects.filter(visible_to(member)).select_related("job", "member__user")


def kept_parties(file: Import) -> list[Company | Person]:
    """What stayed when the import was taken back; the first 200. Two queries."""
    found: list[Company | Person] = []
    for kind, model in ((Touched.Kind.COMPANY, Company), (Touched.Kind.PERSON, Person)):
        numbers = [number for of_kind, number in file.kept if of_kind == kind]
        found += model.objects.present().filter(pk__in=numbers).order_by("pk") if numbers else []
    return found


def remembered(headers: Sequence[str]) -> dict[str, str]:
    """Where these headers went the last time in this workspace. One query."""
    return dict(
        HeaderChoice.objects.filter(header__in={key(one)[:200] for one in headers}).values_list("header", "target")
    )


def known_keys(model: type[Company] | type[Person], field: str, values: Iterable[str]) -> set[str]:
    """Which of these values a company or a person of the open workspace has in `field`. One query.

    The values go as one parameter, and blanks are excluded so that the partial index answers.
    """
    wanted = sorted(set(values) - {""})
    if not wanted:
        return set()
    table, column = model._meta.db_table, field
    is_found = f"t.workspace_id = %s AND t.deleted_at IS NULL AND NOT (t.{column} = '')"
    # Only names of our own models are written into the statements.
    if connection.vendor == "postgresql":
        sql = (
            f"SELECT DISTINCT t.{column} FROM {table} t WHERE {is_found} AND t.{column} = ANY(string_to_array(%s, %s))"  # noqa: S608
        )
        given: list[int | str] = [_workspace_id(), _APART.join(wanted), _APART]
    else:
        sql = (
            f"SELECT j.value FROM json_each(%s) j WHERE EXISTS "  # noqa: S608
            f"(SELECT 1 FROM {table} t WHERE {is_found} AND t.{column} = j.value)"
        )
        given = [json.dumps(wanted), _workspace_id()]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return {row[0] for row in cursor.fetchall()}


def _workspace_id() -> int:
    return int(get_scope()["workspace"].pk)


def base_of(drafts: Sequence[Draft]) -> tuple[Companies[int], People[int]]:
    """The companies and people of the base that share a key with the drafts. Seven queries at most."""
    companies = [draft.company for draft in drafts if draft.company and not draft.problems]
    people = [draft.person for draft in drafts if draft.person and not draft.problems]
    return _companies(companies), _people(people)


def _companies(drafts: Iterable[Mapping[str, str]]) -> Companies[int]:
    found: Companies[int] = Companies()
    drafts = list(drafts)
    if not drafts:
        return found
    rows: dict[int, dict[str, str]] = {}
    wanted = {
        "name_key": {name_key(draft["name"]) for draft in drafts},
        "siren": {draft.get("siren", "") for draft in drafts},
        "phone": {draft.get("phone", "") for draft in drafts},
        "email": {draft.get("email", "") for draft in drafts},
    }
    for field, values in wanted.items():
        values.discard("")
        if values:
            # The blank is excluded so that the partial index answers.
            matching = Company.objects.present().filter(~Q(**{field: ""}), **{f"{field}__in": values})
            for row in matching.values("pk", "name", "siren", "siret", "city", "phone", "email"):
                rows[row["pk"]] = row
    for pk in sorted(rows):
        found.add(pk, rows[pk])
    return found


def _people(drafts: Iterable[Mapping[str, str]]) -> People[int]:
    found: People[int] = People()
    drafts = list(drafts)
    if not drafts:
        return found
    names = {person_key(draft) for draft in drafts}
    emails = {draft["email"] for draft in drafts if draft.get("email")}
    rows: dict[int, dict[str, str]] = {}
    for clause in (Q(name_key__in=names), Q(email__in=emails) & ~Q(email="")):
        matching = Person.objects.present().filter(clause)
        for row in matching.values("pk", "given_name", "family_name", "phone", "email"):
            rows[row["pk"]] = row
    places: dict[int, list[str]] = {}
    if rows:
        roles = Affiliation.objects.current().filter(person__in=list(rows)).values_list("person_id", "company_id")
        for person, company in roles:
            places.setdefault(person, []).append(str(company))
    for pk in sorted(rows):
        for place in places.get(pk, [""]):
            found.add(pk, rows[pk], place)
    return found
