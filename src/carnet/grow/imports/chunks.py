"""The records of an import, read and grouped."""

from collections.abc import Iterator
from itertools import islice

from carnet.foundation.parties.bulk import limits
from carnet.foundation.parties.models import Affiliation, Company, Person

from .models import Import
from .opening import open_records
from .rules.rows import Draft, Reading, RowReader

SIZE = 2000
"""Rows written in one transaction: small enough that nobody waits for the database, large enough to be quick."""


def longest() -> dict[str, int]:
    """The longest value of each target. Notes have no end, and what is split or looked up is judged after."""
    company = {f"company.{name}": most for name, most in limits(Company).items()}
    person = {f"person.{name}": most for name, most in limits(Person).items()}
    return company | person | {"person.job_title": limits(Affiliation)["job_title"], "person.full_name": 80}


def drafts(file: Import, *, skip: int = 0) -> Iterator[list[Draft]]:
    reader = RowReader(Reading(file.headers, file.mapping, longest(), file.date_order, is_forgiving=file.is_forgiving))
    found = open_records(file, skip=skip)
    while chunk := list(islice(found, SIZE)):
        yield [reader.read(record) for record in chunk]


def refused_rows(file: Import) -> Iterator[tuple[int, list[str], list[list[object]]]]:
    """Line, cells and problems of the rows that cannot be stored, read anew from the file."""
    for chunk in drafts(file):
        for draft in chunk:
            if draft.problems:
                yield (
                    draft.line,
                    draft.cells,
                    [[one.column, one.field, one.reason, one.value] for one in draft.problems],
                )
