"""What plans say of C.5: actions that suit their targets, complete each other and are digital too. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chosen:
    """One group's actions. `steps` of its current sequence; `unlawful`: of them, those that may reach nobody."""

    steps: int
    unlawful: int
    argued: int
    channels: int
    is_digital: bool
    is_spoken: bool


def suited_state(groups: Sequence[Chosen]) -> str:
    """`met` when each group has its own actions, each of them lawful and argued."""
    told = [one for one in groups if one.steps]
    if not told:
        return "missing"
    good = all(one.unlawful == 0 and one.argued == one.steps for one in told)
    return "met" if good and len(told) == len(groups) else "partly"


def complementary_state(groups: Sequence[Chosen]) -> str:
    """`met` when each group is written to by a digital channel and also spoken to or met."""
    told = [one for one in groups if one.steps]
    if not told:
        return "missing"
    good = [one for one in told if one.channels >= 2 and one.is_digital and one.is_spoken]
    return "met" if len(good) == len(groups) else "partly"
