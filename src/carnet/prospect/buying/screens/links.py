"""What the views of buying centres share: addresses, the rows that they name, the sentence of a refusal."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Company
from carnet.prospect.buying.services import BuyingRefused

SERVES = ("C4.2", "C4.3")


def address(request: HttpRequest, name: str, *args: Any, deal: Opportunity | None = None) -> str:
    url = reverse(f"buying:{name}", args=[request.workspace.slug, *args])
    return f"{url}?affaire={deal.pk}" if deal else url


def elsewhere(request: HttpRequest, name: str, *args: Any) -> str:
    """An address of another room; empty where no room answers to it."""
    try:
        return reverse(name, args=[request.workspace.slug, *args])
    except NoReverseMatch:
        return ""


def company_of(pk: int) -> Company:
    """404 for a company that this workspace does not have, or has in the trash. One query."""
    row: Company = get_object_or_404(Company.objects.present(), pk=pk)
    return row


def deal_of(request: HttpRequest, company: Company) -> Opportunity | None:
    """The deal that the address names; 404 for one that is not the company's. A query where there is one."""
    number = request.GET.get("affaire", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    row: Opportunity = get_object_or_404(Opportunity.objects.filter(company=company), pk=int(number))
    return row


def refused(problem: BuyingRefused) -> str:
    sentences = {
        "not_theirs": _("This person does not work there: give them a role at the company first."),
        "no_part": _("Tick at least one role."),
        "in_the_future": _("This day is still to come: choose today or an earlier day."),
        "no_seat": _("Put both people on the map first."),
        "oneself": _("Choose two different people."),
    }
    return sentences[problem.reason]
