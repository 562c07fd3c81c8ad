"""Records whose postcode lies within some kilometres of a commune, as the crow flies."""

from functools import lru_cache

from django.db.models import Q

from carnet.foundation.fields.rules.asking import Operator, Question
from carnet.foundation.fields.rules.definitions import Definition
from carnet.foundation.fields.rules.values import ValueRefused
from carnet.foundation.geo import queries as geo

from .subjects import Clause, Reader

FARTHEST = 150
"""Kilometres: beyond, one filters by département."""


def around(definition: Definition, operator: str, given: list[str]) -> Question:
    """The question « autour de Lyon, 30 »: the name of the commune and the kilometres. Raises ValueRefused."""
    texts = [text.strip() for text in given if text.strip()]
    if len(texts) < 2:
        raise ValueRefused(definition, "missing")
    name, distance = texts[0], texts[1]
    if not (distance.isascii() and distance.isdigit() and 0 < int(distance) <= FARTHEST):
        raise ValueRefused(definition, "number", distance)
    found = [one for one in geo.find_communes(name, 5) if one.point is not None]
    if not found:
        raise ValueRefused(definition, "place", name)
    return Question(definition, Operator(operator), (found[0].name, int(distance), found[0].insee))


def near(field: str) -> Reader:
    """`field` holds the postcode."""

    def clause(asked: Question) -> Clause:
        _name, distance, insee = asked.values
        return Clause(Q(**{f"{field}__in": postcodes_around(insee, distance)}))

    return clause


@lru_cache(maxsize=64)
def postcodes_around(insee: str, distance: int) -> tuple[str, ...]:
    centre = geo.commune(insee)
    if centre is None or centre.point is None:
        return ()
    return tuple(geo.postcodes_within(centre.point, distance))
