"""The records of an import, read and grouped."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from carnet.foundation.parties.bulk import limits
from carnet.foundation.parties.models import Affiliation, Company, Person

from .models import Import
from .opening import open_blocks
from .own import own_targets
from .rules.formats import Formats
from .rules.frames import Frame, FrameReader
from .rules.records import Block
from .rules.rows import Reading

SIZE = 10_000
"""Rows written in one transaction: half a second during which others wait to write, and large enough to be quick."""


def longest() -> dict[str, int]:
    """The longest value of each target. Notes have no end, and what is split or looked up is judged after."""
    company = {f"company.{name}": most for name, most in limits(Company).items()}
    person = {f"person.{name}": most for name, most in limits(Person).items()}
    return company | person | {"person.job_title": limits(Affiliation)["job_title"], "person.full_name": 80}


def frames(file: Import, *, skip: int = 0) -> Iterator[Frame]:
    yield from ahead(FrameReader(reading(file)).read, open_blocks(file, SIZE, skip=skip))


def ahead(work: Callable[[Block], Frame], blocks: Iterator[Block]) -> Iterator[Frame]:
    """`work` of each block, that of the next one under way while the caller writes this one: a database at work leaves
    the interpreter to the other thread. `work` asks no database, which would be another connection's."""
    first = next(blocks, None)
    second = next(blocks, None)
    if first is None:
        return
    if second is None:
        yield work(first)
        return
    with ThreadPoolExecutor(1, "import") as pool:
        waiting = pool.submit(work, first)
        for block in chain([second], blocks):
            following = pool.submit(work, block)
            yield waiting.result()
            waiting = following
        yield waiting.result()


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
