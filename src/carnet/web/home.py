"""From the bare address to a workspace."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from carnet.foundation.workspaces.middleware import LAST_WORKSPACE
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import places_of

from . import navigation


def home(request: HttpRequest) -> HttpResponse:
    """The day of the workspace used last in this browser, else the first by name; none: the page that makes one."""
    places = places_of(request.user.pk)
    if not places:
        return HttpResponseRedirect(reverse("new_workspace"))
    last = request.COOKIES.get(LAST_WORKSPACE)
    member = next((place for place in places if place.workspace.slug == last), places[0])
    return HttpResponseRedirect(first_page(member))


def first_page(member: Membership) -> str:
    today = navigation.address("today", member.workspace.slug)
    groups = navigation.links(member, "")
    return today or (groups[0].links[0].url if groups else navigation.address("components", member.workspace.slug))
