"""The same tag, or the same next action, for all the ticked rows: of companies and of people alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.models import Event
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.tags.queries import every_tag, tags_in
from carnet.foundation.tags.services import tag
from carnet.foundation.ui import lists, rules
from carnet.foundation.ui.responses import same_again, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.company_list import company_list
from carnet.grow.customer_file.forms import ActionForm, TagForm
from carnet.grow.customer_file.people_list import people_list
from carnet.grow.customer_file.queries import owners_of
from carnet.grow.customer_file.services import BULK_LIMIT, plan_together

from .companies import SERVES, address

Party = Company | Person
KINDS: dict[str, tuple[Any, Callable[..., lists.ListSpec], str]] = {
    "societes": (Company, company_list, "companies"),
    "personnes": (Person, people_list, "people"),
}


@dataclass(slots=True)
class Chosen:
    """The rows ticked, `missing` of them gone since; `is_cut` when the list holds more than may be done at once."""

    parties: list[Party]
    missing: int
    is_cut: bool


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def tag_together(request: HttpRequest, party: str) -> HttpResponse:
    return _together(request, party, "etiqueter")


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def plan_all(request: HttpRequest, party: str) -> HttpResponse:
    return _together(request, party, "planifier")


def _together(request: HttpRequest, party: str, act: str) -> HttpResponse:
    if party not in KINDS:
        raise Http404
    model, make, name = KINDS[party]
    chosen = _chosen(request, model, make)
    back = f"{address(request, name)}?{request.POST.get('wishes', '')}".rstrip("?")
    if not chosen.parties:
        toast(request, _("Tick at least one row."), tone="warn")
        return see_other(request, back)
    if chosen.is_cut:
        there, words = ("bulk:plan", [party]) if act == "planifier" else ("bulk:new", [party, act])
        return same_again(reverse(there, args=[request.workspace.slug, *words]))
    is_given = "given" in request.POST
    form = _form(request, act, model, chosen.parties, is_given=is_given)
    if not is_given or not form.is_valid():
        context = {
            "form": form, "parties": chosen.parties, "shown": chosen.parties[:20], "chosen": chosen, "back": back,
            "prefix": address(request, name), "wishes": request.POST.get("wishes", ""), "act": act,
            "limit": BULK_LIMIT, "more": max(0, len(chosen.parties) - 20),
        }  # fmt: skip
        return render(request, "customer_file/together.html", context, status=422 if is_given else 200)
    event = _done(request, act, chosen.parties, form.cleaned_data)
    toast(request, _sentence(act, event), undo=event, tone="ok" if event else "warn")
    return see_other(request, back)


def _chosen(request: HttpRequest, model: Any, make: Callable[..., lists.ListSpec]) -> Chosen:
    """The ticked rows, or every row of the list that they were ticked in."""
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    if "whole" in request.POST:
        spec = make(request.member, owners_of(request.workspace))
        state = rules.read_state(spec.shape, dict(QueryDict(request.POST.get("wishes", "")).lists()))
        found = lists.matching(spec, state).order_by("name_key", "id")
        ids = list(found.values_list("id", flat=True)[: BULK_LIMIT + 1])
    kept = ids[:BULK_LIMIT]
    parties = list(model.objects.present().filter(pk__in=kept).order_by("name_key", "pk"))
    return Chosen(parties, len(set(kept)) - len(parties), len(ids) > BULK_LIMIT)


def _form(request: HttpRequest, act: str, model: Any, parties: list[Party], *, is_given: bool) -> TagForm | ActionForm:
    data = request.POST if is_given else None
    if act == "planifier":
        return ActionForm(data)
    known = [name for _pk, name in every_tag()]
    return TagForm(data, there=tags_in(model, [party.pk for party in parties]), known=known)


def _done(request: HttpRequest, act: str, parties: list[Party], given: dict[str, Any]) -> Event | None:
    if act == "etiqueter":
        removed = [int(pk) for pk in given.get("remove", ())]
        return tag(member=request.member, parties=parties, add=given["add"], remove=removed)
    kind = given["kind"] or Task.Kind.FOLLOW_UP
    return plan_together(
        member=request.member, parties=parties, title=given["title"], due_on=given["due_on"], kind=kind
    )


def _sentence(act: str, event: Event | None) -> str:
    count = int((event.after or {})["count"]) if event else 0
    if not event:
        return _("Nothing to change: all are so already.")
    if act == "etiqueter":
        text = ngettext("%(count)d record tagged anew.", "%(count)d records tagged anew.", count)
    else:
        text = ngettext("%(count)d next action planned.", "%(count)d next actions planned.", count)
    return text % {"count": count}
