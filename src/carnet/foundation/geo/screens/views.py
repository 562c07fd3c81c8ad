from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carnet.foundation.geo import queries
from carnet.foundation.ui.screens import screen


@screen(None)
def communes(request: HttpRequest) -> HttpResponse:
    """The `<option>`s of a `<datalist>`: the field that asks may be named `q`, `city`, `postcode`, or stand alone."""
    given = [request.GET.get(name, "") for name in ("q", "city", "postcode")]
    text = next((text.strip() for text in [*given, *request.GET.values()] if text.strip()), "")
    context = {"communes": queries.find_communes(text, 12), "is_available": queries.is_available()}
    return render(request, "geo/communes.html", context)
