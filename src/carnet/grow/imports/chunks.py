"""The records of an import, read and grouped."""

from collections.abc import Iterator, Sequence

from carnet.foundation.parties.bulk import limits
from carnet.foundation.parties.models import Affiliation, Company, Person

from .models import Import
from .opening import open_blocks
from .own import own_targets
from .rules.formats import Formats
from .rules.frames import Frame, FrameReader
from .rules.rows import Reading

SIZE = 10_000
"""Rows written in one transaction: half a second during which others wait to write, and large enough to be quick."""


def longest() -> dict[str, int]:
    """The longest value of each target. Notes have no end, and what is split or looked up is judged after."""
    company = {f"company.{name}": most for name, most in limits(Company).items()}
    person = {f"person.{name}": most for name, most in limits(Person).items()}
    return company | person | {"person.job_title": limits(Affiliation)["job_title"], "person.full_name": 80}


def frames(file: Import, *, skip: int = 0) -> Iterator[Frame]:
    reader = FrameReader(reading(file))
    for block in open_blocks(file, SIZE, skip=skip):
        yield reader.read(block)


def reading(file: Import, mapping: Sequence[str] | None = None, formats: Formats | None = None) -> Reading:
    """As the file is read, or would be with other choices."""
    chosen = file.mapping if mapping is None else mapping
    return Reading(file.headers, chosen, longest(), formats or file.formats, file.is_forgiving, own_targets())


def refused_rows(file: Import) -> Iterator[tuple[int, list[str], list[list[object]]]]:
    """Line, cells and problems of the rows that cannot be stored, read anew from the file."""
    for frame in frames(file):
        for place in sorted(frame.refused):
            draft = frame.read[place]
            yield draft.line, draft.cells, draft.told()
