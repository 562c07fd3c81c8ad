"""A tour to take along: a printed sheet, a file for another calendar."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from carnet.foundation.ui.responses import see_other
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.tours import calendars, queries, sheets
from carnet.prospect.tours.services import TourRefused

from .links import SERVES, address, found, told


@screen(Permission.AGENDA_READ, serves=SERVES)
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The visits of the plan, for a calendar that is not ours."""
    row = found(pk)
    content = calendars.written(row, queries.shown(row), request.workspace.slug)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tournee-{row.first_on:%Y-%m-%d}.ics"'
    return response


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The route sheet, frozen as it is printed."""
    row = found(pk)
    if not row.planned_at or row.is_stale:
        return told(request, TourRefused("not_planned"), address(request, "tour", pk))
    made = sheets.freeze_sheet(member=request.member, tour=row)
    return see_other(request, reverse("documents:document", args=[request.workspace.slug, made.pk]))
