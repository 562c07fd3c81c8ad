"""When what is known of buying centres lets an action be adapted (B1.2-C4.1-3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """Counted over the companies sold to or prospected now.

    `mapped`: with at least two people and a role for each; `sourced`: of those, where what is said rests on more than
    guesses; `placed`: of those, whose purchase has its step and kind; `acted`: of those, where one of the people was
    met or is to be met.
    """

    active: int
    mapped: int
    sourced: int
    placed: int
    acted: int


def known_state(known: Known) -> str:
    """met: half the companies are mapped, and half of the maps sourced, placed and acted on; partly: some map is."""
    if not known.mapped:
        return "missing"
    enough = known.mapped * 2 >= known.active
    each = all(part * 2 >= known.mapped for part in (known.sourced, known.placed, known.acted))
    return "met" if enough and each else "partly"
