"""The trash read, and many records taken out of it at once. What is in it is kept like the rest: nothing empties it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Concat, Trim
from django.utils import timezone

from carnet.foundation.audit.models import Event, EventSubject
from carnet.foundation.audit.services import record
from carnet.foundation.search.services import forget, index
from carnet.foundation.workspaces.models import Membership

from .findable import COMPANY, PERSON, of_company, of_person
from .models import Affiliation, Company, Person
from .rules import name_key
from .services import restore

Model = type[Company] | type[Person]
MODELS: dict[str, Model] = {COMPANY: Company, PERSON: Person}
PUT = ("parties.company_trashed", "parties.person_trashed")
TAKEN_BACK = (
    "parties.company_created",
    "parties.person_created",
    "parties.company_restored",
    "parties.person_restored",
    "parties.restored",
)
"""Acts whose undo puts a record in the trash."""


@dataclass(frozen=True, slots=True)
class Thrown:
    """A record in the trash; `author` is empty where no act says who put it there."""

    kind: str
    pk: int
    name: str
    city: str
    at: datetime
    author: str = ""


def thrown(kind: str = "", text: str = "") -> QuerySet[Any, Any]:
    """What is in the trash, the latest first, as the values of `Thrown` without its author.

    `kind` narrows to companies or people; each word of `text` stands in the name.
    """
    parts = [_rows(one, text) for one in MODELS if kind in {"", one}]
    return parts[0].union(*parts[1:], all=True).order_by("-at", "-pk")


def _rows(kind: str, text: str) -> QuerySet[Any, Any]:
    rows = in_trash(MODELS[kind])
    for word in name_key(text).split():
        rows = rows.filter(name_key__contains=word)
    blank = Value("", output_field=CharField())
    full: Any = F("name") if kind == COMPANY else Trim(Concat("given_name", Value(" "), "family_name"))
    place: Any = F("city") if kind == COMPANY else blank
    told = rows.annotate(kind=Value(kind, output_field=CharField()), at=F("deleted_at"), full=full, place=place)
    return told.order_by().values_list("kind", "pk", "full", "place", "at")


def in_trash(model: Model) -> QuerySet[Any]:
    """What can come back: what the law had erased stands in no list, this one included."""
    return model.objects.filter(deleted_at__isnull=False, erased_at=None)


def with_authors(rows: Iterable[Sequence[Any]]) -> list[Thrown]:
    """The rows of a page of `thrown`, with who put each there. One query."""
    found = [Thrown(*row) for row in rows]
    mine = Q()
    for kind in MODELS:
        mine |= Q(kind=kind, object_id__in=[one.pk for one in found if one.kind == kind])
    put = Q(event__code__in=PUT) | Q(event__undoes__code__in=TAKEN_BACK)
    acts = EventSubject.objects.filter(mine & put).order_by("at", "pk") if found else EventSubject.objects.none()
    told = acts.values_list("kind", "object_id", "event__member__user__name", "event__member__user__email")
    authors = {(kind, pk): name or email or "" for kind, pk, name, email in told}
    return [Thrown(*row, author=authors.get((row[0], row[1]), "")) for row in map(_values, found)]


def _values(one: Thrown) -> tuple[Any, ...]:
    return one.kind, one.pk, one.name, one.city, one.at


@transaction.atomic
def restore_all(*, member: Membership, companies: Collection[int] = (), people: Collection[int] = ()) -> Event | None:
    """Take many records out of the trash in one act; those that are no longer in it are passed over.

    None when none of them is. One alone is the act of `restore`.
    """
    held = {
        kind: list(in_trash(model).filter(pk__in=ids).select_for_update(of=("self",)).order_by("name_key", "pk"))
        for (kind, model), ids in zip(MODELS.items(), (companies, people), strict=True)
    }
    found = [party for rows in held.values() for party in rows]
    if len(found) < 2:
        return restore(member=member, party=found[0]) if found else None
    before = {kind: {str(row.pk): row.deleted_at.isoformat() for row in rows} for kind, rows in held.items()}
    now = timezone.now()
    for kind, rows in held.items():
        MODELS[kind].objects.filter(pk__in=[row.pk for row in rows]).update(deleted_at=None, updated_at=now)
    _find_again(held[COMPANY], held[PERSON], workspace_id=member.workspace_id)
    after = {"count": len(found), "names": [str(party) for party in found[:3]]}
    return record(member=member, code="parties.restored", subjects=found, before=before, after=after, is_undoable=True)


def _find_again(companies: list[Company], people: list[Person], *, workspace_id: int) -> None:
    roles = Affiliation.objects.current().filter(person__in=people).order_by("is_main", "pk")
    employers = dict(roles.values_list("person_id", "company__name"))
    found = [
        *(of_company(company) for company in companies),
        *(of_person(person, employers.get(person.pk, "")) for person in people),
    ]
    index(found, workspace_id=workspace_id)


def take_out(model: Model, moments: dict[int, datetime], *, workspace_id: int) -> set[int]:
    """Take out those that went in the trash at these very moments, without an event; others stay. Their numbers."""
    rows = [row for row in in_trash(model).filter(pk__in=moments).order_by("pk") if row.deleted_at == moments[row.pk]]
    numbers = {row.pk for row in rows}
    model.objects.filter(pk__in=numbers).update(deleted_at=None, updated_at=timezone.now())
    if model is Company:
        _find_again(rows, [], workspace_id=workspace_id)
    else:
        _find_again([], rows, workspace_id=workspace_id)
    return numbers


def put_back(kind: str, moments: dict[str, Any]) -> int:
    """Put records in the trash again as of when they went there; those gone or thrown since stay. How many went."""
    model = MODELS[kind]
    rows = list(model.objects.present().filter(pk__in=[int(pk) for pk in moments]))
    for row in rows:
        row.deleted_at = datetime.fromisoformat(str(moments[str(row.pk)]))
        row.updated_at = timezone.now()
    model.objects.bulk_update(rows, ["deleted_at", "updated_at"])
    forget(kind, [row.pk for row in rows])
    return len(rows)
