"""Who did what; take it back."""

from itertools import groupby
from types import SimpleNamespace

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from carnet.foundation.administration import queries
from carnet.foundation.audit.sentences import read
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable, UndoNotAllowed
from carnet.foundation.ui.responses import render_part, safe_next, see_other, toast
from carnet.foundation.ui.screens import MissingPermission, screen
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from . import words
from .forms import HistoryFilter
from .kinds import kind_choices


@screen(Permission.HISTORY_READ)
def history(request: HttpRequest) -> HttpResponse:
    """Fifty acts a page, headed by their days."""
    people = Membership.objects.filter(workspace=request.workspace).select_related("user").order_by("pk")
    form = HistoryFilter(request.GET, members=people, kinds=kind_choices(queries.kinds()))
    form.is_valid()
    wanted = form.cleaned_data
    events = queries.history(
        member_id=wanted["member"].pk if wanted.get("member") else None,
        kind=wanted.get("kind", ""),
        day=wanted.get("day"),
    )
    number = page_number(request)
    entries, has_next = queries.history_page(events, reader=request.member, page=number)
    context = {
        "form": form,
        "days": [(day, list(of_day)) for day, of_day in groupby(entries, lambda e: timezone.localdate(e.event.at))],
        "is_filtered": any(wanted.get(name) for name in ("member", "kind", "day")),
        "page": SimpleNamespace(
            number=number,
            has_previous=number > 1,
            previous_page_number=number - 1,
            has_next=has_next,
            next_page_number=number + 1,
        ),
    }
    return render_part(request, "administration/history.html", "entries", context)


@screen(Permission.UNDO, methods=("POST",))
def undo_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the act back, or say why not; then back to the page that asked."""
    try:
        undone = undo(member=request.member, event_id=pk)
    except UndoNotAllowed as refusal:
        raise MissingPermission(refusal.permission) from refusal
    except NotUndoable as refusal:
        if refusal.reason == "unknown":
            raise Http404 from refusal
        toast(request, words.why_not_undone(refusal.reason, refusal.detail), tone="bad")
    else:
        toast(request, read(undone).title)
    default = reverse("audit:history", kwargs={"workspace": request.workspace.slug})
    return see_other(request, safe_next(request, default))


def page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, min(int(asked), 10_000)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
