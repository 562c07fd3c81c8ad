"""A list as a file: for prospecting unless one asks for all, and remembered either way."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase

from carnet.foundation.audit.services import record
from carnet.foundation.ui import lists
from carnet.foundation.ui.exports import csv_response

WHOLE = "tous"
"""The parameter that keeps those who object in the file: for what is not prospecting. Whoever is frozen is in none: a
record under restriction is kept and no longer used (GDPR, art. 18, 2)."""


def exported(request: HttpRequest, spec: lists.ListSpec, name: str) -> HttpResponseBase:
    """The file of what the list shows, without those who object unless the address says `tous=1`."""
    state, view = lists.read(spec, request)
    is_whole = request.GET.get(WHOLE) == "1"
    rows = spec.rows
    free = {"restricted_at": None} if is_whole else {"restricted_at": None, "objected_at": None}
    spec = replace(spec, rows=lambda: rows().filter(**free))
    after = {"list": spec.code, "query": request.GET.urlencode()[:500], "is_whole": is_whole}
    record(member=request.member, code="customer_file.list_exported", after=after)
    return csv_response(view.name if view else name, lists.chunks(spec, state), spec.chosen(state))
