"""Further phones, e-mails, pages and addresses of a company or a person."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Address, Company, ContactPoint, Person
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.reach import FIELDS, remove_reach, save_reach
from carnet.grow.customer_file.refusals import refusal

from .companies import SERVES, address
from .forms import AddressForm, PointForm

PARTIES: dict[str, tuple[Any, str]] = {"societes": (Company, "company"), "personnes": (Person, "person")}
KINDS: dict[str, tuple[Any, Any]] = {"contacts": (ContactPoint, PointForm), "adresses": (Address, AddressForm)}


def _party(party: str, pk: int) -> tuple[Company | Person, str]:
    if party not in PARTIES:
        raise Http404
    model, name = PARTIES[party]
    return get_object_or_404(model.objects.present(), pk=pk), name


def _kind(kind: str) -> tuple[Any, Any]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _row(owner: Company | Person, kind: str, pk: int) -> ContactPoint | Address:
    model, _form = _kind(kind)
    own = {"company": owner} if isinstance(owner, Company) else {"person": owner}
    found: ContactPoint | Address = get_object_or_404(model.objects.filter(**own), pk=pk)
    return found


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def reach_new(request: HttpRequest, party: str, pk: int, kind: str) -> HttpResponse:
    owner, name = _party(party, pk)
    model, form_class = _kind(kind)
    return _edited(request, owner, name, model(), form_class(request.POST or None))


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("GET", "POST"))
def reach_edit(request: HttpRequest, party: str, pk: int, kind: str, row: int) -> HttpResponse:
    owner, name = _party(party, pk)
    found = _row(owner, kind, row)
    initial = {field: getattr(found, field) for field in FIELDS[type(found)]}
    return _edited(request, owner, name, found, _kind(kind)[1](request.POST or None, initial=initial))


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def reach_remove(request: HttpRequest, party: str, pk: int, kind: str, row: int) -> HttpResponse:
    owner, name = _party(party, pk)
    found = _row(owner, kind, row)
    event = remove_reach(member=request.member, party=owner, row=found)
    toast(request, _("%(what)s removed.") % {"what": found}, undo=event)
    return see_other(request, address(request, name, pk))


def _edited(
    request: HttpRequest, owner: Company | Person, name: str, row: ContactPoint | Address, form: Any
) -> HttpResponse:
    back = address(request, name, owner.pk)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            event = save_reach(
                member=request.member,
                party=owner,
                row=row,
                values={field: said[field] for field in FIELDS[type(row)] if field in said},
                source=said["source"],
                detail=said["detail"],
            )
        except PartyInvalid as error:
            form.add_error(error.field, _sentence(error, said))
        else:
            toast(request, _("%(what)s saved.") % {"what": row}, undo=event)
            return see_other(request, back)
    context = {"form": form, "party": owner, "row": row, "back": back}
    return render(request, "customer_file/reach_form.html", context, status=422 if form.is_bound else 200)


def _sentence(error: PartyInvalid, said: dict[str, Any]) -> str:
    if error.reason == "empty":
        return _("Write it down, or cancel.")
    as_field = {"phone": "phone", "email": "email", "web": "website"}.get(said.get("channel", ""), "")
    return refusal(PartyInvalid(as_field, error.reason, error.value), as_field)
