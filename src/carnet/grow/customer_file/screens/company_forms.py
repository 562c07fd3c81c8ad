"""Write a company down, warned of those it may already be; edit it whole, never over someone else's save."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Company
from carnet.foundation.parties.queries import possible_duplicates
from carnet.foundation.parties.rules import Match, PartyInvalid
from carnet.foundation.parties.services import PartyChanged, create_company, edit_company
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.own_fields import own_fields
from carnet.grow.customer_file.queries import owners_of

from .companies import SERVES, address
from .conflicts import conflict, seen_at
from .forms import CompanyEditForm, CompanyForm
from .own import asked_at_creation, own_initial, refuse

TYPED = ("name", "city", "siren", "phone", "email")


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def company_new(request: HttpRequest) -> HttpResponse:
    owners, own = owners_of(request.workspace), asked_at_creation(own_fields(Company, request.member))
    if request.method == "GET":
        form = CompanyForm(owners=owners, own=own)
        form.initial = {"owner": str(request.member.pk), "name": request.GET.get("name", "")[:200], "stage": "suspect"}
        return _form(request, form)
    form = CompanyForm(request.POST, owners=owners, own=own)
    if not form.is_valid():
        return _form(request, form, status=422)
    matches = [] if "anyway" in request.POST else _duplicates(form.cleaned_data)
    if matches:
        return _form(request, form, matches=matches, status=409)
    return _created(request, form)


def _created(request: HttpRequest, form: CompanyForm) -> HttpResponse:
    try:
        company = create_company(member=request.member, **form.values(form.fields))
    except PartyInvalid as error:
        refuse(form, error)
        return _form(request, form, status=422)
    toast(request, _("%(name)s is in the file.") % {"name": company.name}, undo=company.event)
    return see_other(request, address(request, "company", company.pk))


def _form(
    request: HttpRequest, form: CompanyForm, *, matches: list[Match] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "matches": matches or [],
        "is_refused": bool(matches),
        "here": address(request, "company_new"),
        "companies_url": address(request, "companies"),
        "records_url": address(request, "companies"),
        "duplicates_url": address(request, "company_duplicates"),
    }
    return render_part(request, "customer_file/company_new.html", "form", context, status=status)


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def company_duplicates(request: HttpRequest) -> HttpResponse:
    """What is being typed may already be there: shown while one types. Posted, so that no address holds a phone."""
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    own = request.POST.get("record", "")
    matches = _duplicates(typed, exclude=int(own) if own.isdigit() else None)
    context = {"matches": matches, "records_url": address(request, "companies")}
    return render(request, "customer_file/duplicates.html", context)


def _duplicates(typed: Mapping[str, Any], *, exclude: int | None = None) -> list[Match]:
    return possible_duplicates(
        name=typed["name"],
        city=typed["city"],
        siren=typed["siren"],
        phone_number=typed["phone"],
        email_address=typed["email"],
        exclude=exclude,
    )


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def company_edit(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.present(), pk=pk)
    owners = owners_of(request.workspace)
    own = own_fields(company, request.member)
    initial = {name: _plain(company, name) for name in CompanyEditForm.base_fields} | own_initial(own, company)
    form = CompanyEditForm(request.POST or None, initial=initial, owners=owners, own=own, custom=company.custom)
    if request.method == "GET" or not form.is_valid():
        return _edit_page(request, company, form, status=422 if form.is_bound else 200)
    try:
        event = edit_company(
            member=request.member, company=company, changes=form.changes(), seen_at=seen_at(request.POST.get("seen"))
        )
    except PartyChanged as changed:
        return conflict(request, form, changed.current, initial, address(request, "company_edit", pk))
    except PartyInvalid as error:
        refuse(form, error)
        return _edit_page(request, company, form, status=422)
    if event:
        toast(request, _("%(name)s saved.") % {"name": company.name}, undo=event)
    return see_other(request, address(request, "company", pk))


def _plain(company: Company, name: str) -> str:
    value = getattr(company, company._meta.get_field(name).attname)
    return "" if value is None else str(value)


def _edit_page(request: HttpRequest, company: Company, form: CompanyEditForm, *, status: int) -> HttpResponse:
    context = {
        "company": company,
        "form": form,
        "seen": request.POST.get("seen") or company.updated_at.isoformat(),
        "here": address(request, "company", company.pk),
        "duplicates_url": address(request, "company_duplicates"),
    }
    return render_part(request, "customer_file/company_edit.html", "form", context, status=status)
