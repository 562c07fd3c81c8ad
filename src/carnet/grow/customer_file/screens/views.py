"""Saved views of any list: kept, changed and dropped, then back to the list that they are of."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carnet.foundation.ui.models import SavedView
from carnet.foundation.ui.responses import safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.ui.services import ViewInvalid, delete_view, rename_view, save_view, update_view

from .companies import SERVES, address


def _list_url(request: HttpRequest) -> str:
    return urlsplit(safe_next(request, address(request, "companies"))).path


@screen(None, serves=SERVES, methods=("POST",))
def view_save(request: HttpRequest, code: str) -> HttpResponse:
    query, back = request.POST.get("query", ""), _list_url(request)
    try:
        view = save_view(
            member=request.member,
            list_code=code,
            name=request.POST.get("name", ""),
            query=query,
            is_shared="is_shared" in request.POST,
        )
    except ViewInvalid as error:
        toast(request, _sentence(error), tone="warn")
        return see_other(request, f"{back}?{query}")
    toast(request, _("View “%(name)s” saved.") % {"name": view.name})
    return see_other(request, f"{back}?vue={view.pk}")


@screen(None, serves=SERVES, methods=("POST",))
def view_update(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        view = update_view(member=request.member, pk=pk, query=request.POST.get("query", ""))
    except SavedView.DoesNotExist as error:
        raise Http404 from error
    toast(request, _("View “%(name)s” saved.") % {"name": view.name})
    return see_other(request, f"{_list_url(request)}?vue={view.pk}")


@screen(None, serves=SERVES, methods=("POST",))
def view_rename(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        view = rename_view(member=request.member, pk=pk, name=request.POST.get("name", ""))
    except SavedView.DoesNotExist as error:
        raise Http404 from error
    except ViewInvalid as error:
        toast(request, _sentence(error), tone="warn")
    else:
        toast(request, _("The view is now called “%(name)s”.") % {"name": view.name})
    return see_other(request, f"{_list_url(request)}?vue={pk}")


@screen(None, serves=SERVES, methods=("POST",))
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        delete_view(member=request.member, pk=pk)
    except SavedView.DoesNotExist as error:
        raise Http404 from error
    toast(request, _("View deleted."))
    return see_other(request, _list_url(request))


def _sentence(error: ViewInvalid) -> str:
    return {
        "empty": _("Give the view a name."),
        "taken": _("You already have a view of this name: choose another."),
        "too_long": _("This view says too much to be kept: shorten its name or its filters."),
    }[error.reason]
