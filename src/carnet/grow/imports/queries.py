"""Imports to show, and what the base already holds of the keys of some rows."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.parties.rules import name_key
from carnet.foundation.workspaces.models import Membership

from .models import HeaderChoice, Import, Touched
from .perms import visible_to
from .rules.duplicates import Companies, People, person_key
from .rules.headers import key
from .rules.rows import Draft

RECENT = 50


def recent_imports(member: Membership) -> QuerySet[Import]:
    """The last 50. One query."""
    return (
        Import.objects.filter(visible_to(member)).select_related("member__user", "job").order_by("-created_at")[:RECENT]
    )


def visible_imports(member: Membership) -> QuerySet[Import]:
    return Import.objects.filter(visible_to(member)).select_related("job", "member__user")


def remembered(headers: Sequence[str]) -> dict[str, str]:
    """Where these headers went the last time in this workspace. One query."""
    return dict(
        HeaderChoice.objects.filter(header__in={key(one)[:200] for one in headers}).values_list("header", "target")
    )


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


def made_by(file: Import, kind: str, numbers: Iterable[int]) -> set[int]:
    """Which of these rows this very import made. One query."""
    made = Touched.objects.filter(file=file, kind=kind, object_id__in=list(numbers), is_created=True)
    return set(made.values_list("object_id", flat=True))
