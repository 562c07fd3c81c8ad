"""The record of a company: the next action and the thread first, its facts beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.agenda.models import Task
from carnet.foundation.agenda.queries import next_step
from carnet.foundation.audit.consultations import consulted
from carnet.foundation.audit.queries import timeline
from carnet.foundation.parties.models import Company, Party, Person
from carnet.foundation.parties.queries import provenances
from carnet.foundation.parties.services import restore, trash
from carnet.foundation.ui.list_html import choices_html
from carnet.foundation.ui.lists import Column
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.ui.thread_html import thread_html
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.company_fields import choices_of, editable, row_of, stage_tag
from carnet.grow.customer_file.own_fields import own_choices, own_columns, own_fields
from carnet.grow.customer_file.queries import Facets, facets_of, owners_of, reach_of
from carnet.grow.quality.reading import quality_of
from carnet.grow.quality.showing import shown
from carnet.prospect.buying.queries import seats_told
from carnet.prospect.buying.rules.centre import Attitude, Part
from carnet.prospect.buying.words import ATTITUDES, part_names
from carnet.prospect.sourcing.queries import doubts_on
from carnet.prospect.tours.queries import coming_visit

from .companies import SERVES, address
from .facts_html import facts_html
from .links import link
from .merged import to_survivor
from .tags import tags_context

TABS = ("fil", "personnes", "affaires", "devis", "documents")
RECORD = (*SERVES, "C4.2")
THREAD = 50
FACTS = (
    "owner stage buyer_kind phone email website street postcode city "
    "siren siret vat_number legal_name naf_code industry"
).split()


@screen(Permission.COMPANY_READ, serves=RECORD)
def company(request: HttpRequest, pk: int) -> HttpResponse:
    found = Company.objects.filter(pk=pk).first()
    if found is None:
        return to_survivor(request, Company, pk)
    owners = owners_of(request.workspace)
    consulted(request.member, found)
    facets = facets_of(found, tab=_tab(request))
    context = {
        "company": found,
        "stage": stage_tag(row_of(found)),
        "owner": owners.get(found.owner_id or 0, ""),
        "party": found,
        "facets": facets,
        "reach": reach_of(found),
        "tab": _tab(request),
        "tabs": _tabs(request, facets),
        "cell_choices": choices_html(
            [
                *((field, choices_of(field, owners)) for field in ("stage", "owner", "buyer_kind")),
                *own_choices(own_fields(found, request.member)),
            ]
        ),
        **_facts(request, found, owners),
        **_thread(request, found),
        **_acts(request, found),
        **quality_context(request, found),
        "doubts": doubts_on(found.pk),
        **_visits(request, found),
        **tags_context(request, found),
        **_centre(request, found, facets),
    }
    return render_part(request, "customer_file/company.html", "body", context)


def _visits(request: HttpRequest, party: Company) -> dict[str, Any]:
    """When it is next visited, and how it joins a tour. One query."""
    if party.deleted_at or not request.member.may(Permission.AGENDA_READ):
        return {"coming_visit": None, "tour_add_url": "", "habit_url": ""}
    may_join = party.restricted_at is None and (party.objected_at is None or party.stage == "customer")
    return {
        "coming_visit": coming_visit(party),
        "tour_add_url": link(request, "tours:join", Permission.AGENDA_EDIT, pk=party.pk) if may_join else "",
        "habit_url": link(request, "tours:habit", Permission.AGENDA_EDIT, pk=party.pk),
    }


def quality_context(request: HttpRequest, party: Company | Person) -> dict[str, Any]:
    """The score with its reasons, and where one says that a datum is still true. Nothing for what is in the trash."""
    if party.deleted_at:
        return {}
    kind = "company" if isinstance(party, Company) else "person"
    seen = shown(party, quality_of(party), address(request, kind, party.pk))
    return {
        "quality": seen,
        "quality_url": reverse("quality:verified", args=[request.workspace.slug, seen.kind, party.pk]),
    }


def _centre(request: HttpRequest, party: Company, facets: Facets) -> dict[str, Any]:
    """What each person is in the company’s purchases, and where one says it. One query where it has people."""
    seats = seats_told(party.pk) if facets.people else {}
    present = [seats[role.person_id] for role in facets.people if role.person_id in seats]
    for role in facets.people:
        parts, attitude = seats.get(role.person_id, ("", ""))
        role.told = [*part_names(parts), ATTITUDES[Attitude(attitude)]] if parts else []
    return {
        "centre_url": link(request, "buying:centre", Permission.COMPANY_READ, pk=party.pk),
        "centre_count": len(present),
        "centre_decides": any(Part.DECIDER in parts for parts, _attitude in present),
    }


def _tab(request: HttpRequest) -> str:
    asked = request.GET.get("onglet", TABS[0])
    return asked if asked in TABS else TABS[0]


def _tabs(request: HttpRequest, facets: Facets) -> list[tuple[str, str, int | None]]:
    """Key, words and count of each tab that this member may open."""
    may = request.member.may
    tabs: list[tuple[str, str, int | None]] = [
        ("fil", _("Thread"), None),
        ("personnes", _("People"), len(facets.people)),
    ]
    if may(Permission.OPPORTUNITY_READ):
        tabs.append(("affaires", _("Deals"), facets.opportunity_count))
    if may(Permission.QUOTE_READ):
        tabs.append(("devis", _("Quotes"), facets.quote_count))
    if may(Permission.DOCUMENT_READ):
        tabs.append(("documents", _("Documents"), facets.document_count))
    return tabs


def _thread(request: HttpRequest, party: Company) -> dict[str, Any]:
    """The next action always; the events only where the thread is shown."""
    step = next_step(company=party)
    may_agenda = Permission.AGENDA_EDIT
    is_task, is_open = isinstance(step, Task), _tab(request) == "fil"
    entries = timeline(party, reader=request.member, limit=THREAD) if is_open else []
    return {
        "step": step,
        "step_is_task": is_task,
        "step_is_late": isinstance(step, Task) and step.due_on < timezone.localdate(),
        "step_done_url": link(request, "agenda:task_done", may_agenda, pk=step.pk) if step and is_task else "",
        "plan_url": link(request, "agenda:next_action", may_agenda, f"societe={party.pk}"),
        "thread": thread_html(entries, undo_prefix=undo_prefix(request)),
    }


def undo_prefix(request: HttpRequest) -> str:
    """The address that takes an act back, without its number: a thread has fifty of them."""
    url = link(request, "audit:undo", Permission.UNDO, pk=0)
    return url.removesuffix("0/annuler/") if url.endswith("0/annuler/") else ""


def _acts(request: HttpRequest, party: Company) -> dict[str, Any]:
    query = f"societe={party.pk}"
    may_edit = request.member.may(Permission.COMPANY_EDIT)
    return {
        "may_edit": may_edit,
        "here": address(request, "company", party.pk),
        "people_url": address(request, "people"),
        "companies_url": address(request, "companies"),
        "call_url": link(request, "agenda:log_call", Permission.AGENDA_EDIT, query),
        "note_url": link(request, "agenda:log_note", Permission.AGENDA_EDIT, query),
        "deal_url": link(request, "pipeline:new", Permission.OPPORTUNITY_EDIT, query),
        "quote_url": link(request, "closing:begin", Permission.QUOTE_EDIT),
        "deal_prefix": _prefix(request, "pipeline:opportunity"),
        "quote_prefix": _prefix(request, "closing:quote"),
        "document_prefix": _prefix(request, "documents:document"),
    }


def _prefix(request: HttpRequest, name: str) -> str:
    """An address of another room's records without the number at its end; empty where it has no such end."""
    url = link(request, name, Permission.COMPANY_READ, pk=0)
    return url.removesuffix("0/") if url.endswith("/0/") else ""


def _facts(request: HttpRequest, party: Company, owners: Mapping[int, str]) -> dict[str, Any]:
    """Each field as a cell to change in place, with where it comes from. One query."""
    return facts_of(request, party, editable(owners), FACTS, prefix=address(request, "companies"))


def facts_of(
    request: HttpRequest, party: Company | Person, fields: Mapping[str, Column], names: Sequence[str], *, prefix: str
) -> dict[str, Any]:
    """The facts of any record, then the workspace's own. One query."""
    own = own_columns(own_fields(party, request.member))
    common: dict[str, Any] = {
        "sources": provenances(party),
        "prefix": prefix,
        "may_edit": request.member.may(Permission.COMPANY_EDIT) and party.deleted_at is None,
        "icons": static("carnet/icons.svg"),
    }
    lines, sources = facts_html(row_of(party), fields, names, **common)
    own_lines, own_sources = facts_html(row_of(party), own, list(own), **common)
    return {"facts": lines, "sources": sources, "own_facts": own_lines, "own_sources": own_sources}


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def company_trash(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Company.objects.present(), pk=pk)
    return _trashed(request, found, address(request, "companies"))


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def company_restore(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Company.objects.exclude(deleted_at=None).filter(erased_at=None), pk=pk)
    restore(member=request.member, party=found)
    toast(request, _("%(name)s is back.") % {"name": found})
    return see_other(request, address(request, "company", pk))


def _trashed(request: HttpRequest, party: Party, back: str) -> HttpResponse:
    event = trash(member=request.member, party=party)
    toast(request, _("%(name)s is in the trash.") % {"name": party}, undo=event)
    return see_other(request, back)
