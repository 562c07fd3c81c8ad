"""What the views of interviews share: addresses, and the rows that they name."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from carnet.foundation.interviews.models import Interview, Kind
from carnet.foundation.parties.models import Company

SERVES = ("C7.1",)
SERVES_ANALYSIS = ("C7.1", "C7.3")


def address(request: HttpRequest, name: str, *args: Any) -> str:
    return reverse(f"interviewing:{name}", args=[request.workspace.slug, *args])


def found(pk: int) -> Interview:
    """A prospecting interview with a company that is not in the trash; 404 else. One query."""
    rows = Interview.objects.filter(kind=Kind.PROSPECTING, company__deleted_at=None)
    related = ("company", "person", "opportunity", "member__user", "task", "meeting", "report", "debrief")
    row: Interview = get_object_or_404(rows.select_related(*related), pk=pk)
    return row


def company_of(request: HttpRequest) -> Company:
    """The company that the address names by `societe`; 404 without one."""
    row: Company = get_object_or_404(Company.objects.present(), pk=number(request, "societe"))
    return row


def number(request: HttpRequest, name: str) -> int:
    """A number of the address; 404 for what is none."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)
