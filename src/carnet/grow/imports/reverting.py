"""Take an import back: what it made goes, what it filled is blank again, what was changed since stays and is named."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from carnet.foundation.audit.models import EventSubject
from carnet.foundation.fields.rules.definitions import PREFIX
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import Progress
from carnet.foundation.parties.findable import COMPANY, PERSON, index_companies, index_person
from carnet.foundation.parties.models import Address, Affiliation, Company, ContactPoint, Person, Provenance, Source
from carnet.foundation.parties.services import current_company_name
from carnet.foundation.search.models import SearchEntry
from carnet.foundation.search.pouring import roomy, without_collector
from carnet.foundation.workspaces import statistics

from .filling import is_own as of_own_field
from .filling import write
from .models import Import, Touched
from .pointing import take_points_back

SIZE = 10_000
"""Rows taken back in one transaction."""
NAMED = 200
"""Kept rows that are named; the count tells all."""
Kind = Touched.Kind
_OWN = (Provenance, Affiliation, ContactPoint, Address)
"""What belongs to a party and goes with it."""


def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `imports.revert`. Taken up again, it goes on: what is taken back is no longer listed."""
    file = Import.objects.get(pk=job.payload["import"])
    revert(file, progress)
    return {}


def revert(file: Import, progress: Progress | None = None) -> None:
    """People first: a company whose people stay stays too. With `progress`, in transactions of its own."""
    if progress is None:
        _take_all_back(file, None)
        return
    with roomy(), without_collector():
        _take_all_back(file, progress)
    statistics.refresh(Company, Person, Affiliation, Provenance, SearchEntry, Touched)


def _take_all_back(file: Import, progress: Progress | None) -> None:
    with transaction.atomic():
        _roles(file)
    for kind, model in ((Kind.PERSON, Person), (Kind.COMPANY, Company)):
        after = 0
        while last := _end(file, kind, after):
            with transaction.atomic():
                if progress:
                    progress.hold()
                count = _take_back(file, kind, model, (after, last))
            after = last
            if progress:
                progress.step(count)
    Touched.objects.filter(file=file, kind=Kind.POINT).delete()
    Import.objects.filter(pk=file.pk).update(state=Import.State.REVERTED)


def _roles(file: Import) -> None:
    """Roles given to people who were there before; those of people made here go with them."""
    made = Touched.objects.filter(file=file, kind=Kind.PERSON).values("object_id")
    roles = Touched.objects.filter(file=file, kind=Kind.ROLE)
    Affiliation.objects.filter(pk__in=roles.values("object_id")).exclude(person_id__in=made).delete()
    roles.delete()


def _end(file: Import, kind: str, after: int) -> int:
    """The number up to which some `SIZE` rows stand; 0 when none is left."""
    rows = Touched.objects.filter(file=file, kind=kind, object_id__gt=after).order_by("object_id")
    numbers = list(rows.values_list("object_id", flat=True)[:SIZE])
    return numbers[-1] if numbers else 0


def _take_back(file: Import, kind: str, model: type[Company] | type[Person], stretch: tuple[int, int]) -> int:
    """All of one stretch of numbers, by statements whose number does not depend on how many they are."""
    touched = Touched.objects.filter(file=file, kind=kind, object_id__gt=stretch[0], object_id__lte=stretch[1])
    written = dict(touched.values_list("object_id").annotate(last=Max("at")).order_by())
    made = touched.filter(is_created=True)
    there = model.objects.select_for_update(of=("self",)).filter(pk__in=touched.values("object_id"))
    rows = dict(there.values_list("pk", "updated_at"))
    kept = _changed(model, rows, written, touched) | _used(model, made)
    others = touched.filter(is_created=False).exclude(object_id__in=made.values("object_id"))
    filled = list(others.exclude(object_id__in=kept).order_by("pk"))
    take_points_back(file, kind, touched.exclude(object_id__in=kept) if kept else touched)
    _unmake(model, made.exclude(object_id__in=kept) if kept else made)
    _unfill(model, [one for one in filled if one.object_id in rows], file)
    _remember(file, kind, sorted(kept))
    (touched.exclude(object_id__in=kept) if kept else touched).delete()
    return len(written)


def _changed(
    model: type[Company] | type[Person],
    rows: Mapping[int, datetime],
    written: Mapping[int, datetime],
    touched: QuerySet[Touched],
) -> set[int]:
    """Edited since, or spoken of by a later event."""
    kept = {number for number, at in rows.items() if at > written[number]}
    code = COMPANY if model is Company else PERSON
    told = EventSubject.objects.filter(kind=code, object_id__in=touched.values("object_id"))
    return kept | {number for number, at in told.values_list("object_id", "at") if at > written[number]}


def _used(model: type[Company] | type[Person], made: QuerySet[Touched]) -> set[int]:
    """Rows that others point to: a call, an opportunity, a person who was not imported with it."""
    used: set[int] = set()
    for relation in pointing_to(model):
        is_own = relation.related_model in _OWN and not (model is Company and relation.related_model is Affiliation)
        # `record`: the rows that find a party by its own fields.
        if is_own or relation.field.name == "record":
            continue
        manager: models.Manager[Any] = relation.related_model.objects
        others = manager.filter(**{f"{relation.field.name}__in": made.values("object_id")})
        if worked_out := getattr(relation.related_model, "worked_out", None):
            others = others.exclude(worked_out)
        used |= set(others.values_list(relation.field.attname, flat=True).distinct())
    return used


def pointing_to(model: type[Company] | type[Person]) -> list[Any]:
    """Every relation that leads to a party, those without a name of their own included."""
    return [
        one
        for one in model._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)
    ]


def _unmake(model: type[Company] | type[Person], made: QuerySet[Touched]) -> None:
    """Delete by one statement for each table: whatever else still pointed there would make the database refuse."""
    gone = made.values("object_id")
    SearchEntry.objects.filter(kind=COMPANY if model is Company else PERSON, object_id__in=gone).delete()
    for relation in pointing_to(model):
        if relation.related_model in _OWN or relation.on_delete is models.CASCADE:
            relation.related_model.objects.filter(**{f"{relation.field.name}__in": gone}).delete()
    # `delete` would read each row first, to find what has just been deleted.
    model.objects.filter(pk__in=gone)._raw_delete(connection.alias)


def _unfill(model: type[Company] | type[Person], touched: Sequence[Touched], file: Import) -> None:
    blanked: dict[int, set[str]] = defaultdict(set)
    rows: dict[int, Any] = model.objects.in_bulk({one.object_id for one in touched})
    for one in touched:
        for name, value in one.filled.items():
            if of_own_field(name):
                rows[one.object_id].custom.pop(name[len(PREFIX) :], None)
            else:
                setattr(rows[one.object_id], name, value)
            blanked[one.object_id].add(name)
    if not blanked:
        return
    parties, now = [rows[number] for number in blanked], timezone.now()
    for party in parties:
        party.updated_at = now
    write(model, parties, {number: sorted(names) for number, names in blanked.items()})
    for party in parties:
        field = model._meta.model_name
        told = {field: party, "field__in": blanked[party.pk], "source": Source.IMPORT, "detail": file.file_name[:200]}
        Provenance.objects.filter(**told).delete()
        if isinstance(party, Person):
            index_person(party, company_name=current_company_name(party))
    if model is Company:
        index_companies(parties, workspace_id=file.workspace_id)


def _remember(file: Import, kind: str, numbers: Sequence[int]) -> None:
    """By number: a name would outlive the person's erasure."""
    if not numbers:
        return
    current = Import.objects.select_for_update(of=("self",)).get(pk=file.pk)
    current.kept = [*current.kept, *([str(kind), number] for number in numbers)][:NAMED]
    current.report = {**current.report, "kept": current.report.get("kept", 0) + len(numbers)}
    current.save(update_fields=["kept", "report"])
