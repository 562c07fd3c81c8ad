"""People: the list, the record, and the companies where they work or worked."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation.agenda.models import Task
from carnet.foundation.agenda.queries import next_step
from carnet.foundation.audit.consultations import consulted
from carnet.foundation.audit.queries import timeline
from carnet.foundation.parties.models import Person
from carnet.foundation.parties.services import restore, trash
from carnet.foundation.ui import lists
from carnet.foundation.ui.list_html import choices_html
from carnet.foundation.ui.list_page import render_list
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.ui.thread_html import thread_html
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.company_fields import choices_of, row_of, stage_tag
from carnet.grow.customer_file.own_fields import own_choices, own_fields
from carnet.grow.customer_file.people_list import full_name, people_list
from carnet.grow.customer_file.person_fields import editable
from carnet.grow.customer_file.queries import owners_of, reach_of, roles_of

from .companies import SERVES, address, together_urls
from .exports import exported
from .links import link
from .merged import to_survivor
from .records import THREAD, facts_of, quality_context, undo_prefix
from .tags import tags_context

FACTS = "owner stage phone email civility given_name family_name".split()


@screen(Permission.COMPANY_READ, serves=SERVES)
def people(request: HttpRequest) -> HttpResponse:
    owners = owners_of(request.workspace)
    here = address(request, "people")
    more = {
        "list_url": here,
        "search_label": _("Search the people: name, company, phone, e-mail…"),
        "views_all": _("All people"),
        "quick_views": [(pgettext("view", "Mine"), "suivi=moi", request.GET.urlencode() == "suivi=moi")],
        "count_url": f"{here}compte/",
        "export_url": f"{here}export.csv",
        "new_url": f"{here}nouvelle/",
        "bulk_url": address(request, "tag_together", "personnes"),
        "bulk_fields": [],
        "builder_url": f"{here}filtre/",
        "trash_url": f"{address(request, 'trash')}?quoi=personnes",
        **together_urls(request, "personnes"),
        "cell_choices": choices_html(
            [
                ("owner", choices_of("owner", owners)),
                *own_choices(own_fields(Person, request.member)),
            ]
        ),
    }
    return render_list(
        request,
        people_list(request.member, owners),
        "customer_file/people.html",
        prefix=here,
        name=full_name,
        may_edit=request.member.may(Permission.COMPANY_EDIT),
        more=more,
    )


@screen(Permission.COMPANY_READ, serves=SERVES)
def people_count(request: HttpRequest) -> HttpResponse:
    """How many, exactly: counted only when asked."""
    spec = people_list(request.member, owners_of(request.workspace))
    state, _view = lists.read(spec, request)
    count = lists.exact_count(spec, state)
    return render(request, "customer_file/count.html", {"count": count, "list_url": address(request, "people")})


@screen(Permission.COMPANY_READ, serves=SERVES)
def people_export(request: HttpRequest) -> HttpResponseBase:
    return exported(request, people_list(request.member, owners_of(request.workspace)), _("People"))


@screen(Permission.COMPANY_READ, serves=("C13.1", "C13.2", "C4.2"))
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        return to_survivor(request, Person, pk)
    consulted(request.member, found)
    owners = owners_of(request.workspace)
    context = {
        "person": found,
        "party": found,
        "stage": stage_tag(row_of(found)),
        "owner": owners.get(found.owner_id or 0, ""),
        "roles": roles_of(found),
        "reach": reach_of(found),
        "cell_choices": choices_html(
            [
                *((field, choices_of(field, owners)) for field in ("stage", "owner", "civility")),
                *own_choices(own_fields(found, request.member)),
            ]
        ),
        **_facts(request, found, owners),
        **_around(request, found),
        **quality_context(request, found),
        **tags_context(request, found),
    }
    return render_part(request, "customer_file/person.html", "body", context)


def _facts(request: HttpRequest, found: Person, owners: Mapping[int, str]) -> dict[str, Any]:
    return facts_of(request, found, editable(owners), FACTS, prefix=address(request, "people"))


def _around(request: HttpRequest, found: Person) -> dict[str, Any]:
    query = f"personne={found.pk}"
    step = next_step(person=found)
    is_task = isinstance(step, Task)
    may_agenda = Permission.AGENDA_EDIT
    return {
        "step": step,
        "step_is_task": is_task,
        "step_is_late": isinstance(step, Task) and step.due_on < timezone.localdate(),
        "step_done_url": link(request, "agenda:task_done", may_agenda, pk=step.pk) if step and is_task else "",
        "plan_url": link(request, "agenda:next_action", may_agenda, query),
        "thread": thread_html(timeline(found, reader=request.member, limit=THREAD), undo_prefix=undo_prefix(request)),
        "may_edit": request.member.may(Permission.COMPANY_EDIT),
        "here": address(request, "person", found.pk),
        "people_url": address(request, "people"),
        "companies_url": address(request, "companies"),
        "call_url": link(request, "agenda:log_call", may_agenda, query),
        "note_url": link(request, "agenda:log_note", may_agenda, query),
    }


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def person_trash(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person.objects.present(), pk=pk)
    event = trash(member=request.member, party=found)
    toast(request, _("%(name)s is in the trash.") % {"name": found}, undo=event)
    return see_other(request, address(request, "people"))


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def person_restore(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person.objects.exclude(deleted_at=None).filter(erased_at=None), pk=pk)
    restore(member=request.member, party=found)
    toast(request, _("%(name)s is back.") % {"name": found})
    return see_other(request, address(request, "person", pk))
