"""What speaks against a visit. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Warned:
    """`label`: closed, moved, in insolvency. `is_grave`: nobody drives there before it has been cleared up."""

    label: str
    is_grave: bool
