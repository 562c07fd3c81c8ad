"""From counts to what the file shows. Pure."""

from collections.abc import Sequence

COMPANIES = "companies"
"""The code under which views of the list of companies are kept."""
WELL = 0.8
"""Share of the companies from which a field serves: below, too many are missed. A convention of ours."""
SOME = 0.3
FEW = 10
"""Companies below which a share says nothing about how a file is kept."""


def share_state(counts: Sequence[int], total: int) -> str:
    """met when each of `counts` covers the file well, missing when one hardly exists or the file is too small."""
    if total < FEW:
        return "missing" if not total else "partly"
    shares = [count / total for count in counts]
    if min(shares) >= WELL:
        return "met"
    return "partly" if min(shares) >= SOME else "missing"


def file_state(counts: Sequence[int], total: int, *, stages: int, views: int) -> str:
    """As share_state; met also needs stages that differ and at least one selection that someone keeps."""
    state = share_state(counts, total)
    if state == "met" and (stages < 2 or not views):
        return "partly"
    return state
