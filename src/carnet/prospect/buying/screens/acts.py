"""What one says of a buying centre: who sits in it, how they stand to each other, where the purchase is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.wording.rules import check, sentence
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.buying import queries, services
from carnet.prospect.buying.models import Purchase, Seat, Tie
from carnet.prospect.buying.services import BuyingRefused

from .forms import PurchaseForm, SeatForm, TieForm
from .links import SERVES, address, company_of, deal_of, elsewhere, refused

EDIT = Permission.COMPANY_EDIT


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def seat_new(request: HttpRequest, pk: int) -> HttpResponse:
    company = company_of(pk)
    seated = Seat.objects.filter(company=company, opportunity=None).values_list("person_id", flat=True)
    people = queries.people_to_seat(company, seated)
    first = SeatForm.of(None) | {"person": request.GET.get("personne", "")}
    deal = deal_of(request, company)
    form = SeatForm(request.POST or None, people=people, deal=deal, initial=first)
    return _seat_form(request, form, company, deal=deal)


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Seat.objects.select_related("company", "person", "opportunity"), pk=pk)
    deal = deal_of(request, row.company)
    first = SeatForm.of(row) | {"only_deal": row.opportunity_id is not None}
    form = SeatForm(request.POST or None, deal=deal, initial=first)
    return _seat_form(request, form, row.company, row, deal=deal)


def _seat_form(
    request: HttpRequest, form: SeatForm, company: Company, row: Seat | None = None, *, deal: Opportunity | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        person = row.person if row else form.cleaned_data["person"]
        try:
            return _seated(request, form.cleaned_data, company, person, deal)
        except BuyingRefused as problem:
            form.add_error("parts" if problem.reason == "no_part" else None, refused(problem))
    context = {
        "form": form,
        "company": company,
        "seat": row,
        "deal": deal,
        "back": address(request, "centre", company.pk, deal=deal),
        "query": f"?affaire={deal.pk}" if deal else "",
        "new_person_url": f"{record}personnes/nouvelle/" if (record := _record(request, company)) else "",
        "is_empty": row is None and not form.fields["person"].queryset.exists(),
    }
    return render_part(request, "buying/seat.html", "dialog", context, status=422 if form.is_bound else 200)


def _record(request: HttpRequest, company: Company) -> str:
    return elsewhere(request, "customer_file:company", company.pk)


def _seated(
    request: HttpRequest, said: dict[str, Any], company: Company, person: Person, deal: Opportunity | None
) -> HttpResponse:
    made = services.save_seat(
        member=request.member,
        company=company,
        person=person,
        values=said,
        opportunity=deal if said.get("only_deal") else None,
    )
    toast(request, _("Kept: %(name)s") % {"name": person}, undo=made.event)
    if warning := sentence(check(made.notes), get_language() or "fr"):
        toast(request, warning, tone="warn")
    return see_other(request, address(request, "centre", company.pk, deal=deal))


@screen(EDIT, serves=SERVES, methods=("POST",))
def seat_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Seat.objects.select_related("company", "person"), pk=pk)
    deal = deal_of(request, row.company)
    event = services.remove_seat(member=request.member, seat=row)
    toast(request, _("%(name)s is off the map.") % {"name": row.person}, undo=event)
    return see_other(request, address(request, "centre", row.company_id, deal=deal))


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def tie_new(request: HttpRequest, pk: int) -> HttpResponse:
    company = company_of(pk)
    deal = deal_of(request, company)
    seats = Seat.objects.filter(company=company).values("person")
    people = Person.objects.present().filter(pk__in=seats).order_by("name_key", "pk")
    form = TieForm(request.POST or None, people=people, initial={"person": request.GET.get("personne", "")})
    back = address(request, "centre", company.pk, deal=deal)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.save_tie(member=request.member, company=company, **form.cleaned_data)
        except BuyingRefused as problem:
            form.add_error(None, refused(problem))
        else:
            toast(request, _("Tie kept."), undo=made.event)
            return see_other(request, back)
    context = {"form": form, "company": company, "back": back, "query": f"?affaire={deal.pk}" if deal else ""}
    return render_part(request, "buying/tie.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(EDIT, serves=SERVES, methods=("POST",))
def tie_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Tie.objects.select_related("company", "person", "toward"), pk=pk)
    deal = deal_of(request, row.company)
    event = services.remove_tie(member=request.member, tie=row)
    toast(request, _("Tie taken out."), undo=event)
    return see_other(request, address(request, "centre", row.company_id, deal=deal))


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def purchase(request: HttpRequest, pk: int) -> HttpResponse:
    company = company_of(pk)
    deal = deal_of(request, company)
    row = Purchase.objects.filter(company=company, opportunity=deal).first()
    first = {"step": row.step, "kind": row.kind} if row else {}
    form = PurchaseForm(request.POST or None, initial=first)
    back = address(request, "centre", company.pk, deal=deal)
    if request.method == "POST" and form.is_valid():
        made = services.save_purchase(member=request.member, company=company, opportunity=deal, **form.cleaned_data)
        toast(request, _("Purchase kept."), undo=made.event)
        return see_other(request, back)
    context = {
        "form": form,
        "company": company,
        "deal": deal,
        "back": back,
        "query": f"?affaire={deal.pk}" if deal else "",
    }
    return render_part(request, "buying/purchase.html", "dialog", context, status=422 if form.is_bound else 200)
