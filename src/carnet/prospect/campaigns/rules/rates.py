"""How sure a rate is, and whether two rates differ. Nothing is said of fewer than FEW observations.

Glossary: taux de transformation = conversion, intervalle de confiance = interval.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from carnet.prospect.mix.rules.channels import FEW

LEVEL = 0.95


def quantile(level: float = LEVEL) -> float:
    """Of the normal law, two-sided: 1.96 for 95 %."""
    return NormalDist().inv_cdf(0.5 + level / 2)


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def wilson(part: int, whole: int, level: float = LEVEL) -> Interval:
    """The score interval of one rate, without continuity correction. Raises ValueError unless 0 <= part <= whole > 0.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927); method 3 of R. G. Newcombe,
    Statistics in Medicine 17 (1998), 857-872.
    """
    _judge(part, whole)
    z = quantile(level)
    centre = 2 * part + z * z
    half = z * sqrt(z * z + 4 * part * (whole - part) / whole)
    below, above = (centre - half) / (2 * (whole + z * z)), (centre + half) / (2 * (whole + z * z))
    # Exact at the ends, where rounding would leave a dust of probability.
    return Interval(0.0 if part == 0 else max(0.0, below), 1.0 if part == whole else min(1.0, above))


def newcombe(part: int, whole: int, other_part: int, other_whole: int, level: float = LEVEL) -> Interval:
    """The interval of a difference of two independent rates, from the Wilson interval of each.

    Source: method 10 of R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890.
    """
    one, other = wilson(part, whole, level), wilson(other_part, other_whole, level)
    rate, other_rate = part / whole, other_part / other_whole
    difference = rate - other_rate
    below = sqrt((rate - one.low) ** 2 + (other.high - other_rate) ** 2)
    above = sqrt((one.high - rate) ** 2 + (other_rate - other.low) ** 2)
    return Interval(max(-1.0, difference - below), min(1.0, difference + above))


def _judge(part: int, whole: int) -> None:
    if not 0 <= part <= whole or whole <= 0:
        raise ValueError(f"{part} of {whole} is no rate")


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` of `whole`. `interval` None where there are too few to say more than the counts."""

    part: int
    whole: int
    interval: Interval | None

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def is_few(self) -> bool:
        return self.interval is None


def rate(part: int, whole: int) -> Rate:
    return Rate(part, whole, wilson(part, whole) if whole >= FEW else None)


class Verdict(StrEnum):
    """Of one rate beside another. Shared: the two are largely of the same parties, which no rule compares."""

    FEW = "few"
    SHARED = "shared"
    ALIKE = "alike"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Difference:
    """`interval` None where one of the two has too few."""

    verdict: Verdict
    value: float | None = None
    interval: Interval | None = None


def difference(one: Rate, other: Rate, *, of: int = 1) -> Difference:
    """Better or worse only where the whole interval lies on one side of nought.

    `of` comparisons are made together: each is held to a higher level (Bonferroni), so that all of them keep to LEVEL.
    """
    if one.is_few or other.is_few:
        return Difference(Verdict.FEW)
    found = newcombe(one.part, one.whole, other.part, other.whole, 1 - (1 - LEVEL) / of)
    verdict = Verdict.BETTER if found.low > 0 else Verdict.WORSE if found.high < 0 else Verdict.ALIKE
    return Difference(verdict, one.part / one.whole - other.part / other.whole, found)


def needed(base: float, other: float, *, power: float = 0.8, level: float = LEVEL) -> int:
    """How many in each of two groups show this difference, if it is there, in `power` of the cases.

    Source: J. L. Fleiss, Statistical Methods for Rates and Proportions, without continuity correction.
    """
    if base == other or not (0 < base < 1 and 0 < other < 1):
        raise ValueError("two different rates between 0 and 1")
    mean = (base + other) / 2
    alpha, beta = quantile(level), NormalDist().inv_cdf(power)
    spread = alpha * sqrt(2 * mean * (1 - mean)) + beta * sqrt(base * (1 - base) + other * (1 - other))
    exact = (spread / (base - other)) ** 2
    return -int(-exact // 1)
