"""What the tours of a quarter say of C.6: weeks that are planned, and that drive less than the list would. Pure."""

from dataclasses import dataclass

SHARE = 0.5
"""Of the visits paid on the spot, those that a planned tour holds: a convention of ours."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """`km` and `list_km` are those of the accepted tours, as planned and in the order of the list."""

    tours: int
    visits: int
    on_the_spot: int
    km: float
    list_km: float

    @property
    def share(self) -> float:
        return min(1.0, self.visits / self.on_the_spot) if self.on_the_spot else 0.0


def plan_state(quarter: Quarter) -> str:
    """`met` when half of the visits or more stand in accepted tours that drive no more than the list would."""
    if not quarter.tours or not quarter.visits:
        return "missing"
    return "met" if quarter.share >= SHARE and quarter.km <= quarter.list_km else "partly"
