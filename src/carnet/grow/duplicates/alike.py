"""People who may already be the one being written down: asked while one types, hence quick."""

from django.db.models import Q
from rapidfuzz import fuzz

from carnet.foundation.parties.findable import PERSON
from carnet.foundation.parties.identifiers import email, or_empty, phone
from carnet.foundation.parties.models import Affiliation, Person
from carnet.foundation.parties.rules import Match
from carnet.foundation.search.queries import containing
from carnet.foundation.search.rules import fold

LIMIT = 5
ALIKE = 0.88
"""Likeness of two whole names, their words in any order, from which one warns."""
_COLUMNS = ("pk", "given_name", "family_name", "phone", "email")


def possible_people(
    *, given: str = "", family: str = "", phone_number: str = "", email_address: str = "", exclude: int | None = None
) -> list[Match]:
    """Five at most, the most alike first; `city` of a match says where they work. Three queries.

    A shared phone or mailbox is not one person: it counts where the names have a word in common.
    """
    name = fold(f"{given} {family}")
    wanted = {"phone": or_empty(phone, phone_number), "email": or_empty(email, email_address)}
    rows = {row["pk"]: row for row in [*_by_identifier(wanted), *_by_name(given, family)]}
    rows.pop(exclude, None)
    matches = [_match(row, name, wanted) for row in rows.values()]
    best = sorted((match for match in matches if match.reasons), key=lambda match: -match.score)[:LIMIT]
    places = _places([match.object_id for match in best])
    return [Match(one.object_id, one.name, places.get(one.object_id, ""), one.score, one.reasons) for one in best]


def _by_identifier(wanted: dict[str, str]) -> list[dict[str, object]]:
    same = Q()
    for field, value in wanted.items():
        if value:
            # The empty string is excluded so that the partial index answers.
            same |= Q(**{field: value}) & ~Q(**{field: ""})
    return list(Person.objects.present().filter(same).values(*_COLUMNS)[: LIMIT * 4]) if same else []


def _by_name(given: str, family: str) -> list[dict[str, object]]:
    """The beginning of the family name leads to them, whatever slip follows; a given name narrows it."""
    start = fold(family)[:4]
    if len(start) < 3 or not given:
        return []
    hits = containing(f"{start} {fold(given)[:3]}".strip(), [PERSON], limit=40)
    name = fold(f"{given} {family}")
    best = sorted(hits, key=lambda hit: -fuzz.token_sort_ratio(name, hit.title_key))[:LIMIT]
    return list(Person.objects.present().filter(pk__in=[hit.object_id for hit in best]).values(*_COLUMNS))


def _match(row: dict[str, object], name: str, wanted: dict[str, str]) -> Match:
    other = fold(f"{row['given_name']} {row['family_name']}")
    score = fuzz.token_sort_ratio(name, other) / 100
    share = not name or bool(set(name.split()) & set(other.split()))
    reasons = [field for field, value in wanted.items() if value and row[field] == value and share]
    if score >= ALIKE:
        reasons.append("name")
    shown = f"{row['given_name']} {row['family_name']}".strip()
    weight = score + 0.5 * len(set(reasons) & set(wanted))
    return Match(int(str(row["pk"])), shown, "", weight, tuple(reasons))


def _places(numbers: list[int]) -> dict[int, str]:
    if not numbers:
        return {}
    roles = Affiliation.objects.current().filter(person__in=numbers).order_by("is_main", "pk")
    return dict(roles.values_list("person_id", "company__name"))
