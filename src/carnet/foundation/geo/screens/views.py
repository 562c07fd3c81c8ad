from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from carnet.foundation.geo import places, queries
from carnet.foundation.geo.cells import DEEPEST, read_frame
from carnet.foundation.ui.screens import screen


@screen(None)
def communes(request: HttpRequest) -> HttpResponse:
    """The `<option>`s of a `<datalist>`: the field that asks may be named `q`, `city`, `postcode`, or stand alone."""
    given = [request.GET.get(name, "") for name in ("q", "city", "postcode")]
    text = next((text.strip() for text in [*given, *request.GET.values()] if text.strip()), "")
    context = {"communes": queries.find_communes(text, 12), "is_available": queries.is_available()}
    return render(request, "geo/communes.html", context)


@screen(None)
def landmarks(request: HttpRequest) -> HttpResponse:
    """The towns that a map names, for a frame and a zoom. The same for everyone: a browser may keep it for a day."""
    frame = read_frame(request.GET.get("cadre", ""))
    zoom = request.GET.get("z", "")
    found = places.landmarks(frame, int(zoom)) if frame and zoom.isdigit() and int(zoom) <= DEEPEST else []
    response = JsonResponse({"towns": [[*one.point, one.name, one.population] for one in found]})
    response["Cache-Control"] = "private, max-age=86400"
    return response
