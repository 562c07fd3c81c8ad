"""Records by where their postcode lies: some kilometres around a commune or a point, or in an area drawn on a map."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from carnet.foundation.fields.rules.asking import Operator, Question
from carnet.foundation.fields.rules.definitions import Definition
from carnet.foundation.fields.rules.values import ValueRefused
from carnet.foundation.geo import queries as geo
from carnet.foundation.geo.cells import Frame
from carnet.foundation.geo.places import landmarks
from carnet.foundation.geo.rules import Point

from .subjects import Clause, Reader

FARTHEST = 150
"""Kilometres: beyond, one filters by département."""
MOST_CORNERS = 30
Rows = Callable[[], QuerySet[Any]]


def around(definition: Definition, operator: str, given: list[str]) -> Question:
    """« autour de Lyon, 30 »: the name of the commune, or a point, and the kilometres. Raises ValueRefused."""
    texts = [text.strip() for text in given if text.strip()]
    if len(texts) < 2:
        raise ValueRefused(definition, "missing")
    name, distance = texts[0], texts[1]
    if not (distance.isascii() and distance.isdigit() and 0 < int(distance) <= FARTHEST):
        raise ValueRefused(definition, "number", distance)
    if point := point_of(name):
        return Question(definition, Operator(operator), (near_by(point), int(distance), written(point)))
    found = [one for one in geo.find_communes(name, 5) if one.point is not None]
    if not found:
        raise ValueRefused(definition, "place", name)
    return Question(definition, Operator(operator), (found[0].name, int(distance), found[0].insee))


def inside(definition: Definition, operator: str, given: list[str]) -> Question:
    """An area by its corners, each « 45.757 4.832 ». Raises ValueRefused."""
    texts = [text.strip() for text in given if text.strip()]
    corners = [(text, point_of(text)) for text in texts[:MOST_CORNERS]]
    wrong = next((text for text, point in corners if point is None), None)
    if wrong is not None:
        raise ValueRefused(definition, "point", wrong)
    if len(corners) < 3:
        raise ValueRefused(definition, "corners")
    return Question(definition, Operator(operator), tuple(written(point) for _text, point in corners if point))


def near(field: str, rows: Rows | None = None) -> Reader:
    """`field` holds the postcode. `rows`: all of them, where an index begins with it."""

    def clause(asked: Question) -> Clause:
        _name, distance, place = asked.values
        return _clause(field, rows, postcodes_around(place, distance))

    return clause


def within(field: str, rows: Rows | None = None) -> Reader:
    """As `near`, in an area."""

    def clause(asked: Question) -> Clause:
        return _clause(field, rows, postcodes_inside(asked.values))

    return clause


def _clause(field: str, rows: Rows | None, codes: Sequence[str]) -> Clause:
    test = Q(**{f"{field}__in": codes})
    return Clause(test, rows().filter(test).order_by().values_list("pk", flat=True) if rows else None)


def point_of(text: str) -> Point | None:
    """« 45.757 4.832 », latitude first; None for what is no point."""
    parts = text.split()
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        return None
    return Point(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def centre_of(text: str) -> Point | None:
    """Of what `around` is given: a point, or the commune that a name means."""
    return point_of(text) or next((one.point for one in geo.find_communes(text, 5) if one.point is not None), None)


def written(point: Point) -> str:
    return f"{point.lat:.4f} {point.lon:.4f}"


def near_by(point: Point) -> str:
    """A point in words: the largest town within some ten kilometres, else its figures."""
    return _("%(place)s (point on the map)") % {"place": _town(point) or written(point)}


@lru_cache(maxsize=256)
def _town(point: Point) -> str:
    around_it = landmarks(Frame(point.lat - 0.1, point.lon - 0.14, point.lat + 0.1, point.lon + 0.14), 4, 1)
    return around_it[0].name if around_it else ""


@lru_cache(maxsize=64)
def postcodes_around(place: str, distance: int) -> tuple[str, ...]:
    """`place`: an INSEE code or a point as `written`."""
    centre = point_of(place)
    if centre is None:
        commune = geo.commune(place)
        centre = commune.point if commune else None
    return tuple(geo.postcodes_within(centre, distance)) if centre else ()


@lru_cache(maxsize=64)
def postcodes_inside(corners: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(geo.postcodes_inside([point for text in corners if (point := point_of(text))]))
