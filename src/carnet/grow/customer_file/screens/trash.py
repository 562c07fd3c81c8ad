"""The trash of the file: what was put there, by whom and when, and the way back for one record or many."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.parties.findable import COMPANY, PERSON
from carnet.foundation.parties.trash import restore_all, thrown, with_authors
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .companies import address
from .links import link

SIZE = 50
SERVES = ("C13.1",)
KINDS = {"societes": COMPANY, "personnes": PERSON}
_NAMES = {COMPANY: "companies", PERSON: "people"}


@screen(Permission.COMPANY_READ, serves=SERVES)
def trash(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    kind, text = request.GET.get("quoi", ""), request.GET.get("q", "").strip()[:100]
    page = Paginator(thrown(KINDS.get(kind, ""), text), SIZE).get_page(request.GET.get("page"))
    here = address(request, "trash")
    context: dict[str, Any] = {
        "page": page,
        "lines": [
            (f"{one.kind}:{one.pk}", one, f"{address(request, _NAMES[one.kind])}{one.pk}/", one.kind == COMPANY)
            for one in with_authors(page)
        ],
        "tabs": [("", _("Everything")), ("societes", _("Companies")), ("personnes", _("People"))],
        "kind": kind if kind in KINDS else "",
        "text": text,
        "here": here,
        "is_narrowed": bool(text or kind in KINDS),
        "purge_url": link(request, "privacy:purge", Permission.PRIVACY_READ),
        "may_edit": request.member.may(Permission.COMPANY_EDIT),
        "error": error,
    }
    return render(request, "customer_file/trash.html", context, status=422 if error else 200)


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def trash_restore(request: HttpRequest) -> HttpResponse:
    """The row whose own button was pressed, else those that are ticked."""
    rows = request.POST.getlist("one") or request.POST.getlist("rows")[:SIZE]
    pairs = [row.partition(":")[::2] for row in rows]
    ids = {kind: [int(pk) for name, pk in pairs if name == kind and pk.isdigit()] for kind in _NAMES}
    if not any(ids.values()):
        return _page(request, _("Tick the records to take out of the trash."))
    event = restore_all(member=request.member, companies=ids[COMPANY], people=ids[PERSON])
    if event is None:
        toast(request, _("These records are no longer in the trash."), tone="warn")
    else:
        toast(request, _said(event.after or {}), undo=event)
    return see_other(request, address(request, "trash"))


def _said(after: dict[str, Any]) -> str:
    count = int(after.get("count", 1))
    if count == 1:
        return _("%(name)s is back.") % {"name": after.get("name", "")}
    return ngettext("%(count)d record is back.", "%(count)d records are back.", count) % {"count": count}
