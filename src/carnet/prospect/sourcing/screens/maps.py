"""The zone on a map, and where those who fit stand."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.geo import queries as geo
from carnet.foundation.geo.cells import DEEPEST, Cell, Frame, Spot, few_cells, frame_of, read_frame
from carnet.foundation.geo.maps import Area, Circle, Mark, Shape, drawn
from carnet.foundation.geo.rules import Point
from carnet.foundation.sirene.engine import TooLong
from carnet.foundation.sirene.queries import WIDE
from carnet.foundation.sirene.rules.target import Criteria
from carnet.foundation.sirene.store import SireneAbsent
from carnet.foundation.sirene.words import refused as register_refused
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.sourcing import queries
from carnet.prospect.sourcing.queries import Line, Sight

from .forms import FindForm
from .showing import Shown, shown

SERVES = ("C4.1",)
COUNTRY = 6
"""The zoom of a whole country."""
NARROW = 0.004
"""Degrees around one place: a few streets."""


def zone(form: FindForm, home: str, lines: Sequence[Line]) -> dict[str, Any]:
    """What the map shows at first: the zone asked for, else where the first ones stand, else around the office."""
    shapes = _asked(criteria) if (criteria := form.criteria) else _around(home)
    points = [Point(line.row.lat, line.row.lon) for line in lines if line.row.lat is not None and line.row.lon]
    frame = None if shapes else frame_of(points)
    # What the API told is drawn as it was told: it is not asked again for each move of the map.
    marks = [_one(line) for line in lines if line.row.lat is not None] if form.is_online else []
    return {
        "map_shapes": json.dumps(drawn(marks, shapes)) if shapes or marks else "",
        "map_frame": ",".join(f"{one:.4f}" for one in frame) if frame else "",
    }


def _one(line: Line) -> Mark:
    return Mark(_point(line), line.row.name, frame=_close(_point(line)), is_estimated=not line.row.at_address)


def _asked(criteria: Criteria) -> list[Shape]:
    if criteria.area:
        return [Area([Point(*corner) for corner in criteria.area])]
    return [Circle(Point(*criteria.near), criteria.km)] if criteria.near else []


def _around(home: str) -> list[Shape]:
    found = [one.point for one in geo.find_communes(home, 1) if one.point] if home else []
    return [Circle(found[0], 30)] if found else []


@screen(Permission.COMPANY_READ, serves=SERVES)
def points(request: HttpRequest) -> HttpResponse:
    """The marks of a frame, a few hundred at most whatever fits, and those in it by name where they are few.

    Without a frame nobody's map asks, but a person: the page whose map this is answers.
    """
    if "cadre" not in request.GET:
        page = reverse("sourcing:find", args=[request.workspace.slug])
        return redirect(f"{page}?{request.GET.urlencode()}" if request.GET else page)
    form = FindForm(request.GET)
    frame, zoom = read_frame(request.GET.get("cadre", "")), request.GET.get("z", "")
    depth = min(int(zoom), DEEPEST) if zoom.isascii() and zoom.isdigit() and len(zoom) < 3 else COUNTRY
    if frame is None or not form.is_valid() or form.cleaned_data["criteria"].is_everything:
        return JsonResponse(drawn(said=_("Say first whom you look for.")), status=422)
    asked = form.cleaned_data
    try:
        sight = queries.sight(asked["criteria"], frame, depth, only_new=asked["fichier"] != "tous")
    except (TooLong, SireneAbsent) as error:
        return JsonResponse(drawn(said=register_refused(error)), status=503)
    told = ngettext("%(count)s establishment in sight", "%(count)s establishments in sight", sight.count)
    named = [shown(line, request.workspace.slug) for line in sight.lines]
    marks = [_mark(cell, depth) for cell in few_cells(_spots(sight, named), depth)]
    rows = [_row(one, line) for one, line in zip(named, sight.lines, strict=True)]
    response = JsonResponse(drawn(marks, said=told % {"count": sight.count}, rows=rows))
    response["Cache-Control"] = "no-store"
    return response


def _spots(sight: Sight, named: Sequence[Shown]) -> list[Spot]:
    """One for each by name, where they are few; else one for each place."""
    if sight.lines:
        return [Spot(_point(line), 1, one) for one, line in zip(named, sight.lines, strict=True)]
    return [Spot(Point(heap.lat, heap.lon), heap.count, heap.commune) for heap in sight.heaps]


def _point(line: Line) -> Point:
    return Point(line.row.lat or 0.0, line.row.lon or 0.0)


def _mark(cell: Cell, zoom: int) -> Mark:
    first, others = cell.spots[0].key, len(cell.spots) - 1
    frame = cell.frame if others else _close(cell.point)
    if isinstance(first, Shown):
        if not others:
            return Mark(cell.point, first.name, note=first.activity, frame=frame, is_estimated=not first.is_exact)
        more = ngettext("%(name)s and %(count)d other", "%(name)s and %(count)d others", others)
        return Mark(cell.point, more % {"name": first.name, "count": others}, cell.count, frame=frame)
    name = place_name(first, zoom)
    if not others:
        return Mark(cell.point, name, cell.count, frame=frame)
    more = ngettext("%(place)s and %(count)d other place", "%(place)s and %(count)d other places", others)
    return Mark(cell.point, more % {"place": name, "count": others}, cell.count, frame=frame)


def _close(point: Point) -> Frame:
    return Frame(point.lat - NARROW, point.lon - NARROW, point.lat + NARROW, point.lon + NARROW)


def place_name(code: str, zoom: int) -> str:
    """The commune, or from afar the département that it stands for."""
    found = geo.commune(code)
    if found is None:
        return code
    return found.department_name if zoom < WIDE else found.name


def _row(one: Shown, line: Line) -> dict[str, Any]:
    told = {"label": one.name, "note": one.city, "at": [*_point(line)], "frame": [*_close(_point(line))]}
    return told | {"url": one.url} if one.url else told
