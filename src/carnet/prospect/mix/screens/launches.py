"""A group's actions on their way into the agenda: seen first, then done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.mix import launching, sheets, words
from carnet.prospect.mix.board import board_of
from carnet.prospect.mix.services import MixRefused

from .groups import SHOWN, found, page_of
from .views import SERVES


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def launch(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    if request.method == "POST":
        return _launch(request, one)
    board = board_of(one.plan)
    told = launching.preview(board, one)
    moves = [move.on for move in told.line.moves]
    context = {
        "group": one,
        "plan": one.plan,
        "told": told,
        "rows": [(words.channel(channel), count) for channel, count in told.counts.items()],
        "refused": [(company, str(words.REFUSED[reason])) for company, reason in told.refused[:SHOWN]],
        "first": min(moves, default=None),
        "last": max(moves, default=None),
        "steps": sheets.sequence(told.line),
    }
    return render(request, "mix/launch.html", context)


def _launch(request: HttpRequest, group: launching.Group) -> HttpResponse:
    try:
        made = launching.start_launch(member=request.member, group=group)
    except MixRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
        return see_other(request, page_of(request, group))
    if made.event is None:
        toast(request, _("The actions are on their way into the agenda."))
        return see_other(request, page_of(request, group))
    said = ngettext("%(count)d action in the agenda.", "%(count)d actions in the agenda.", made.tasks)
    toast(request, said % {"count": made.tasks}, undo=made.event)
    return see_other(request, page_of(request, group))
