"""Minutes and kilometres by road, from an OSRM or a Valhalla server when one is set, else estimated and said to be.

`CARNET_ROUTING_URL` names the server, `CARNET_ROUTING_KIND` (osrm, valhalla) its language. Only coordinates leave.
"""

import json
import logging
import math
from collections.abc import Sequence
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from carnet.foundation.geo.rules import Point

from .rules.case import Travel
from .rules.reading import estimated

logger = logging.getLogger(__name__)

TIMEOUT = 10
BLOCK = 100
"""Points of one request: the table of an OSRM server as it is delivered."""


class NoRoute(Exception):
    """The server does not answer, or knows no road between two of the points."""


def travel(points: Sequence[Point]) -> tuple[Travel, bool]:
    """The table over `points`, and whether a server that is set failed: distances are then estimated."""
    if not settings.CARNET_ROUTING_URL or len(points) < 2:
        return estimated(points), False
    try:
        return by_road(points), False
    except NoRoute as problem:
        logger.warning("%s gave no distances: %s", settings.CARNET_ROUTING_URL, problem)
        return estimated(points), True


def by_road(points: Sequence[Point]) -> Travel:
    """Raises NoRoute."""
    ask = _valhalla if settings.CARNET_ROUTING_KIND == "valhalla" else _osrm
    size = len(points)
    minutes = [[0] * size for _ in points]
    km = [[0.0] * size for _ in points]
    half = BLOCK // 2
    blocks = [range(first, min(first + half, size)) for first in range(0, size, half)]
    for rows in blocks:
        for columns in blocks:
            seconds, metres = ask([points[n] for n in rows], [points[n] for n in columns])
            for a, times, lengths in zip(rows, seconds, metres, strict=True):
                for b, duration, length in zip(columns, times, lengths, strict=True):
                    minutes[a][b] = 0 if a == b else math.ceil(_number(duration) / 60)
                    km[a][b] = 0.0 if a == b else round(_number(length) / 1000, 1)
    source = settings.CARNET_ROUTING_KIND
    return Travel("road", source, tuple(map(tuple, minutes)), tuple(map(tuple, km)))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise NoRoute("no road between two of the points")
    return value


def _osrm(origins: Sequence[Point], targets: Sequence[Point]) -> tuple[Any, Any]:
    written = ";".join(f"{point.lon:.6f},{point.lat:.6f}" for point in [*origins, *targets])
    first = ";".join(str(number) for number in range(len(origins)))
    then = ";".join(str(len(origins) + number) for number in range(len(targets)))
    query = f"sources={first}&destinations={then}&annotations=duration,distance"
    answer = _asked(f"{settings.CARNET_ROUTING_URL.rstrip('/')}/table/v1/driving/{written}?{query}")
    if answer.get("code") != "Ok" or "distances" not in answer:
        raise NoRoute(str(answer.get("message") or answer.get("code")))
    return answer["durations"], answer["distances"]


def _valhalla(origins: Sequence[Point], targets: Sequence[Point]) -> tuple[Any, Any]:
    body = {
        "sources": [{"lat": point.lat, "lon": point.lon} for point in origins],
        "targets": [{"lat": point.lat, "lon": point.lon} for point in targets],
        "costing": "auto",
        "units": "kilometers",
    }
    url = f"{settings.CARNET_ROUTING_URL.rstrip('/')}/sources_to_targets"
    rows = _asked(url, body).get("sources_to_targets")
    if not isinstance(rows, list):
        raise NoRoute("no table in the answer")
    seconds = [[cell.get("time") for cell in row] for row in rows]
    metres = [[None if cell.get("distance") is None else cell["distance"] * 1000 for cell in row] for row in rows]
    return seconds, metres


def _asked(url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    # The address is the administrator's own setting, checked to be http(s) at start.
    request = Request(url, data=data, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return dict(json.load(answer))
    except (URLError, OSError, ValueError, TypeError) as problem:
        raise NoRoute(str(problem)) from problem
