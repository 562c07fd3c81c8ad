"""Of whom an address speaks, and the words of refusals."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Company, Party, Person

SERVES = ("C13.1",)
MODELS: dict[str, type[Company] | type[Person]] = {"societes": Company, "personnes": Person}


def find(party: str, pk: int) -> Company | Person:
    if party not in MODELS:
        raise Http404
    found: Company | Person = get_object_or_404(MODELS[party].objects, pk=pk)
    return found


def address(request: HttpRequest, name: str, *args: object) -> str:
    return reverse(f"privacy:{name}", args=[request.workspace.slug, *args])


def slug_of(party: Party) -> str:
    return "societes" if isinstance(party, Company) else "personnes"


def record_url(request: HttpRequest, party: Party) -> str:
    name = "company" if isinstance(party, Company) else "person"
    try:
        return reverse(f"customer_file:{name}", args=[request.workspace.slug, party.pk])
    except NoReverseMatch:  # pragma: no cover - the room of records is always there
        return party_url(request, party)


def party_url(request: HttpRequest, party: Party) -> str:
    return address(request, "party", slug_of(party), party.pk)


def refusal(reason: str) -> str:
    """The sentence of a refusal, with what to do."""
    return str(_SENTENCES[reason]())


_SENTENCES: dict[str, Any] = {
    "no_words": lambda: _("Write the words that were shown or said: without them a consent proves nothing."),
    "in_the_future": lambda: _("This moment does not fit: it is still to come, or before what it follows."),
    "in_the_past": lambda: _("Choose a day to come."),
    "ends_before_start": lambda: _("The end is before the beginning."),
    "already": lambda: _("This is done already."),
    "none": lambda: _("There is nothing to lift."),
    "no_reason": lambda: _("Say why: this stays as proof."),
    "no_name": lambda: _("Say who asks."),
    "no_answer": lambda: _("Write what you answered: it is the proof."),
    "no_measures": lambda: _("Write the measures that were taken."),
    "too_late": lambda: _("The first month is over: the person had to be told before then."),
    "late_unsaid": lambda: _("Beyond 72 hours, the CNIL asks for the reasons of the delay."),
    "not_told": lambda: _("A risk exists: tell the CNIL first, and write the day here."),
    "people_not_told": lambda: _("The risk is high: tell the people first, and write the day here."),
    "not_confirmed": lambda: _("This is not the name of the record. Type it as it stands above."),
    "in_progress": lambda: _("A deal or a quote still runs. Close it first: the contract needs these data."),
    "not_natural": lambda: _("A company is not a person. Erase the people who work there, one by one."),
}
