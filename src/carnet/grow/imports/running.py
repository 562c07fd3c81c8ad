"""Carry an import out, chunk by chunk: each is one transaction that also saves how far it came."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import JobCancelled, Progress
from carnet.foundation.parties.models import Affiliation, Company, Person, Provenance
from carnet.foundation.search import bulk as search
from carnet.foundation.search.models import SearchEntry
from carnet.foundation.search.pouring import allocate, roomy, without_collector
from carnet.foundation.workspaces import statistics
from carnet.foundation.workspaces.models import Workspace

from . import chunks
from .models import Import, Touched
from .planning import Planner
from .queries import base_of, known_keys
from .rules.frames import Columns, Frame
from .settling import settle
from .sharing import keys_of, shared
from .writing import Batch


def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `imports.run`. A killed run goes on after the last chunk that was written whole."""
    file = Import.objects.get(pk=job.payload["import"])
    if file.state != Import.State.RUNNING:
        return {}
    progress.at(file.position)
    try:
        with roomy(), without_collector():
            for frame in chunks.frames(file, skip=file.position):
                carry_out(file, frame, progress)
                progress.step(len(frame))
            if file.lines > search.MANY:
                for _ in search.settle():
                    progress.step(0)
    except JobCancelled:
        settle(file=file, member=job.member, is_partial=True)
        raise
    settle(file=file, member=job.member)
    file.refresh_from_db(fields=["position"])
    statistics.refresh(Company, Person, Affiliation, Provenance, SearchEntry, Touched, rows=file.position)
    return {}


@transaction.atomic
def carry_out(file: Import, frame: Frame, progress: Progress) -> None:
    """Write one chunk and the place after it, or nothing."""
    progress.hold()
    _take_turns(file.workspace_id)
    keys = keys_of(frame)
    doubtful = sorted(shared(frame, keys, known_keys))
    drafts = [frame.draft(place) for place in doubtful]
    batch = Batch(file, frame, keys, timezone.now())
    companies = iter(allocate(Company, _count(frame.company, "name")))
    people = iter(allocate(Person, _count(frame.person, "family_name")))
    batch.take_plain(set(doubtful), companies, people)
    if drafts:
        planner = Planner(file.policy)
        for outcome in planner.plan(drafts, base_of(drafts), lambda _: next(companies), lambda _: next(people)):
            batch.take(outcome)
    batch.write()
    counted = {name: F(name) + count for name, count in batch.counts.items() if count}
    Import.objects.filter(pk=file.pk).update(position=F("position") + len(frame), **counted)


def _take_turns(workspace_id: int) -> None:
    """Imports of one workspace write chunk after chunk, so that each sees what the other has made; nobody else waits.

    SQLite has one writer at a time anyway.
    """
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=workspace_id).values_list("pk"))


def _count(columns: Columns, name: str) -> int:
    return len(columns[name]) - columns[name].count("") if columns else 0
