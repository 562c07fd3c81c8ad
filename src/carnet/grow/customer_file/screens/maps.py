"""The companies of a list on a map: the same address, the same filter, another face."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import ngettext

from carnet.foundation.filters import places, words
from carnet.foundation.filters.grouping import narrower
from carnet.foundation.filters.rules.tree import Condition, Group, Joined, Problem, read, written
from carnet.foundation.filters.selecting import ask
from carnet.foundation.geo import queries as geo
from carnet.foundation.geo.cells import DEEPEST, Cell, Frame, Spot, few_cells, read_frame
from carnet.foundation.geo.maps import Area, Circle, Mark, Shape, drawn
from carnet.foundation.ui import lists, rules
from carnet.foundation.ui.lists import ListSpec
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file import company_map
from carnet.grow.customer_file.company_list import company_list
from carnet.grow.customer_file.company_map import MOST_NAMED, Tally
from carnet.grow.customer_file.queries import owners_of
from carnet.grow.customer_file.subjects import company_subjects

from .links import SERVES, address

MOST_PLACES = 60
DRAWN = {"pres", "zone"}
"""The conditions that one can draw."""
WIDE = 6
"""The zoom of a whole country."""


def company_face(request: HttpRequest) -> Callable[[ListSpec, rules.State], dict[str, Any]]:
    """What the page says around the map, and the places in words for who sees no map. One query."""

    def face(spec: ListSpec, state: rules.State) -> dict[str, Any]:
        found = company_map.tally(lists.matching(spec, state))
        frame = company_map.first_frame(found.spots)
        ordered = sorted(found.spots, key=lambda spot: (-spot.count, spot.key.name))
        link = _linker(request, spec, state, found)
        return {
            "map_is_ready": geo.is_available(),
            "map_points": f"{address(request, 'company_points')}?{rules.wishes(spec.shape, state)}",
            "map_drawn": f"{address(request, 'company_drawn')}?{rules.wishes(spec.shape, state)}",
            "map_shapes": json.dumps(drawn(shapes=shapes)) if (shapes := _shapes(state.where)) else "",
            "map_frame": ",".join(f"{one:.4f}" for one in frame) if frame else "",
            "map_places": [
                (spot.key.name, spot.key.postcode, spot.count, link(spot)) for spot in ordered[:MOST_PLACES]
            ],
            "map_more": max(0, len(ordered) - MOST_PLACES),
            "map_placed": found.placed,
            "map_unplaced": found.unplaced,
            "map_total": found.placed + found.unplaced,
            "map_unplaced_url": _list_url(
                request, spec, state, narrower(state.where, Condition("carte", "est", ("non",)))
            ),
        }

    return face


@screen(Permission.COMPANY_READ, serves=SERVES)
def company_points(request: HttpRequest) -> HttpResponse:
    """The marks of a frame, never more than a few hundred, and the companies in it where they are few. Two queries."""
    spec = company_list(request.member, owners_of(request.workspace))
    state, _view = lists.read(spec, request)
    frame, zoom = read_frame(request.GET.get("cadre", "")), request.GET.get("z", "")
    depth = min(int(zoom), DEEPEST) if zoom.isascii() and zoom.isdigit() and len(zoom) < 3 else WIDE
    rows = lists.matching(spec, state)
    found = company_map.tally(rows, frame)
    spots = found.within(frame)
    link = _linker(request, spec, state, found)
    marks = [_mark(cell, link) for cell in few_cells(spots, depth)]
    count = sum(spot.count for spot in spots)
    named = _named(request, rows, frame) if frame and 0 < count <= MOST_NAMED else []
    said = ngettext("%(count)s company in sight", "%(count)s companies in sight", count)
    response = JsonResponse(drawn(marks, said=said % {"count": count}, rows=named))
    response["Cache-Control"] = "no-store"
    return response


@screen(Permission.COMPANY_READ, serves=SERVES)
def company_drawn(request: HttpRequest) -> HttpResponse:
    """The list's map narrowed to what was drawn: `trace` holds « lat lon:km » of a circle or the corners of an area."""
    spec = company_list(request.member, owners_of(request.workspace))
    state, _view = lists.read(spec, request)
    drawing = request.GET.get("trace", "").split(":")
    circle = len(drawing) == 2
    asked = Condition("pres", "autour", tuple(drawing)) if circle else Condition("zone", "dedans", tuple(drawing))
    problems: list[Problem] = []
    where = state.where
    if ask(asked, company_subjects(request.member, {}), problems):
        where = narrower(written(_without_drawing(read(where).tree)), asked)
    for problem in problems:
        toast(request, words.asked_again(problem), tone="warn")
    query = rules.query_of(spec.shape, state, where=where)
    return see_other(request, f"{address(request, 'companies')}?{query}")


def _without_drawing(tree: Group) -> Group:
    """A new drawing takes the place of the former one, where every condition must hold."""
    if tree.joined == Joined.ANY:
        return tree
    kept = [one for one in tree.parts if not (isinstance(one, Condition) and one.key in DRAWN)]
    return Group(tree.joined, tuple(kept))


def _shapes(where: str) -> list[Shape]:
    """The circle and the area that every company of the filter lies in."""
    tree = read(where).tree
    asked = [one for one in tree.parts if isinstance(one, Condition)] if tree.joined == Joined.ALL else []
    found: list[Shape] = []
    for one in asked:
        if one.key == "pres" and len(one.values) == 2 and (centre := places.centre_of(one.values[0])):
            found.append(Circle(centre, float(one.values[1])) if one.values[1].isdigit() else Circle(centre, 1))
        elif one.key == "zone":
            found.append(Area([point for value in one.values if (point := places.point_of(value))]))
    return found


def _mark(cell: Cell, link: Callable[[Spot], str]) -> Mark:
    first, others = cell.spots[0], len(cell.spots) - 1
    if not others:
        return Mark(cell.point, first.key.name, cell.count, url=link(first))
    more = ngettext("%(place)s and %(count)d other place", "%(place)s and %(count)d other places", others)
    label = more % {"place": first.key.name, "count": others}
    return Mark(cell.point, label, cell.count, frame=cell.frame)


def _named(request: HttpRequest, rows: Any, frame: Frame) -> list[dict[str, Any]]:
    here = address(request, "companies")
    return [
        {"url": f"{here}{row['pk']}/", "label": row["name"], "note": row["place"].name, "at": [*row["place"].point]}
        for row in company_map.named_within(rows, frame)
    ]


def _linker(request: HttpRequest, spec: ListSpec, state: rules.State, found: Tally) -> Callable[[Spot], str]:
    def link(spot: Spot) -> str:
        place = spot.key
        cities = found.spellings[place.postcode, place.insee]
        return _list_url(request, spec, state, company_map.at_place(state.where, place, cities))

    return link


def _list_url(request: HttpRequest, spec: ListSpec, state: rules.State, where: str) -> str:
    query = rules.query_of(spec.shape, state, where=where, face="", group="")
    return f"{address(request, 'companies')}?{query}"
