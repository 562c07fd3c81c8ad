"""What came of a card: an outcome, a refusal, passed over; what follows it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.foundation.agenda.models import CallOutcome
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.wording.rules import check, sentence
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.calling import queries, services, words
from carnet.prospect.calling.models import Call
from carnet.prospect.calling.outcomes import plan_after, record_call, refuse_on_call
from carnet.prospect.calling.services import CallingRefused

from .card import SERVES, address, call_of, done_words, forward, show
from .forms import AfterForm, OutcomeForm

EDIT = Permission.AGENDA_EDIT


@screen(EDIT, serves=SERVES, methods=("POST",))
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(pk)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return show(request, call.session, form)
    try:
        made = record_call(member=request.member, call=call, **_said(form))
    except CallingRefused as problem:
        return _again(request, call, form, problem)
    toast(request, done_words(made), undo=made.event)
    _mind(request, form.cleaned_data["text"])
    forward(request, call.session)
    return see_other(request, _onward(request, made))


def _said(form: OutcomeForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "outcome": said["outcome"],
        "text": said["text"],
        "is_argued": said["is_argued"],
        "call_back_at": form.hour,
    }


def _again(request: HttpRequest, call: Call, form: OutcomeForm, problem: CallingRefused) -> HttpResponse:
    """The card once more with what was typed; a card that is no longer in hand gives way to the one that is."""
    if problem.reason in {"not_open", "gone"}:
        toast(request, words.refused(problem.reason), tone="warn")
        return see_other(request, address(request, "session", call.session_id))
    form.add_error(
        "call_back_at" if problem.reason in {"no_hour", "past_hour"} else None, words.refused(problem.reason)
    )
    return show(request, call.session, form)


def _mind(request: HttpRequest, text: str) -> None:
    if said := sentence(check(text), get_language() or "fr"):
        toast(request, said, tone="warn")


def _onward(request: HttpRequest, call: Call) -> str:
    """A meeting is put into the calendar first, which then leads back to the session."""
    back = address(request, "session", call.session_id)
    if call.outcome != CallOutcome.MEETING:
        return f"{back}?apres={call.pk}"
    named = {"societe": call.company_id, "personne": call.person_id, "next": back}
    booking = reverse("agenda:appointment_new", args=[request.workspace.slug])
    return f"{booking}?{urlencode({name: value for name, value in named.items() if value})}"


@screen(Permission.CONSENT_EDIT, serves=SERVES, methods=("POST",))
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(pk)
    every = request.POST.get("tout") == "1"
    try:
        refuse_on_call(member=request.member, call=call, every=every, text=request.POST.get("text", "")[:4000])
    except CallingRefused as problem:
        toast(request, words.refused(problem.reason), tone="warn")
    else:
        toast(request, _("%(name)s is called no more: it holds from now on, everywhere.") % {"name": call})
    return forward(request, call.session)


@screen(EDIT, serves=SERVES, methods=("POST",))
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(pk)
    try:
        services.pass_over(member=request.member, call=call, reason=_reason(call))
    except CallingRefused as problem:
        toast(request, words.refused(problem.reason), tone="warn")
    return forward(request, call.session)


def _reason(call: Call) -> str:
    """The law's where it closed the card meanwhile: it is asked anew, not believed from the form."""
    gate = queries.gate_of(call, call.session, timezone.now())
    return "chosen" if gate.is_open else gate.answer.reason


@screen(EDIT, serves=SERVES, methods=("POST",))
def after(request: HttpRequest, pk: int) -> HttpResponse:
    call = call_of(pk)
    form = AfterForm(request.POST)
    if form.is_valid():
        try:
            task = plan_after(member=request.member, call=call, **form.cleaned_data)
        except CallingRefused as problem:
            toast(request, words.refused(problem.reason), tone="warn")
        else:
            toast(request, _("Planned: %(title)s") % {"title": task.title}, undo=task.event)
    return see_other(request, address(request, "session", call.session_id))
