"""The showcase of the components, in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carnet.foundation.ui.screens import screen

from .showcase import showcase


@screen(None, methods=("GET", "POST"))
def components(request: HttpRequest) -> HttpResponse:
    """POST shows a refused form, so that errors can be seen; nothing is saved."""
    context = showcase(request)
    return render(request, "web/components.html", context, status=422 if request.method == "POST" else 200)
