"""The picture of twelve months: where each bar stands, so that a page and a document draw the same. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, BASE = 720, 180, 152
"""Units of the drawing; bars stand on `BASE`, names of the months below."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`x`, `y`, `width`, `height` in drawing units; `target_y` None where no target was set."""

    first: date
    signed: int
    target: int
    x: int
    y: int
    width: int
    height: int
    middle: int
    target_y: int | None
    is_met: bool


def bars(months: Sequence[tuple[date, int, int]]) -> list[Bar]:
    """One bar for each (first day, signed cents, target cents), to one common scale."""
    top = max([1, *(max(signed, target) for _, signed, target in months)])
    step = WIDTH // max(len(months), 1)
    return [_bar(index * step + step // 6, step - step // 3, top, month) for index, month in enumerate(months)]


def _bar(x: int, width: int, top: int, month: tuple[date, int, int]) -> Bar:
    first, signed, target = month
    full = BASE - 12
    height = signed * full // top
    return Bar(
        first=first,
        signed=signed,
        target=target,
        x=x,
        y=BASE - height,
        width=width,
        height=height,
        middle=x + width // 2,
        target_y=BASE - target * full // top if target else None,
        is_met=bool(target) and signed >= target,
    )
