"""The dry run: what an import would do, and what stands in its way, line by line."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import Progress
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.wording import rules as wording

from . import chunks
from .models import Import
from .planning import Outcome, Planner
from .queries import base_of, known_keys
from .rules.frames import Frame
from .rules.rows import Draft
from .sharing import Key, keys_of

SHOWN = 100
"""Problems and duplicates that the screen lists; all refused rows come back as a file after the import."""
NOTES = 2000
"""Notes that a dry run reads for what should not be kept of somebody: half a millisecond each."""
Policy = Import.Policy


class Findings:
    """Counts of the whole file, and the first lines of each sort."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.problems: list[list[Any]] = []
        self.duplicates: list[list[Any]] = []

    def refuse(self, draft: Draft) -> None:
        self.counts["refused"] += 1
        for problem in draft.problems:
            self.reasons[problem.reason] += 1
            if len(self.problems) < SHOWN:
                self.problems.append([draft.line, problem.column, problem.field, problem.reason, problem.value[:80]])

    def read_notes(self, columns: Mapping[str, Sequence[str]] | None) -> None:
        """Count, among the first ones, the notes that say too much; the import itself blocks nothing."""
        for text in (columns or {}).get("notes", ()):
            if text and self.counts["notes_read"] < NOTES:
                self.counts["notes_read"] += 1
                self.counts["notes_flagged"] += bool(wording.check(text))

    def take(self, outcome: Outcome) -> None:
        draft = outcome.draft
        if outcome.hit:
            self.counts["in_file" if outcome.hit.ref < 0 else "in_base"] += 1
            if len(self.duplicates) < SHOWN:
                kind = "person" if draft.person else "company"
                self.duplicates.append([draft.line, _name(outcome), kind, outcome.hit.reason, outcome.hit.ref])
        else:
            self.counts.update(companies=int(outcome.makes_company), people=int(outcome.makes_person))

    def report(self) -> dict[str, Any]:
        return {
            "counts": dict(self.counts),
            "reasons": dict(self.reasons),
            "problems": self.problems,
            "duplicates": [[*one, _title(one[2], one[4])] for one in self.duplicates],
        }


def _name(outcome: Outcome) -> str:
    draft = outcome.draft
    if draft.person:
        return " ".join(filter(None, [draft.person.get("given_name"), draft.person.get("family_name")]))
    return (draft.company or {}).get("name", "")


def _title(kind: str, ref: int) -> str:
    if ref < 0:
        return ""
    row = (Person if kind == "person" else Company).objects.filter(pk=ref).first()
    return str(row or "")


def check(file: Import, progress: Progress | None = None) -> dict[str, Any]:
    """Read the whole file and write nothing but the report. Raises FileUnreadable."""
    findings, common = Findings(), _Common()
    for frame in chunks.frames(file):
        common.take(keys_of(frame))
        for place in sorted(frame.refused):
            findings.refuse(frame.read[place])
        findings.counts.update(
            rows=len(frame), companies=_named(frame.company, "name"), people=_named(frame.person, "family_name")
        )
        findings.read_notes(frame.company)
        findings.read_notes(frame.person)
        if progress:
            progress.step(len(frame))
    if common.settle():
        _compare(file, common, findings, progress)
    file.report = findings.report()
    file.state = Import.State.CHECKED
    file.save(update_fields=["report", "state"])
    return file.report


def _named(columns: Mapping[str, Sequence[str]], name: str) -> int:
    return len(columns[name]) - columns[name].count("") if columns else 0


def _compare(file: Import, common: "_Common", findings: Findings, progress: Progress | None) -> None:
    """Read the file again for the rows in doubt alone: only they stay in memory, to be compared with one another."""
    planner = Planner(Policy.SKIP)
    for frame in chunks.frames(file):
        drafts = [frame.draft(place) for place in common.places(frame, keys_of(frame))]
        companies, people = (sum(1 for one in drafts if one.company), sum(1 for one in drafts if one.person))
        findings.counts.subtract(companies=companies, people=people)
        if drafts:
            for outcome in planner.plan(drafts, base_of(drafts), _below_zero, _below_zero):
                findings.take(outcome)
        if progress:
            progress.step(0)


def _below_zero(draft: Draft) -> int:
    return -draft.line


class _Common:
    """The keys that two rows of the file have, or a row and the base. Of each key eight bytes are kept, not the key."""

    def __init__(self) -> None:
        self._seen: list[array[int]] = []
        self._common: list[set[int]] = []

    def take(self, keys: Sequence[Key]) -> None:
        if not self._seen:
            self._seen = [array("q") for _ in keys]
            self._common = [set() for _ in keys]
        for seen, common, (key, values) in zip(self._seen, self._common, _compared(keys), strict=True):
            seen.extend([hash(value) for value in values if value])
            known = known_keys(key.model, key.field, key.values)
            common.update(hash(value.lower() if key.field == "email" else value) for value in known)

    def settle(self) -> bool:
        """Whether any key is common, once the whole file has been seen."""
        for seen, common in zip(self._seen, self._common, strict=True):
            common.update(one for one, other in pairwise(sorted(seen)) if one == other)
        self._seen = []
        return any(self._common)

    def places(self, frame: Frame, keys: Sequence[Key]) -> list[int]:
        found: set[int] = set()
        for common, (_, values) in zip(self._common, _compared(keys), strict=True):
            found.update(place for place, value in enumerate(values) if value and hash(value) in common)
        return sorted(found - frame.refused)


def _compared(keys: Sequence[Key]) -> Iterator[tuple[Key, Sequence[str]]]:
    """E-mails are compared without regard to case."""
    for key in keys:
        yield key, [value.lower() for value in key.values] if key.field == "email" else key.values


def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `imports.check`. Taken up again, it starts anew."""
    file = Import.objects.get(pk=job.payload["import"])
    progress.at(0)
    if file.is_open():
        check(file, progress)
    return {}
