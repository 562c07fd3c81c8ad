"""Set the stage or the owner of many companies: shown first, then done in one act."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.fields.rules.values import shown
from carnet.foundation.parties.models import Company, Stage
from carnet.foundation.ui import lists, rules
from carnet.foundation.ui.responses import same_again, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.ui.templatetags.carnet import language
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.company_fields import parse
from carnet.grow.customer_file.company_list import company_list
from carnet.grow.customer_file.own_fields import own_fields
from carnet.grow.customer_file.queries import owners_of
from carnet.grow.customer_file.services import BULK_LIMIT, BulkPlan, apply_bulk, plan_bulk

from .companies import SERVES, address
from .own import OwnValueForm

UNSET = "-"
COLUMNS = {"stage": "stage", "owner": "owner_id"}


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def company_bulk(request: HttpRequest) -> HttpResponse:
    owners = owners_of(request.workspace)
    back = f"{address(request, 'companies')}?{request.POST.get('wishes', '')}".rstrip("?")
    ids, values = _ids(request, owners), _values(request, owners)
    own = own_fields(Company, request.member).by_key.get(request.POST.get("own", ""))
    if not ids or not (values or own):
        toast(request, _("Tick companies and choose what to set."), tone="warn")
        return see_other(request, back)
    if len(ids) > BULK_LIMIT:
        return same_again(reverse("bulk:new", args=[request.workspace.slug, "societes", "modifier"]))
    form = OwnValueForm(request.POST if own and "own_given" in request.POST else None, own=own)
    if own and not form.is_valid():
        return _ask_value(request, form, ids, back)
    custom = {own.code: form.value} if own else {}
    if "apply" not in request.POST:
        return _preview(request, plan_bulk(ids, values, custom, member=request.member), ids, owners, back)
    name = owners.get(values.get("owner_id", 0), "")
    plan, event = apply_bulk(member=request.member, ids=ids, values=values, custom=custom, owner_name=name)
    count = len(plan.changes)
    toast(
        request,
        ngettext("%(count)d company changed.", "%(count)d companies changed.", count) % {"count": count},
        undo=event,
    )
    return see_other(request, back)


def _ask_value(request: HttpRequest, form: OwnValueForm, ids: list[int], back: str) -> HttpResponse:
    """Which value, before it is shown what it changes."""
    context = {"form": form, "ids": ids[:BULK_LIMIT], "posted": _posted(request), "back": back, "count": len(ids)}
    return render(request, "customer_file/bulk_value.html", context, status=422 if form.is_bound else 200)


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name in ("stage", "owner", "own", "wishes") if (value := request.POST.get(name))]


def _ids(request: HttpRequest, owners: Mapping[int, str]) -> list[int]:
    """The ticked rows, or every row of the list that they were ticked in."""
    if "whole" not in request.POST:
        return [int(pk) for pk in request.POST.getlist("ids")[:BULK_LIMIT] if pk.isdigit()]
    spec = company_list(request.member, owners)
    state = rules.read_state(spec.shape, dict(QueryDict(request.POST.get("wishes", "")).lists()))
    return list(lists.matching(spec, state).order_by("name_key", "id").values_list("id", flat=True)[: BULK_LIMIT + 1])


def _values(request: HttpRequest, owners: Mapping[int, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, column in COLUMNS.items():
        text = request.POST.get(field, UNSET)
        if text == UNSET:
            continue
        try:
            values[column] = parse(field, text, owners)
        except ValueError:
            continue
    return values


def _preview(
    request: HttpRequest, plan: BulkPlan, ids: list[int], owners: Mapping[int, str], back: str
) -> HttpResponse:
    def word(name: str, value: Any) -> str:
        return str(Stage(value).label) if name == "stage" else owners.get(value, "—")

    fields = own_fields(Company, request.member)

    def words(before: dict[str, Any]) -> list[tuple[str, str]]:
        plain = [(word(name, old), word(name, plan.values[name])) for name, old in before.items() if name != "custom"]
        pairs = [(fields.by_code[code], old, plan.custom[code]) for code, old in before.get("custom", {}).items()]
        return [*plain, *((said(one, old) or "—", said(one, new) or "—") for one, old, new in pairs)]

    lines = [(company, words(before)) for company, before in plan.changes]
    context = {
        "lines": lines,
        "unchanged": plan.unchanged,
        "missing": max(plan.missing, 0),
        "is_too_many": len(ids) > BULK_LIMIT,
        "limit": BULK_LIMIT,
        "refused": plan.refused,
        "posted": [*_posted(request), *_own_posted(request)],
        "ids": [company.pk for company, _before in plan.changes],
        "back": back,
        "prefix": address(request, "companies"),
    }
    return render(request, "customer_file/bulk.html", context)


def _own_posted(request: HttpRequest) -> list[tuple[str, str]]:
    """The value that was given, to be sent again with the ticked rows."""
    key = request.POST.get("own", "")
    given = [(key, value) for value in request.POST.getlist(key)] if key else []
    return [*given, ("own_given", "1")] if "own_given" in request.POST else []


def said(definition: Any, value: Any) -> str:
    return shown(definition, value, language())
