"""The ten points by which a prospecting interview is judged: the référentiel's own words, read from it each time."""

from dataclasses import dataclass

from carnet.foundation.workspaces.models import Workspace
from carnet.referential.queries import referential_of
from carnet.referential.rules import same_criterion
from carnet.referential.shipped import shipped

GROUP = "B1.2-C7.1"


@dataclass(frozen=True, slots=True)
class Point:
    """`code` is the shipped one, by which marks are kept; `wording` that of the workspace's référentiel."""

    number: int
    code: str
    wording: str


def grid_of(workspace: Workspace) -> list[Point]:
    """One query, and one more when a loaded référentiel is first read."""
    home, other = shipped(), referential_of(workspace)
    group = next(one for part in home.components for one in part.groups if one.code == GROUP)
    there = {} if other is home else {same_criterion(home, other, code): code for code in other.criteria}
    found = []
    for number, criterion in enumerate(group.criteria, 1):
        same = there.get(criterion.code)
        wording = other.criteria[same].criterion.wording if same else criterion.wording
        found.append(Point(number, criterion.code, wording))
    return found
