"""What a map is told: marks, lines, circles and areas, as the JSON that `map.js` draws: `docs/explanation/map.md`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .cells import Frame
from .rules import Point

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """`frame`: what to show when the mark stands for many; `url`: where it leads; `note`: under its name in the list.

    `is_estimated` where the point is a commune's and not the record's own. `tone`: ok, warn, bad, as a tag's.
    """

    point: Point
    label: str
    count: int = 1
    url: str = ""
    note: str = ""
    tone: str = ""
    is_estimated: bool = True
    frame: Frame | None = None

    def json(self) -> Json:
        told: Json = {"at": [*self.point], "label": self.label, "n": self.count}
        more = {"url": self.url, "note": self.note, "tone": self.tone, "frame": self.frame and [*self.frame]}
        told |= {name: value for name, value in more.items() if value}
        return told if self.is_estimated else told | {"exact": True}


@dataclass(frozen=True, slots=True)
class Line:
    """A way through points in their order, such as a tour's day."""

    points: Sequence[Point]
    label: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    centre: Point
    km: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon; its last corner is joined to its first."""

    corners: Sequence[Point]
    label: str = ""


Shape = Line | Circle | Area


def drawn(marks: Iterable[Mark] = (), shapes: Iterable[Shape] = (), **more: Any) -> Json:
    """What a map shows; shapes stay until others are told. `more` is told as it is."""
    told: Json = {"marks": [mark.json() for mark in marks]}
    for shape in shapes:
        if isinstance(shape, Line):
            line = {"points": [[*point] for point in shape.points], "label": shape.label, "tone": shape.tone}
            told.setdefault("lines", []).append(line)
        elif isinstance(shape, Circle):
            told.setdefault("circles", []).append({"at": [*shape.centre], "km": shape.km, "label": shape.label})
        else:
            area = {"points": [[*point] for point in shape.corners], "label": shape.label}
            told.setdefault("areas", []).append(area)
    return told | more
