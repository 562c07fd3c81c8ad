"""What speaks against a visit. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Warned:
    """`labels`: closed, moved, in insolvency. `is_grave`: nobody drives there before it has been cleared up."""

    labels: tuple[str, ...]
    is_grave: bool

    @property
    def label(self) -> str:
        return ", ".join(self.labels)
