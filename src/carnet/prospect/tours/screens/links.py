"""What the views of tours share: addresses, the rows that they name, the sentence of a refusal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Company
from carnet.foundation.ui.responses import see_other, toast
from carnet.prospect.tours.models import Tour
from carnet.prospect.tours.rules.case import MOST_VISITS
from carnet.prospect.tours.services import MOST_WEEKS, TourRefused

SERVES = ("C6",)


def address(request: HttpRequest, name: str, *args: Any) -> str:
    return reverse(f"tours:{name}", args=[request.workspace.slug, *args])


def found(pk: int) -> Tour:
    """404 for a tour that this workspace does not have. One query."""
    tour: Tour = get_object_or_404(Tour.objects.select_related("member__user", "job", "sheet"), pk=pk)
    return tour


def refused(problem: TourRefused) -> str:
    sentences = {
        "no_start": _("Say first where your days begin."),
        "no_day": _("That week holds no day on the road any more: choose a later one, or change your days."),
        "too_many_weeks": _("Plan %(total)s weeks at once at most.") % {"total": MOST_WEEKS},
        "too_many_visits": _("A tour holds %(total)s visits at most: make a second one.") % {"total": MOST_VISITS},
        "nothing_known": _("Nobody knows where they are: give %(names)s a French postcode.")
        % {"names": problem.detail},
        "barred": _("%(names)s: closed or in liquidation. Clear it up on the record, then add it.")
        % {"names": problem.detail},
        "no_visit": _("Choose the visits first."),
        "running": _("This tour is being planned already."),
        "not_planned": _("Plan the tour again first: something changed since."),
        "booked": _("%(name)s stands in the agenda: call the visit off instead.") % {"name": problem.detail},
    }
    return sentences[problem.reason]


def record(request: HttpRequest, company: Company) -> str:
    """Where the record of a company stands; the tours where no room shows any."""
    try:
        return reverse("customer_file:company", args=[request.workspace.slug, company.pk])
    except NoReverseMatch:
        return address(request, "home")


def left_out(request: HttpRequest, names: list[str]) -> None:
    """Say who was left out until it is cleared up."""
    if names:
        sentence = _("Left out until it is cleared up on the record: %(names)s.") % {"names": ", ".join(names)}
        toast(request, sentence, tone="warn")


def told(request: HttpRequest, problem: TourRefused, to: str) -> HttpResponse:
    toast(request, refused(problem), tone="bad")
    return see_other(request, to)
