"""An act on many records: asked, looked at, then done; its page while it runs and afterwards."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scope

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.perms import may_undo
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.jobs.queries import watched
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.queries import every_tag
from carnet.foundation.tags.services import made
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.bulk import queries
from carnet.grow.bulk.acts import MODELS
from carnet.grow.bulk.models import Act, ActRow
from carnet.grow.bulk.services import ActRefused, start_act
from carnet.grow.customer_file.forms import ActionForm, TagForm
from carnet.grow.customer_file.own_fields import own_fields
from carnet.grow.customer_file.queries import owners_of
from carnet.grow.customer_file.services import plan_bulk

from .asked import LISTS, PARTIES, SERVES, Asked, the_act
from .exporting import export_form, export_look
from .forms import NOBODY, EditForm, TrashForm

SAMPLE = 10
ACTS = {"modifier": Act.Kind.EDIT, "etiqueter": Act.Kind.TAG, "corbeille": Act.Kind.TRASH}
PLAN, EXPORT = "planifier", "exporter"


@screen(Permission.COMPANY_EDIT, serves=SERVES, methods=("POST",))
def new(request: HttpRequest, party: str, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404
    return _asked(request, party, act)


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("POST",))
def plan(request: HttpRequest, party: str) -> HttpResponse:
    return _asked(request, party, PLAN)


@screen(Permission.COMPANY_READ, serves=SERVES, methods=("POST",))
def export(request: HttpRequest, party: str) -> HttpResponse:
    return _asked(request, party, EXPORT)


def _asked(request: HttpRequest, party: str, act: str) -> HttpResponse:
    """The form and the records concerned; with `given` what would change; with `apply` the act itself."""
    kind = {PLAN: Act.Kind.PLAN, EXPORT: Act.Kind.EXPORT}.get(act) or ACTS.get(act)
    if party not in PARTIES or kind is None:
        raise Http404
    asked = Asked(request, PARTIES[party], kind, request.POST.get("wishes", ""), _ids(request))
    if not asked.ids and "whole" not in request.POST:
        toast(request, _("Tick at least one row."), tone="warn")
        return see_other(request, asked.back)
    form = _form(asked)
    is_given = "given" in request.POST and form.is_valid()
    if is_given and "apply" in request.POST:
        return _start(asked, _wanted(asked, form))
    context = {"asked": asked, "form": form, "is_looked": is_given}
    context |= _sample(asked, form, is_given=is_given)
    return render(request, "bulk/new.html", context, status=422 if form.is_bound and form.errors else 200)


def _ids(request: HttpRequest) -> list[int]:
    if "whole" in request.POST:
        return []
    return [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit() and len(pk) < 19]


def _form(asked: Asked) -> Any:
    posted = asked.request.POST
    data = posted if "given" in posted else None
    if asked.kind == Act.Kind.TRASH:
        return TrashForm(data)
    if asked.kind == Act.Kind.PLAN:
        return ActionForm(data)
    if asked.kind == Act.Kind.EXPORT:
        return export_form(asked, data)
    if asked.kind == Act.Kind.TAG:
        known = every_tag()
        return TagForm(data, there=known, known=[name for _pk, name in known])
    mine = own_fields(MODELS[asked.party], asked.request.member)
    owns = [mine.by_key[key] for key in posted.getlist("own") if key in mine.by_key]
    # Own fields that were just chosen are asked for their values first.
    data = None if owns and "own_given" not in posted else data
    initial: dict[str, Any] = {n: value for n in EditForm.base_fields if (value := posted.get(n, "-")) != "-"}
    initial["empty"] = posted.getlist("empty")
    if "given" not in posted and "owner" in initial:
        # The bar of ticked rows writes `-` for what stays as it is, and nothing for nobody.
        initial["owner"] = initial["owner"] or NOBODY
    owners = owners_of(asked.request.workspace)
    return EditForm(data, party=asked.party, owners=owners, mine=mine, owns=owns, initial=initial)


def _sample(asked: Asked, form: Any, *, is_given: bool) -> dict[str, Any]:
    """How many, the first by name, and for a change what becomes of each of these."""
    rows = asked.rows()
    if asked.kind == Act.Kind.EXPORT:
        return {"count": rows.order_by().count()} | export_look(asked, form.wanted() if is_given else None)
    first = list(rows.order_by("name_key", "pk")[:SAMPLE])
    told = {"count": rows.order_by().count(), "sample": [(one, "") for one in first]}
    if asked.kind != Act.Kind.EDIT or not is_given:
        return told
    wanted, model = form.wanted(), MODELS[asked.party]
    ids = [one.pk for one in first]
    plan = plan_bulk(ids, wanted["values"], wanted.get("custom"), member=asked.request.member, model=model)
    refused = {one.pk: labels for one, labels in plan.refused}
    same = {one.pk for one in plan.unchanged} if "source" not in wanted else set()

    def said(one: Any) -> str:
        if one.pk in refused:
            return _("left as it is: its stage needs %(labels)s") % {"labels": refused[one.pk]}
        return _("is so already") if one.pk in same else ""

    words = queries.edit_words(wanted, Holder(asked.party))
    return told | {"sample": [(one, said(one)) for one in first], "words": words}


def _wanted(asked: Asked, form: Any) -> dict[str, Any]:
    given = form.cleaned_data
    if asked.kind in {Act.Kind.EDIT, Act.Kind.EXPORT}:
        return dict(form.wanted())
    if asked.kind == Act.Kind.PLAN:
        title, due_on = given["title"].strip(), given["due_on"].isoformat()
        return {"title": title, "due_on": due_on, "kind": given["kind"] or Task.Kind.FOLLOW_UP}
    if asked.kind == Act.Kind.TAG:
        put, off = made(asked.request.member, given["add"]), [int(pk) for pk in given.get("remove", ())]
        names = dict(Tag.objects.filter(pk__in=off).values_list("pk", "name"))
        return {
            "tag_ids": [one.pk for one in put], "off": {"tag_ids": off},
            "added": [one.name for one in put], "removed": sorted(names.values()),
        }  # fmt: skip
    return {}


def _start(asked: Asked, wanted: dict[str, Any]) -> HttpResponse:
    request = asked.request
    try:
        begun = start_act(
            member=request.member, party=asked.party, kind=asked.kind, wanted=wanted, wishes=asked.wishes, ids=asked.ids
        )
    except ActRefused:
        toast(request, _("No record answers to this any more: nothing was changed."), tone="warn")
        return see_other(request, asked.back)
    return see_other(request, reverse("bulk:act", args=[request.workspace.slug, begun.pk]))


@screen(Permission.COMPANY_READ, serves=SERVES)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; once it has ended, what became of the records. The part asks for itself while it runs."""
    found = the_act(request, pk)
    work = watched(found.job) if found.job else None
    party = {kind: word for word, kind in PARTIES.items()}[Act.Party(found.party)]
    context = {
        "act": found,
        "what": queries.wanted_words(found.act, found.wanted, found.party),
        "work": work if work and (work.is_live or work.state in {"interrupted", "failed", "cancelled"}) else None,
        "refused": queries.refused_rows(found) if found.refused else [],
        "may_undo": _may_undo(request, found),
        "list_url": reverse(f"customer_file:{LISTS[Act.Party(found.party)]}", args=[request.workspace.slug]),
        "party": party,
    }
    return render_part(request, "bulk/act.html", "progress", context)


def _may_undo(request: HttpRequest, found: Act) -> bool:
    event = found.event
    if event is None or not event.is_undoable or found.state not in {"done", "stopped"}:
        return False
    return bool(may_undo(request.member, event))


@screen(Permission.COMPANY_READ, serves=SERVES)
def refused(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The records that were refused, each with its reason, as a file."""
    found = the_act(request, pk)
    if not ActRow.objects.filter(act=found, state=ActRow.State.REFUSED).exists():
        raise Http404
    response = StreamingHttpResponse(_scoped(request, found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refus-{found.pk}.csv"'
    return response


def _scoped(request: HttpRequest, found: Act) -> Iterator[str]:
    """The body is made after the view has returned, when its scope is closed."""
    with scope(workspace=request.workspace):
        yield from list(queries.refused_lines(found))
