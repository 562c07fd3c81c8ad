"""Comparing two messages with looks planned beforehand: between two looks nothing is said, or chance would be mistaken
for a winner. The more often one looks, the higher each look must be to count.

Glossary: test A/B = trial, point d’étape = look.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

from .rates import needed


class Boundary(StrEnum):
    """O'Brien-Fleming asks for near certainty early and little more than usual at the end; Pocock always the same."""

    OBRIEN_FLEMING = "obrien_fleming"
    POCOCK = "pocock"


MOST_LOOKS = 5
LAST: dict[Boundary, tuple[float, ...]] = {
    Boundary.OBRIEN_FLEMING: (1.960, 1.977, 2.004, 2.024, 2.040),
    Boundary.POCOCK: (1.960, 2.178, 2.289, 2.361, 2.413),
}
"""What z must exceed at the last of 1 to 5 equally spaced looks, 5 % in all, two-sided.

Source: C. Jennison and B. W. Turnbull, Group Sequential Methods (Chapman & Hall/CRC, 2000), tables 2.1 (Pocock) and 2.3
(O'Brien-Fleming), read November 2026; a test reckons again by integration that each row lets 5 % of chance through.
"""
MORE: dict[Boundary, tuple[float, ...]] = {
    Boundary.OBRIEN_FLEMING: (1.000, 1.008, 1.017, 1.024, 1.028),
    Boundary.POCOCK: (1.000, 1.110, 1.166, 1.202, 1.229),
}
"""How many more are needed than without looks, for a power of 80 %. Same source, tables 2.2 and 2.4."""


def critical(boundary: Boundary, looks: int, number: int) -> float:
    """What z must exceed at look `number` of `looks`."""
    last = LAST[boundary][looks - 1]
    return last * sqrt(looks / number) if boundary is Boundary.OBRIEN_FLEMING else last


def planned(base: float, gain: float, boundary: Boundary, looks: int) -> int:
    """Parties needed for each message, a multiple of `looks`. Rates and gain between 0 and 1. Raises ValueError."""
    if not 1 <= looks <= MOST_LOOKS:
        raise ValueError(f"{looks} looks")
    whole = needed(base, base + gain) * MORE[boundary][looks - 1]
    return ceil(whole / looks) * looks


def size_at(needed_each: int, looks: int, number: int) -> int:
    """Parties of each message that look `number` reads: no more, even where there are more."""
    return needed_each * number // looks


class Said(StrEnum):
    """What a look says: one of the two, go on, or (at the last) that no difference was shown."""

    FIRST = "first"
    SECOND = "second"
    GO_ON = "go_on"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Look:
    """`z` is that of the pooled test of two rates; it counts beyond `beyond`."""

    number: int
    each: int
    first: int
    second: int
    z: float
    beyond: float
    said: Said

    @property
    def is_last_word(self) -> bool:
        return self.said is not Said.GO_ON


def statistic(first: int, second: int, each: int) -> float:
    """z of two groups of the same size; nought where nothing or everything succeeded."""
    pooled = (first + second) / (2 * each)
    spread = sqrt(pooled * (1 - pooled) * 2 / each)
    return (first - second) / each / spread if spread else 0.0


def look(boundary: Boundary, looks: int, number: int, *, each: int, first: int, second: int) -> Look:
    """What look `number` says of `first` and `second` successes among `each` parties of either message."""
    z, beyond = statistic(first, second, each), critical(boundary, looks, number)
    if abs(z) >= beyond:
        said = Said.FIRST if z > 0 else Said.SECOND
    else:
        said = Said.ALIKE if number == looks else Said.GO_ON
    return Look(number, each, first, second, round(z, 3), round(beyond, 3), said)
