"""One person's page of privacy: whether one may reach them, what they said, who looked, what they can ask."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from carnet.foundation.audit.consultations import consultations, consulted
from carnet.foundation.consents.models import Channel
from carnet.foundation.consents.queries import may_reach, wishes_of
from carnet.foundation.consents.services import natural_companies_of
from carnet.foundation.consents.words import cautions, said
from carnet.foundation.documents.responses import pdf_response
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.privacy import printing
from carnet.grow.privacy.dossier import as_json
from carnet.grow.privacy.dossier import dossier as dossier_of
from carnet.grow.privacy.erasing import ErasureRefused, erase, obstacle, plan_erasure
from carnet.grow.privacy.models import RightsRequest

from .about import SERVES, address, find, party_url, record_url, refusal, slug_of
from .forms import ErasureForm, ObjectionForm

SEEN = 30


@screen(Permission.COMPANY_READ, serves=SERVES)
def party(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    found = find(party, pk)
    consulted(request.member, found)
    may_manage = request.member.may(Permission.PRIVACY_MANAGE)
    context = {
        "party": found,
        "is_company": isinstance(found, Company),
        "gate": _gate(request, found),
        "wishes": wishes_of(found),
        "seen": consultations(found)[:SEEN] if may_manage else [],
        "requests": RightsRequest.objects.filter(**{str(found._meta.model_name): found}).order_by("-received_on"),
        "also": natural_companies_of(found) if isinstance(found, Person) else [],
        "objection_form": ObjectionForm(),
        "may_record": request.member.may(Permission.CONSENT_EDIT) and found.erased_at is None,
        "may_manage": may_manage,
        "here": party_url(request, found),
        "record_url": record_url(request, found),
        "request_url": f"{address(request, 'request_new')}?{slug_of(found)}={found.pk}",
    }
    return render_part(request, "privacy/party.html", "body", context)


def _gate(request: HttpRequest, found: Company | Person) -> list[dict[str, Any]]:
    """For each channel, whether one may prospect now. Six queries a channel."""
    lines = []
    for channel in Channel:
        decision = may_reach(found, channel)
        lines.append({
            "channel": channel.label, "is_allowed": decision.is_allowed, "said": said(decision),
            "cautions": cautions(decision),
        })  # fmt: skip
    return lines


@screen(Permission.PRIVACY_MANAGE, serves=SERVES)
def dossier_json(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    """What they gave and what is held, as a machine reads it."""
    found = find(party, pk)
    content = json.dumps(as_json(found, dossier_of(found)), ensure_ascii=False, indent=1).encode()
    printing.told_exported(member=request.member, party=found, content=content, form="json")
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.json"'
    response["Cache-Control"] = "no-store"
    return response


@screen(Permission.PRIVACY_MANAGE, serves=SERVES)
def dossier_pdf(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    found = find(party, pk)
    content = printing.dossier_pdf(found, dossier_of(found), request.member)
    printing.told_exported(member=request.member, party=found, content=content, form="pdf")
    return pdf_response(content, f"{_file_name(found)}.pdf", as_file=True)


def _file_name(found: Company | Person) -> str:
    return f"donnees-{slugify(str(found)) or found.pk}"


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("GET", "POST"))
def erasure(request: HttpRequest, party: str, pk: int) -> HttpResponse:
    found = find(party, pk)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase(member=request.member, party=found, **form.cleaned_data)
        except ErasureRefused as error:
            form.add_error("confirmation" if error.reason == "not_confirmed" else None, refusal(error.reason))
        else:
            toast(request, _("Erased for good. What the law keeps is listed in the history."))
            return see_other(request, address(request, "home"))
    reason = obstacle(found)
    context = {
        "party": found,
        "form": form,
        "plan": plan_erasure(found),
        "obstacle": refusal(reason) if reason else "",
        "also": natural_companies_of(found) if isinstance(found, Person) else [],
        "back": party_url(request, found),
    }
    return render(request, "privacy/erasure.html", context, status=422 if form.is_bound else 200)
