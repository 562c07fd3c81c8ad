"""The long work: compare every record of a kind, keep what is worth a person's look."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import Progress

from .models import Pair, Search, sides
from .reading import Record, fingerprint, records_of

if TYPE_CHECKING:
    from .linkage import Found, Outcome

PARTS = 6
"""Steps that the progress counts: reading, four of the comparison, writing."""
MORE_ALIKE = 1.0
"""Bits by which two records kept separate must have grown more alike to be proposed again."""


def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `duplicates.search`. It may be started again: nothing is written before its end."""
    # Here and not above: Splink and its engine weigh what a web worker should not carry.
    from .linkage import link

    search = Search.objects.get(pk=job.payload["search_id"])
    progress.of(PARTS)
    progress.at(0)
    read = list(records_of(search.kind))
    progress.at(1)
    outcome = link([record for _, record in read], threshold=search.threshold, step=stepping(progress))
    count = keep(search, read, outcome, progress)
    progress.at(PARTS)
    return {"pairs": count, "records": len(read)}


def stepping(progress: Progress) -> Callable[[], None]:
    def step() -> None:
        progress.at(progress.done + 1)

    return step


@transaction.atomic
def keep(search: Search, read: Sequence[tuple[int, Record]], outcome: "Outcome", progress: Progress) -> int:
    """Replace what was proposed before; what was kept separate stays so unless the two have grown more alike."""
    progress.hold()
    one, other = sides(search.kind)
    kept = {(pair.one_id, pair.other_id): pair for pair in Pair.objects.filter(kind=search.kind, state=Pair.State.KEPT)}
    Pair.objects.filter(kind=search.kind, state=Pair.State.PROPOSED).delete()
    present = {number for number, _ in records_of(search.kind)}
    fresh = []
    for found in outcome.pairs:
        (low, first), (high, second) = sorted((read[found.left], read[found.right]), key=lambda pair: pair[0])
        if not {low, high} <= present:
            continue
        pair = _pair(search.kind, found, fingerprint(first, second))
        former = kept.get((low, high))
        if former is not None:
            if former.fingerprint == pair.fingerprint or pair.weight < former.weight + MORE_ALIKE:
                continue
            former.delete()
        setattr(pair, one, low)
        setattr(pair, other, high)
        fresh.append(pair)
    Pair.objects.bulk_create(fresh, batch_size=500)
    search.finished_at, search.is_learnt = timezone.now(), outcome.is_learnt
    search.record_count, search.pair_count = len(read), len(fresh)
    search.save()
    return len(fresh)


def _pair(kind: str, found: "Found", print_: str) -> Pair:
    reasons = [[one.field, one.level, one.weight] for one in found.reasons]
    weight, probability = found.weight, found.probability
    return Pair(kind=kind, probability=probability, weight=weight, reasons=reasons, fingerprint=print_)
