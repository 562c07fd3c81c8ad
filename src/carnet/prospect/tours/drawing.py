"""Where to draw the stops of a day on paper: at their place, north up, proportions kept. No map server."""

import math
from collections.abc import Sequence

from carnet.foundation.geo.rules import Point

WIDTH, HEIGHT, EDGE = 440.0, 190.0, 16.0
"""Points of typography."""


def spots_of(way: Sequence[Point]) -> list[list[float]]:
    """Right and down of the picture's corner, for each point of the way in its order."""
    xs = [math.radians(one.lon) * math.cos(math.radians(way[0].lat)) for one in way]
    ys = [math.radians(one.lat) for one in way]
    scale = min((WIDTH - 2 * EDGE) / _span(xs), (HEIGHT - 2 * EDGE) / _span(ys))
    x_middle, y_middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [
        [round(WIDTH / 2 + (x - x_middle) * scale, 1), round(HEIGHT / 2 - (y - y_middle) * scale, 1)]
        for x, y in zip(xs, ys, strict=True)
    ]


def _span(values: Sequence[float]) -> float:
    return max(max(values) - min(values), 1e-5)
