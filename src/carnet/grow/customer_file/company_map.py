"""The companies of a filter as places: where they are, how many lie nowhere, and who is in sight."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from carnet.foundation.filters.rules.tree import Condition, Group, Joined, Node, read, written
from carnet.foundation.geo import queries as geo
from carnet.foundation.geo.cells import Frame, Spot, frame_of
from carnet.foundation.geo.places import Place, finder, place_of, unknown_postcodes
from carnet.foundation.geo.rules import territory_of
from carnet.foundation.parties.models import Company

MOST_POSTCODES = 400
"""Postcodes that are asked for by name; a frame with more of them is cut after the file is counted by place."""
WIDE = 1.5
"""Square degrees of a frame that holds more postcodes than that anyway: some 130 km by 110."""
MOST_NAMED = 60
"""Companies of a frame that are named one by one beside the map."""


@dataclass(slots=True)
class Tally:
    """`spots` hold the keys of `spellings`: a postcode and a place, with the cities as they are written there."""

    spots: list[Spot] = field(default_factory=list)
    spellings: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    unplaced: int = 0

    @property
    def placed(self) -> int:
        return sum(spot.count for spot in self.spots)

    def within(self, frame: Frame | None) -> list[Spot]:
        return [spot for spot in self.spots if frame is None or frame.holds(spot.point)]


def tally(rows: QuerySet[Company], frame: Frame | None = None) -> Tally:
    """How many companies stand at each place. One query along the index of places, whatever the number of rows."""
    if frame is not None and (frame.north - frame.south) * (frame.east - frame.west) < WIDE:
        codes = geo.postcodes_in(frame)
        rows = rows.filter(postcode__in=codes) if len(codes) <= MOST_POSTCODES else rows
    found = Tally()
    counts: dict[Place, int] = defaultdict(int)
    spelled: dict[Place, list[str]] = defaultdict(list)
    groups = rows.order_by().values_list("postcode", "city", "country").annotate(count=Count("pk"))
    find = finder()
    for postcode, city, country, count in groups:
        place = find(postcode, city, country)
        if place is None:
            found.unplaced += count
            continue
        counts[place] += count
        spelled[place].append(city)
    for place, count in counts.items():
        found.spots.append(Spot(place.point, count, place))
        found.spellings[place.postcode, place.insee] = spelled[place]
    return found


def first_frame(spots: list[Spot]) -> Frame | None:
    """Around the part of the world where most of them are: one customer in La Réunion should not shrink France."""
    by_territory: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_territory[territory(spot.key)].append(spot)
    if not by_territory:
        return None
    most = max(by_territory.values(), key=lambda inside: sum(spot.count for spot in inside))
    return frame_of(spot.point for spot in most)


def territory(place: Place) -> str:
    """Corsica is seen with the mainland."""
    code = place.postcode[:3] if place.postcode.startswith(("97", "98")) else place.postcode[:2]
    return territory_of(code)


def named_within(rows: QuerySet[Company], frame: Frame) -> list[dict[str, Any]]:
    """The companies of a frame by name, where few enough: the caller has counted. One query."""
    codes = geo.postcodes_in(frame)
    found = rows.filter(postcode__in=codes).order_by("name_key", "pk")
    wanted = found.values("pk", "name", "postcode", "city", "country")[: MOST_NAMED * 4]
    kept = []
    for row in wanted:
        place = place_of(row["postcode"], row["city"], row["country"])
        if place and frame.holds(place.point):
            kept.append(row | {"place": place})
    return kept[:MOST_NAMED]


def at_place(where: str, place: Place, cities: list[str]) -> str:
    """The filter with the condition that a company stands at this place."""
    tree = read(where).tree
    here: list[Node] = [Condition("cp", "est", (place.postcode,))]
    named = [Condition("ville", "est", (city,)) if city else Condition("ville", "vide") for city in sorted(set(cities))]
    if place.insee and len(named) <= 5:
        here.append(named[0] if len(named) == 1 else Group(Joined.ANY, tuple(named)))
    parts: tuple[Node, ...] = tree.parts if tree.joined == Joined.ALL else (tree,)
    return written(Group(Joined.ALL, (*parts, *here)))


def nowhere() -> Q:
    """Companies that no map can show: abroad, or without a French postcode that exists. One query along an index."""
    codes = Company.objects.present().order_by().values_list("postcode", flat=True).distinct()
    return ~Q(country="FR") | Q(postcode__in=unknown_postcodes(codes))
