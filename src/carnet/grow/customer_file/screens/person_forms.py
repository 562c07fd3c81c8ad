"""Write a person down, at a company or alone; edit them; let them move, leave, or work at two places."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.audit.models import Event
from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.parties.rules import Match, PartyInvalid
from carnet.foundation.parties.services import PartyChanged, create_person, detach, edit_person
from carnet.foundation.search.rules import fold
from carnet.foundation.ui.responses import safe_next, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.own_fields import own_fields
from carnet.grow.customer_file.queries import companies_named, owners_of
from carnet.grow.customer_file.services import move_person
from carnet.grow.duplicates.alike import possible_people

from .companies import SERVES, address
from .conflicts import conflict, seen_at
from .forms import MoveForm, PersonForm, RoleForm
from .own import asked_at_creation, own_initial, refuse


@screen(Permission.COMPANY_EDIT, serves=(*SERVES, "C4.2"), methods=("GET", "POST"))
def person_new(request: HttpRequest, company: int | None = None) -> HttpResponse:
    at = get_object_or_404(Company.objects.present(), pk=company) if company else None
    owners, own = owners_of(request.workspace), asked_at_creation(own_fields(Person, request.member))
    form, role = PersonForm(request.POST or None, owners=owners, own=own), RoleForm(request.POST or None)
    if request.method == "GET":
        form.initial = {"owner": str(request.member.pk), "stage": at.stage if at else "suspect"}
    matches: list[Match] = []
    if request.method == "POST" and form.is_valid() and role.is_valid():
        matches = [] if "anyway" in request.POST else _duplicates(form.cleaned_data)
        if not matches:
            try:
                person = create_person(
                    member=request.member, company=at, **role.cleaned_data, **form.values(form.fields)
                )
            except PartyInvalid as error:
                refuse(form, error)
            else:
                return _created(request, person, at)
    return _new_page(request, form, role, at, matches)


def _created(request: HttpRequest, person: Person, at: Company | None) -> HttpResponse:
    event = Event.objects.filter(code="parties.person_created").about("parties.person", person.pk).first()
    toast(request, _("%(name)s is in the file.") % {"name": person}, undo=event)
    return see_other(request, address(request, "company", at.pk) if at else address(request, "person", person.pk))


def _new_page(
    request: HttpRequest, form: PersonForm, role: RoleForm, at: Company | None, matches: list[Match]
) -> HttpResponse:
    context = {
        "form": form,
        "role": role if at else None,
        "company": at,
        "back": address(request, "company", at.pk) if at else address(request, "people"),
        "matches": matches,
        "is_refused": bool(matches),
        **_watch(request),
    }
    status = 409 if matches else 422 if form.is_bound else 200
    return render(request, "customer_file/person_form.html", context, status=status)


def _watch(request: HttpRequest) -> dict[str, str]:
    return {"duplicates_url": address(request, "person_duplicates"), "records_url": address(request, "people")}


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def person_duplicates(request: HttpRequest) -> HttpResponse:
    """Who is being typed may already be there. Posted, so that no address holds a name or a phone."""
    own = request.POST.get("record", "")
    matches = _duplicates(request.POST, exclude=int(own) if own.isdigit() else None)
    return render(request, "customer_file/duplicates.html", {"matches": matches, **_watch(request)})


def _duplicates(typed: Mapping[str, Any], *, exclude: int | None = None) -> list[Match]:
    return possible_people(
        given=str(typed.get("given_name", "")).strip(),
        family=str(typed.get("family_name", "")).strip(),
        phone_number=str(typed.get("phone", "")).strip(),
        email_address=str(typed.get("email", "")).strip(),
        exclude=exclude,
    )


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.present(), pk=pk)
    own = own_fields(person, request.member)
    initial = {name: _plain(person, name) for name in PersonForm.base_fields} | own_initial(own, person)
    owners = owners_of(request.workspace)
    form = PersonForm(request.POST or None, initial=initial, owners=owners, own=own, custom=person.custom)
    if request.method == "GET" or not form.is_valid():
        return _edit_page(request, person, form)
    try:
        seen_on = seen_at(request.POST.get("seen"))
        event = edit_person(member=request.member, person=person, changes=form.changes(), seen_at=seen_on)
    except PartyChanged as changed:
        return conflict(request, form, changed.current, initial, address(request, "person_edit", pk))
    except PartyInvalid as error:
        refuse(form, error)
        return _edit_page(request, person, form)
    if event:
        toast(request, _("%(name)s saved.") % {"name": person}, undo=event)
    return see_other(request, address(request, "person", pk))


def _edit_page(request: HttpRequest, person: Person, form: PersonForm) -> HttpResponse:
    seen = request.POST.get("seen") or person.updated_at.isoformat()
    back = address(request, "person", person.pk)
    context = {"form": form, "person": person, "seen": seen, "back": back, **_watch(request)}
    return render(request, "customer_file/person_form.html", context, status=422 if form.is_bound else 200)


def _plain(person: Person, name: str) -> str:
    value = getattr(person, person._meta.get_field(name).attname)
    return "" if value is None else str(value)


@screen(Permission.COMPANY_EDIT, serves=(*SERVES, "C4.2"), methods=("GET", "POST"))
def person_move(request: HttpRequest, pk: int) -> HttpResponse:
    """To another company, or to one more."""
    person = get_object_or_404(Person.objects.present(), pk=pk)
    form = MoveForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        company = _company_named(form.cleaned_data.pop("company"))
        if company:
            return _moved(request, person, company, form)
        form.add_error("company", _("No single company of the file has this name: choose it from the suggestions."))
    context = {
        "form": form,
        "person": person,
        "back": address(request, "person", pk),
        "names_url": address(request, "company_names"),
    }
    return render(request, "customer_file/move.html", context, status=422 if form.is_bound else 200)


def _moved(request: HttpRequest, person: Person, company: Company, form: MoveForm) -> HttpResponse:
    said = form.cleaned_data
    event = move_person(
        member=request.member,
        person=person,
        company=company,
        job_title=said["job_title"],
        is_main=said["is_main"],
        since=said["since"] or timezone.localdate(),
        keeps_others=said["keep"],
    )
    toast(request, _("%(person)s works at %(company)s.") % {"person": person, "company": company}, undo=event)
    return see_other(request, address(request, "person", person.pk))


def _company_named(name: str) -> Company | None:
    """The one company of exactly this name; None when none or several have it."""
    found = list(Company.objects.present().filter(name_key=fold(name)[:200])[:2])
    return found[0] if len(found) == 1 else None


@screen(Permission.COMPANY_EDIT, serves=SERVES)
def company_names(request: HttpRequest) -> HttpResponse:
    """Suggestions of companies by the beginning of a name."""
    context = {"options": companies_named(request.GET.get("company", ""))}
    return render(request, "customer_file/options.html", context)


@screen(Permission.COMPANY_EDIT, serves=(*SERVES, "C4.2"), methods=("POST",))
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(Affiliation.objects.current().select_related("person", "company"), pk=pk)
    until: date = max(timezone.localdate() - timedelta(days=1), role.started_on or date.min)
    event = detach(member=request.member, affiliation=role, until=until)
    said = {"person": role.person, "company": role.company}
    toast(request, _("%(person)s has left %(company)s.") % said, undo=event)
    return see_other(request, safe_next(request, address(request, "person", role.person_id)))
