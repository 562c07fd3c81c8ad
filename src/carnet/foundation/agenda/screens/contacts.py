"""A call in two clicks: open, press the outcome. What usually comes next is then proposed, one click to accept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.foundation.agenda.gate import Answer, ask
from carnet.foundation.agenda.models import CallOutcome, Channel, Interaction, Task
from carnet.foundation.agenda.rules import next_action as proposed
from carnet.foundation.agenda.services import log_interaction, plan_task
from carnet.foundation.geo.days import is_working_day
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.wording.rules import check, sentence
from carnet.foundation.workspaces.permissions import Permission

from .about import About, about
from .forms import CallForm, NoteForm, TaskForm


@screen(Permission.AGENDA_EDIT, serves=("C7.1", "C12.1"), methods=("GET", "POST"))
def log_call(request: HttpRequest) -> HttpResponse:
    whom = about(request)
    form = CallForm(request.POST or None, company=whom.company, initial={"person": whom.person})
    answer = _asked(whom, form)
    if request.method == "POST" and form.is_valid() and _may_log(form, answer):
        contact = _logged(request, whom, form.cleaned_data)
        return _propose(request, whom, contact)
    context = {"form": form, "about": whom, "outcomes": CallOutcome.choices, "answer": answer}
    return render_part(request, "agenda/call.html", "dialog", context, status=422 if form.is_bound else 200)


def _asked(whom: About, form: CallForm) -> Answer | None:
    """What the gate says of a call now, to whom the form names; None with nobody to call. Up to eight queries."""
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    party = said.get("person") or whom.person or whom.company
    return ask(party, whom.company, said.get("purpose", "")) if party else None


def _may_log(form: CallForm, answer: Answer | None) -> bool:
    """A forbidden call is logged only when it is said to have taken place: an attempt counts all the same."""
    said = form.cleaned_data
    if answer is None or answer.is_allowed or said["is_inbound"] or said["has_happened"]:
        return True
    form.add_error(None, answer.said)
    return False


def _logged(request: HttpRequest, whom: About, said: dict[str, Any]) -> Interaction:
    contact = log_interaction(
        member=request.member,
        channel=Channel.CALL,
        company=whom.company,
        person=said["person"] or whom.person,
        outcome=said["outcome"],
        text=said["text"],
        minutes=said["minutes"],
        is_inbound=said["is_inbound"],
    )
    toast(request, _("Call logged."), undo=contact.event)
    _mind(request, contact.text)
    return contact


def _mind(request: HttpRequest, text: str) -> None:
    """Say, after it is kept, what a note should not hold; a browser has said so while it was typed."""
    if said := sentence(check(text), get_language() or "fr"):
        toast(request, said, tone="warn")


def _propose(request: HttpRequest, whom: About, contact: Interaction) -> HttpResponse:
    """What usually follows, ready to accept; straight back where nothing follows (a refusal, a wrong number)."""
    proposal = proposed(contact.channel, contact.outcome, timezone.localdate(), lambda day: not is_working_day(day))
    if proposal is None:
        return see_other(request, address_of(request, whom))
    initial = {"kind": proposal.kind, "due_on": proposal.due_on, "title": _title(proposal.kind, whom)}
    context = {"form": TaskForm(initial=initial), "about": whom, "back": address_of(request, whom)}
    return render_part(request, "agenda/next.html", "dialog", context)


@screen(Permission.AGENDA_EDIT, serves=("C7.1", "C12.1"), methods=("GET", "POST"))
def next_action(request: HttpRequest) -> HttpResponse:
    whom = about(request)
    form = TaskForm(request.POST or None, initial={"due_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        task = plan_task(member=request.member, company=whom.company, person=whom.person, **form.cleaned_data)
        toast(request, _("Next action planned."), undo=task.event)
        return see_other(request, address_of(request, whom))
    context = {"form": form, "about": whom, "back": address_of(request, whom)}
    return render_part(request, "agenda/next.html", "dialog", context, status=422 if form.is_bound else 200)


@screen(Permission.AGENDA_EDIT, serves=("C13.2",), methods=("GET", "POST"))
def log_note(request: HttpRequest) -> HttpResponse:
    whom = about(request)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = log_interaction(
            member=request.member,
            channel=Channel.NOTE,
            company=whom.company,
            person=whom.person,
            text=form.cleaned_data["text"],
        )
        toast(request, _("Note kept."), undo=note.event)
        _mind(request, note.text)
        return see_other(request, address_of(request, whom))
    context = {"form": form, "about": whom}
    return render_part(request, "agenda/note.html", "dialog", context, status=422 if form.is_bound else 200)


def _title(kind: str, whom: About) -> str:
    return f"{Task.Kind(kind).label} {whom.person or whom.company or ''}".strip()


def address_of(request: HttpRequest, whom: About) -> str:
    """The record of the party, or the agenda when no room shows one."""
    slug = request.workspace.slug
    named = [("customer_file:company", whom.company), ("customer_file:person", whom.person)]
    for name, row in named:
        if row is not None:
            try:
                return reverse(name, kwargs={"workspace": slug, "pk": row.pk})
            except NoReverseMatch:
                continue
    return reverse("agenda:agenda", kwargs={"workspace": slug})
