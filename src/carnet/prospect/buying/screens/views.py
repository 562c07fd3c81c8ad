"""Buying centres: those that are mapped, and the map of one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carnet.foundation.audit.consultations import consulted
from carnet.foundation.ui.responses import render_part
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.buying import queries
from carnet.prospect.buying.rules.centre import Part
from carnet.prospect.buying.words import PARTS, gap_said

from .links import SERVES, address, company_of, deal_of, elsewhere
from .showing import page_of

PAGE = 30
P = Permission


@screen(P.COMPANY_READ, serves=SERVES)
def home(request: HttpRequest) -> HttpResponse:
    """Those that one follows, or everybody's, with what is lacking in each; then the deals without a map."""
    everyone = request.GET.get("qui") == "equipe"
    who = None if everyone else request.member
    page = Paginator(queries.companies_mapped(who), PAGE).get_page(request.GET.get("page"))
    companies = list(page.object_list)
    known = queries.coverage_of([company.pk for company in companies])
    context = {
        "page": page,
        "rows": [(company, _told(known.get(company.pk))) for company in companies],
        "everyone": everyone,
        "deals": list(queries.deals_unmapped(who)[:10]) if request.member.may(P.OPPORTUNITY_READ) else [],
        "companies_url": elsewhere(request, "customer_file:companies"),
    }
    return render(request, "buying/home.html", context)


def _told(coverage: queries.Coverage | None) -> dict[str, Any]:
    """A centre in a line: its worst gap, the roles known, whom to see."""
    if coverage is None:
        return {}
    worst = coverage.gaps[0] if coverage.gaps else None
    return {
        "coverage": coverage,
        "parts": [PARTS[part] for part in Part if part in coverage.roles],
        "worst": gap_said(worst, coverage.names) if worst else "",
        "is_serious": bool(worst and worst.is_serious),
        "others": len(coverage.gaps) - 1,
    }


@screen(P.COMPANY_READ, serves=SERVES)
def centre(request: HttpRequest, pk: int) -> HttpResponse:
    company = company_of(pk)
    deal = deal_of(request, company)
    consulted(request.member, company)
    found = queries.centre_of(company, deal)
    context = page_of(found) | {
        "company": company,
        "deal": deal,
        "deals": list(queries.deals_of(company)[:12]) if request.member.may(P.OPPORTUNITY_READ) else [],
        "may_edit": request.member.may(P.COMPANY_EDIT),
        "may_plan": request.member.may(P.AGENDA_EDIT),
        "here": address(request, "centre", pk, deal=deal),
        "record_url": elsewhere(request, "customer_file:company", pk),
        "query": f"?affaire={deal.pk}" if deal else "",
    }
    return render_part(request, "buying/centre.html", "body", context)
