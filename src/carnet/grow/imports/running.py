"""Carry an import out, chunk by chunk: each is one transaction that also saves how far it came."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import JobCancelled, Progress
from carnet.foundation.parties import bulk
from carnet.foundation.parties.models import Company, Person, Source
from carnet.foundation.workspaces import statistics

from . import chunks
from .filling import Fills
from .models import Import, RefusedRow, Touched
from .planning import Outcome, Planner
from .queries import base_of
from .rules.rows import Draft
from .settling import settle

Kind = Touched.Kind


@dataclass(slots=True)
class Batch:
    """What one chunk writes."""

    file: Import
    at: datetime
    companies: dict[int, bulk.NewCompany] = field(default_factory=dict)
    people: dict[int, bulk.NewPerson] = field(default_factory=dict)
    roles: list[tuple[int, bulk.NewRole]] = field(default_factory=list)
    fills: Fills = field(default_factory=Fills)
    refused: list[RefusedRow] = field(default_factory=list)
    touched: list[tuple[int, str, int]] = field(default_factory=list)
    fill_lines: set[int] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, outcome: Outcome) -> None:
        draft = outcome.draft
        if outcome.action == "refuse":
            problems = [[one.column, one.field, one.reason, one.value] for one in draft.problems]
            self.refused.append(RefusedRow(file=self.file, line=draft.line, cells=draft.cells, problems=problems))
            self.counts["refused"] += 1
        elif outcome.action == "skip":
            self.counts["skipped"] += 1
        elif outcome.action == "fill":
            self._fill(outcome)
        else:
            self._create(outcome)

    def _create(self, outcome: Outcome) -> None:
        draft = outcome.draft
        if outcome.makes_company and outcome.company:
            values = draft.company or {}
            self.companies[outcome.company] = bulk.NewCompany(outcome.company, values, draft.collected_on)
            self.touched.append((draft.line, Kind.COMPANY, outcome.company))
            self.counts["companies_created"] += 1
        if outcome.makes_person and outcome.person:
            name = (draft.company or {}).get("name", "")
            person = bulk.NewPerson(outcome.person, draft.person or {}, draft.collected_on, name)
            self.people[outcome.person] = person
            self.touched.append((draft.line, Kind.PERSON, outcome.person))
            self.counts["people_created"] += 1
            if outcome.company:
                role = bulk.NewRole(outcome.person, outcome.company, draft.job_title)
                self.roles.append((draft.line, role))

    def _fill(self, outcome: Outcome) -> None:
        """Blanks of a row that this same chunk makes are filled before it is written."""
        draft = outcome.draft
        self.fill_lines.add(draft.line)
        for ref, new, values, waiting in (
            (outcome.company, self.companies, draft.company, self.fills.companies),
            (outcome.person, self.people, draft.person, self.fills.people),
        ):
            if ref is None or not values:
                continue
            if ref not in new:
                waiting.append((draft.line, ref, values))
            elif fill_waiting(new[ref].values, values):
                self.filled.add(draft.line)

    def write(self) -> None:
        file = self.file
        origin = bulk.Origin(file.workspace_id, Source.IMPORT, file.file_name, self.at)
        bulk.create_companies(list(self.companies.values()), origin)
        bulk.create_people(list(self.people.values()), origin)
        roles = bulk.create_roles([role for _, role in self.roles], origin)
        touched = [
            *self.touched,
            *((line, Kind.ROLE, number) for (line, _), number in zip(self.roles, roles, strict=True)),
        ]
        at = bulk.instant(self.at)
        names = ["workspace", "file", "line", "kind", "object_id", "is_created", "filled", "at"]
        rows = [(file.workspace_id, file.pk, line, kind, number, True, "{}", at) for line, kind, number in touched]
        bulk.insert(Touched, names, rows)
        self.filled |= self.fills.write(file, origin)
        self.counts.update(updated=len(self.filled), skipped=len(self.fill_lines - self.filled))
        RefusedRow.objects.bulk_create(self.refused, batch_size=100)


def fill_waiting(there: Any, values: Mapping[str, str]) -> bool:
    blanks = {name: value for name, value in values.items() if not there.get(name)}
    there.update(blanks)
    return bool(blanks)


def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `imports.run`. A killed run goes on after the last chunk that was written whole."""
    file = Import.objects.get(pk=job.payload["import"])
    if file.state != Import.State.RUNNING:
        return {}
    progress.at(file.position)
    try:
        for chunk in chunks.drafts(file, skip=file.position):
            carry_out(file, chunk, progress)
            progress.step(len(chunk))
    except JobCancelled:
        settle(file=file, member=job.member, is_partial=True)
        raise
    settle(file=file, member=job.member)
    statistics.refresh()
    return {}


@transaction.atomic
def carry_out(file: Import, drafts: list[Draft], progress: Progress) -> None:
    """Write one chunk and the place after it, or nothing."""
    progress.hold()
    companies = iter(bulk.allocate(Company, sum(1 for draft in drafts if draft.company)))
    people = iter(bulk.allocate(Person, sum(1 for draft in drafts if draft.person)))
    outcomes = Planner(file.policy).plan(drafts, base_of(drafts), lambda _: next(companies), lambda _: next(people))
    batch = Batch(file, timezone.now())
    for outcome in outcomes:
        batch.take(outcome)
    batch.write()
    counted = {name: F(name) + count for name, count in batch.counts.items() if count}
    Import.objects.filter(pk=file.pk).update(position=F("position") + len(drafts), **counted)


def outcomes_of(file: Import, policy: str) -> Iterator[list[Outcome]]:
    """What would become of each row, writing nothing."""
    planner = Planner(policy)
    for drafts in chunks.drafts(file):
        yield planner.plan(drafts, base_of(drafts), lambda draft: -draft.line, lambda draft: -draft.line)
