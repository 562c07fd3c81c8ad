"""The dry run: what an import would do, and what stands in its way, line by line."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from carnet.foundation.jobs.models import Job
from carnet.foundation.jobs.services import Progress
from carnet.foundation.parties.models import Company, Person

from .models import Import
from .planning import Outcome
from .rules.rows import Draft
from .running import outcomes_of

SHOWN = 100
"""Problems and duplicates that the screen lists; all refused rows come back as a file after the import."""
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

    def take(self, outcome: Outcome) -> None:
        draft = outcome.draft
        if outcome.hit:
            self.counts["in_file" if outcome.hit.ref < 0 else "in_base"] += 1
            if len(self.duplicates) < SHOWN:
                kind = "person" if draft.person else "company"
                self.duplicates.append([draft.line, _name(outcome), kind, outcome.hit.reason, outcome.hit.ref])
        else:
            self.counts["companies"] += outcome.makes_company
            self.counts["people"] += outcome.makes_person

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
    findings = Findings()
    for frame, outcomes, companies, people in outcomes_of(file, Policy.SKIP):
        for place in sorted(frame.refused):
            findings.refuse(frame.read[place])
        for outcome in outcomes:
            findings.take(outcome)
        findings.counts.update(rows=len(frame), companies=companies, people=people)
        if progress:
            progress.step(len(frame))
    file.report = findings.report()
    file.state = Import.State.CHECKED
    file.save(update_fields=["report", "state"])
    return file.report


def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The work of kind `imports.check`. Taken up again, it starts anew."""
    file = Import.objects.get(pk=job.payload["import"])
    progress.at(0)
    if file.is_open():
        check(file, progress)
    return {}
