"""One field of a record, changed in its place: in a list, on the record, or on a page of its own without JavaScript."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from carnet.foundation.fields.formfields import form_fields
from carnet.foundation.fields.rules.definitions import Definition, FieldSet, Kind
from carnet.foundation.parties.custom import RequiredMissing
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.parties.services import edit_company, edit_person
from carnet.foundation.ui.list_html import cell_html, seen
from carnet.foundation.ui.lists import Column
from carnet.foundation.ui.responses import safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file import company_fields, person_fields
from carnet.grow.customer_file.company_fields import choices_of, parse, row_of
from carnet.grow.customer_file.own_fields import own_choices, own_columns, own_fields
from carnet.grow.customer_file.queries import owners_of
from carnet.grow.customer_file.refusals import refusal

from .companies import SERVES, address


@dataclass(slots=True)
class Target:
    """The field of the record that is being changed."""

    party: Company | Person
    column: Column
    owners: Mapping[int, str]
    prefix: str
    member: Membership
    save: Callable[[dict[str, Any]], Any]

    @property
    def raw(self) -> str:
        return self.column.typed(row_of(self.party))

    @property
    def own(self) -> Definition | None:
        return own_fields(self.party, self.member).by_key.get(self.column.edits)

    lacking: tuple[Definition, ...] = ()
    """What the stage that was chosen asks for in vain."""

    def cell(self, *, saved: bool = False, error: str = "", wanted: str = "") -> str:
        more = ""
        if self.lacking:
            to = f"{self.prefix}{self.party.pk}/champ/{self.column.edits}/?vers={quote(wanted)}"
            words = _("Fill in and go on")
            more = f' <a class="link" href="{escape(to)}">{escape(words)}</a>'
        return cell_html(self.column, row_of(self.party), prefix=self.prefix, saved=saved, error=error) + more


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def company_field(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    company = get_object_or_404(Company.objects.present(), pk=pk)
    owners = owners_of(request.workspace)
    column = _column({**company_fields.editable(owners), **own_columns(own_fields(company, request.member))}, field)

    def save(changes: dict[str, Any]) -> Any:
        return edit_company(member=request.member, company=company, changes=changes)

    return _change(request, Target(company, column, owners, address(request, "companies"), request.member, save))


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def person_field(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.present(), pk=pk)
    owners = owners_of(request.workspace)
    column = _column({**person_fields.editable(owners), **own_columns(own_fields(person, request.member))}, field)

    def save(changes: dict[str, Any]) -> Any:
        return edit_person(member=request.member, person=person, changes=changes)

    return _change(request, Target(person, column, owners, address(request, "people"), request.member, save))


def _column(columns: Mapping[str, Column], field: str) -> Column:
    if field not in columns:
        raise Http404
    return columns[field]


def _change(request: HttpRequest, target: Target) -> HttpResponse:
    if request.method == "GET":
        return _page(request, target)
    error = _save(request, target)
    if error:
        target.party.refresh_from_db()
        if request.htmx:
            wanted = request.POST.get(target.column.edits, "")
            return HttpResponse(target.cell(error=error, wanted=wanted), status=422)
        return _page(request, target, error=error, typed=request.POST.get(target.column.edits, ""))
    if not request.htmx:
        return see_other(request, safe_next(request, target.prefix))
    return HttpResponse(target.cell(saved=True))


def _save(request: HttpRequest, target: Target) -> str:
    """Save what was typed; the sentence that says why not, empty when it was."""
    column, field = target.column, target.column.edits
    looked_at = request.GET.get("vu")
    if looked_at and looked_at != seen(target.raw):
        row = row_of(target.party)
        shown = (column.tag(row) or ("", ""))[1] if column.tag else column.show(row)
        return _("Changed meanwhile to “%(value)s”. Save again to replace it.") % {"value": shown or "—"}
    try:
        event = target.save(_changes(request, target))
    except RequiredMissing as error:
        target.lacking = tuple(error.missing)
        return refusal(error, field)
    except (PartyInvalid, ValueError) as error:
        return refusal(error, field)
    if event:
        label = str(column.label)
        toast(request, _("%(name)s: %(field)s saved.") % {"name": target.party, "field": label.lower()}, undo=event)
    return ""


def _changes(request: HttpRequest, target: Target) -> dict[str, Any]:
    """What the service is to change. Raises ValueError for what was not offered."""
    field, own = target.column.edits, target.own
    if own is not None:
        posted = request.POST.getlist(field) if own.kind == Kind.CHOICES else request.POST.get(field, "")
        return {"custom": {own.code: posted}}
    value = parse(field, request.POST.get(field, ""), target.owners)
    if field == "owner" and value is not None:
        value = Membership.objects.get(pk=value, workspace=request.workspace)
    with_it = {
        one.code: request.POST.getlist(one.key) if one.kind == Kind.CHOICES else request.POST[one.key]
        for one in own_fields(target.party, target.member)
        if one.key in request.POST
    }
    return {field: value, **({"custom": with_it} if with_it else {})}


def _page(request: HttpRequest, target: Target, *, error: str = "", typed: str | None = None) -> HttpResponse:
    context = {
        "party": target.party,
        "column": target.column,
        "choices": _choices(target),
        "chosen": target.raw.split(",") if target.own and target.own.kind == Kind.CHOICES else None,
        "help": target.own.help if target.own else "",
        "value": typed if typed is not None else request.GET.get("vers") or target.raw,
        "asked": _asked(request, target),
        "seen": seen(target.raw),
        "error": error,
        "next": safe_next(request, target.prefix),
    }
    return render(request, "customer_file/field.html", context, status=422 if error else 200)


def _asked(request: HttpRequest, target: Target) -> forms.Form | None:
    """The form of what the stage asks for and the record lacks, in the page that changes the stage."""
    lacking = list(target.lacking)
    if not lacking and request.method == "GET" and target.column.edits == "stage":
        own = own_fields(target.party, target.member)
        lacking = own.missing_at(request.GET.get("vers", ""), target.party.custom)
    if not lacking:
        return None
    form = forms.Form(initial={one.key: request.POST.get(one.key, "") for one in lacking})
    form.fields |= form_fields(FieldSet(tuple(lacking)), stage=request.POST.get("stage", request.GET.get("vers", "")))
    return form


def _choices(target: Target) -> Any:
    if target.own is None:
        return choices_of(target.column.edits, target.owners)
    offered = dict(own_choices(own_fields(target.party, target.member))).get(target.column.edits, [])
    return offered[1:] if target.own.kind == Kind.CHOICES else offered
