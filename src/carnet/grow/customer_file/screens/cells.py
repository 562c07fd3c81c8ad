"""One field of a company, changed in its place: in a list, on the record, or on a page of its own without JavaScript."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Company
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.parties.services import edit_company
from carnet.foundation.ui.list_html import cell_html, seen
from carnet.foundation.ui.lists import Column
from carnet.foundation.ui.responses import safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from ..company_fields import choices_of, editable, parse, row_of
from ..queries import owners_of
from .companies import SERVES, address
from .sentences import refusal


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def company_field(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    company = get_object_or_404(Company.objects.present(), pk=pk)
    owners = owners_of(request.workspace)
    column = editable(owners).get(field)
    if column is None:
        raise Http404
    if request.method == "GET":
        return _page(request, company, column, owners)
    error = _save(request, company, column, owners)
    if error:
        return _refused(request, company, column, owners, error)
    if not request.htmx:
        return see_other(request, safe_next(request, address(request, "companies")))
    return HttpResponse(_cell(request, company, column, saved=True))


def _save(request: HttpRequest, company: Company, column: Column, owners: Mapping[int, str]) -> str:
    """Save what was typed; the sentence that says why not, empty when it was."""
    field, text = column.edits, request.POST.get(column.edits, "")
    current = row_of(company)[column.reads[0]]
    looked_at = request.GET.get("vu")
    if looked_at and looked_at != seen("" if current is None else current):
        shown = str(column.show(row_of(company)) or "—")
        return _("Changed meanwhile to “%(value)s”. Save again to replace it.") % {"value": shown}
    try:
        value = parse(field, text, owners)
        if field == "owner" and value is not None:
            value = Membership.objects.get(pk=value, workspace=request.workspace)
        event = edit_company(member=request.member, company=company, changes={field: value})
    except (PartyInvalid, ValueError) as error:
        return refusal(error, field)
    if event:
        label = str(column.label)
        toast(request, _("%(name)s: %(field)s saved.") % {"name": company.name, "field": label.lower()}, undo=event)
    return ""


def _cell(request: HttpRequest, company: Company, column: Column, *, saved: bool = False, error: str = "") -> str:
    prefix = address(request, "companies")
    return cell_html(column, row_of(company), prefix=prefix, saved=saved, error=error)


def _refused(
    request: HttpRequest, company: Company, column: Column, owners: Mapping[int, str], error: str
) -> HttpResponse:
    company.refresh_from_db()
    if request.htmx:
        return HttpResponse(_cell(request, company, column, error=error), status=422)
    return _page(request, company, column, owners, error=error, typed=request.POST.get(column.edits, ""))


def _page(
    request: HttpRequest,
    company: Company,
    column: Column,
    owners: Mapping[int, str],
    *,
    error: str = "",
    typed: str | None = None,
) -> HttpResponse:
    raw = row_of(company)[column.reads[0]]
    current = "" if raw is None else str(raw)
    context = {
        "company": company,
        "column": column,
        "choices": choices_of(column.edits, owners),
        "value": current if typed is None else typed,
        "seen": seen(current),
        "error": error,
        "next": safe_next(request, address(request, "companies")),
    }
    return render(request, "customer_file/field.html", context, status=422 if error else 200)
