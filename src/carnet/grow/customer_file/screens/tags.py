"""The tags of one record: shown, put on, taken off."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.tags.queries import every_tag, tags_on
from carnet.foundation.tags.services import tag
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .links import SERVES, address

PARTIES: dict[str, Any] = {"societes": Company, "personnes": Person}


def tags_context(request: HttpRequest, party: Company | Person) -> dict[str, Any]:
    """One query."""
    word, name = ("societes", "companies") if isinstance(party, Company) else ("personnes", "people")
    return {
        "tags": tags_on(party),
        "tags_url": address(request, "record_tags", word, party.pk),
        "list_url": address(request, name),
    }


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def record_tags(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    """What is known already, as options; a POST puts on what `add` names and takes off `remove`."""
    if party not in PARTIES:
        raise Http404
    found = get_object_or_404(PARTIES[party].objects.present(), pk=pk)
    if request.method == "GET":
        return render(request, "customer_file/options.html", {"options": [name for _pk, name in every_tag()]})
    removed = [int(text) for text in request.POST.getlist("remove") if text.isascii() and text.isdigit()]
    event = tag(member=request.member, parties=[found], add=request.POST.get("add", "")[:500], remove=removed)
    if event:
        toast(request, _("Tags changed."), undo=event)
    else:
        toast(request, _("Name a tag, or choose one to take off."), tone="warn")
    return see_other(request, address(request, "company" if party == "societes" else "person", pk))
