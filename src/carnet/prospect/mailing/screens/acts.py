"""What one does with a mailing: send it, hold it, let it go on, end it, settle what nobody knows."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.mailing import services, words

from .views import SERVES, found


def _act(request: HttpRequest, pk: int, done: str, act: Callable[[], Event | None]) -> HttpResponse:
    try:
        event = act()
    except services.MailingRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, done, undo=event)
    return see_other(request, reverse("mailing:mailing", args=[request.workspace.slug, pk]))


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("POST",))
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    done = _("The messages leave one by one. You can close this page.")
    return _act(request, pk, done, lambda: services.queue_mailing(member=request.member, mailing=one).event)


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("POST",))
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    return _act(request, pk, _("Paused."), lambda: services.pause_mailing(member=request.member, mailing=one))


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("POST",))
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    return _act(request, pk, _("It goes on."), lambda: services.resume_mailing(member=request.member, mailing=one))


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("POST",))
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    done = _("Cancelled: what had not left never will.")
    return _act(request, pk, done, lambda: services.cancel_mailing(member=request.member, mailing=one))


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("POST",))
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    one, as_sent = found(pk), "renvoi" not in request.POST
    done = _("Held for sent.") if as_sent else _("They are sent once more, under the same Message-ID.")
    return _act(request, pk, done, lambda: services.settle_unknown(member=request.member, mailing=one, as_sent=as_sent))
