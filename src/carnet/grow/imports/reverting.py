"""Take an import back: what it made goes, what it filled is blank again, what was changed since stays and is named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from carnet.foundation.audit.models import EventSubject
from carnet.foundation.consents.models import Means, Objection
from carnet.foundation.fields.rules.definitions import PREFIX
from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import Progress
from carnet.foundation.parties.findable import COMPANY, PERSON, index_companies, index_person
from carnet.foundation.parties.models import Address, Affiliation, Company, ContactPoint, Person, Provenance, Source
from carnet.foundation.parties.services import current_company_name
from carnet.foundation.search.services import forget

from .filling import is_own as of_own_field
from .filling import write
from .models import Import, Touched

SIZE = 500
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
    """People first: a company whose people stay stays too."""
    with transaction.atomic():
        _roles(file)
    for kind, model in ((Kind.PERSON, Person), (Kind.COMPANY, Company)):
        last = 0
        while numbers := _next(file, kind, last):
            with transaction.atomic():
                if progress:
                    progress.hold()
                _take_back(file, kind, model, numbers)
            last = numbers[-1]
            if progress:
                progress.step(len(numbers))
    Import.objects.filter(pk=file.pk).update(state=Import.State.REVERTED)


def _roles(file: Import) -> None:
    """Roles given to people who were there before; those of people made here go with them."""
    made = Touched.objects.filter(file=file, kind=Kind.PERSON).values("object_id")
    roles = Touched.objects.filter(file=file, kind=Kind.ROLE)
    Affiliation.objects.filter(pk__in=roles.values("object_id")).exclude(person_id__in=made).delete()
    roles.delete()


def _next(file: Import, kind: str, after: int) -> list[int]:
    rows = Touched.objects.filter(file=file, kind=kind, object_id__gt=after).order_by("object_id")
    return list(rows.values_list("object_id", flat=True).distinct()[:SIZE])


def _take_back(file: Import, kind: str, model: type[Company] | type[Person], numbers: Sequence[int]) -> None:
    touched = list(Touched.objects.filter(file=file, kind=kind, object_id__in=numbers).order_by("pk"))
    made = {one.object_id for one in touched if one.is_created}
    written = dict(
        Touched.objects.filter(file=file, kind=kind, object_id__in=numbers)
        .values_list("object_id")
        .annotate(last=Max("at"))
    )
    rows: dict[int, Any] = model.objects.select_for_update(of=("self",)).in_bulk(numbers)
    kept = _changed(model, rows, written, made, file)
    _unmake(model, kind, [number for number in made if number in rows and number not in kept])
    _unfill(model, rows, [one for one in touched if one.object_id not in made | kept and one.object_id in rows], file)
    Touched.objects.filter(file=file, kind=kind, object_id__in=set(numbers) - kept).delete()
    _name(file, kind, [rows[number] for number in sorted(kept)])


def _changed(
    model: type[Company] | type[Person],
    rows: Mapping[int, Any],
    written: Mapping[int, datetime],
    made: set[int],
    file: Import,
) -> set[int]:
    """Edited since, spoken of by a later event, or (for what would go) used by something made since."""
    kept = {number for number, row in rows.items() if row.updated_at > written[number]}
    code = COMPANY if model is Company else PERSON
    told = EventSubject.objects.filter(kind=code, object_id__in=list(rows)).values_list("object_id", "at")
    kept |= {number for number, at in told if at > written[number]}
    kept |= _used(model, made - kept)
    return kept


def _used(model: type[Company] | type[Person], numbers: Iterable[int]) -> set[int]:
    """Rows that others point to: a call, an opportunity, a person who was not imported with it."""
    wanted, used = list(numbers), set()
    for relation in model._meta.related_objects:
        is_own = relation.related_model in _OWN and not (model is Company and relation.related_model is Affiliation)
        # `record`: the rows that find a party by its own fields.
        if is_own or relation.field.name == "record":
            continue
        name = relation.field.attname
        manager: models.Manager[Any] = relation.related_model.objects
        others = manager.filter(**{f"{relation.field.name}__in": wanted})
        if relation.related_model is Objection:
            # The import itself recognised them: whoever comes back will be recognised again.
            others = others.exclude(means=Means.RECOGNISED)
        used |= set(others.values_list(name, flat=True))
    return used


def _unmake(model: type[Company] | type[Person], kind: str, numbers: Sequence[int]) -> None:
    forget(COMPANY if kind == Kind.COMPANY else PERSON, numbers)
    model.objects.filter(pk__in=numbers).delete()


def _unfill(
    model: type[Company] | type[Person], rows: Mapping[int, Any], touched: Iterable[Touched], file: Import
) -> None:
    blanked: dict[int, set[str]] = defaultdict(set)
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


def _name(file: Import, kind: str, rows: Sequence[Any]) -> None:
    if not rows:
        return
    current = Import.objects.select_for_update(of=("self",)).get(pk=file.pk)
    named = [*current.kept, *([str(kind), row.pk, str(row)] for row in rows)]
    current.kept = named[:NAMED]
    current.report = {**current.report, "kept": current.report.get("kept", 0) + len(rows)}
    current.save(update_fields=["kept", "report"])
