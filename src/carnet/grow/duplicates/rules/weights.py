"""What one agreement says, in bits: 1 makes the two records twice as likely to be one party, -1 half as likely."""

from dataclasses import dataclass

VERY_STRONG, STRONG, SLIGHT = 8.0, 4.0, 1.0
MOST = 30.0


@dataclass(frozen=True, slots=True)
class Reason:
    """`field` and `level` of the table of comparisons; `weight` in bits, a rare value counted as rare."""

    field: str
    level: str
    weight: float


def readable(bits: float) -> float:
    """To a tenth, and no further from nothing than a person can take in."""
    return round(max(-MOST, min(MOST, bits)), 1)


def strength(weight: float) -> str:
    """very_strong, strong, slight, nothing, against or strongly_against."""
    for floor, word in ((VERY_STRONG, "very_strong"), (STRONG, "strong"), (SLIGHT, "slight"), (-SLIGHT, "nothing")):
        if weight >= floor:
            return word
    return "against" if weight >= -STRONG else "strongly_against"


def by_weight(reasons: tuple[Reason, ...]) -> list[Reason]:
    """What says most first, for or against; what says nothing left out."""
    telling = [one for one in reasons if strength(one.weight) != "nothing"]
    return sorted(telling, key=lambda one: (-abs(one.weight), one.field))
