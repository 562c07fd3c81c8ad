"""A step that asks for fields which a deal lacks: they are asked for, alone, and the deal then moves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import FieldSet, Holder
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.ui.responses import safe_next

from .forms import MissingForm

ANSWERED = "missing"


def form_of(request: HttpRequest, deal: Opportunity, stage: str) -> MissingForm | None:
    """The form of what is missing; None where nothing is. No query."""
    lacking = visible_fields(Holder.OPPORTUNITY, request.member).missing_at(stage, deal.custom)
    if not lacking:
        return None
    given = request.POST if ANSWERED in request.POST else None
    return MissingForm(given, own=FieldSet(tuple(lacking)), custom=deal.custom, stage=stage)


def ask(request: HttpRequest, form: MissingForm, deal: Opportunity, why: str) -> HttpResponse:
    context = {
        "form": form,
        "deal": deal,
        "why": why,
        "posted": [(name, value) for name in ("stage",) if (value := request.POST.get(name))],
        "next": safe_next(request, ""),
        "answered": ANSWERED,
    }
    return render(request, "pipeline/missing.html", context, status=422)
