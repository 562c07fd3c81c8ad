"""A card as its page shows it, and the way from one to the next."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.agenda.models import Channel as Contact
from carnet.foundation.agenda.models import Task
from carnet.foundation.agenda.queries import next_step
from carnet.foundation.agenda.rules import next_action
from carnet.foundation.consents.models import Means
from carnet.foundation.geo.days import is_working_day
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.calling import queries, rules, services, words
from carnet.prospect.calling.models import Call, CallSession

from .forms import OutcomeForm

SERVES = ("C7.1",)
SAID = Means.ORAL


def address(request: HttpRequest, name: str, *args: Any) -> str:
    return reverse(f"calling:{name}", args=[request.workspace.slug, *args])


def session_of(pk: int) -> CallSession:
    rows = CallSession.objects.select_related("script__script", "campaign", "member__user")
    found: CallSession = get_object_or_404(rows, pk=pk)
    return found


def call_of(pk: int) -> Call:
    rows = Call.objects.select_related("company", "person", "session__script__script", "task")
    found: Call = get_object_or_404(rows, pk=pk)
    return found


def forward(request: HttpRequest, session: CallSession) -> HttpResponse:
    """To the next card, saying who was passed over on the way and why."""
    if session.ended_at is None:
        _call, passed = services.open_next(member=request.member, session=session)
        for reason in dict.fromkeys(call.gate for call in passed):
            count = sum(call.gate == reason for call in passed)
            said = ngettext("%(count)d card passed over.", "%(count)d cards passed over.", count) % {"count": count}
            toast(request, f"{said} {words.why_passed(reason)}", tone="warn")
    return see_other(request, address(request, "session", session.pk))


def show(request: HttpRequest, session: CallSession, form: OutcomeForm | None = None) -> HttpResponse:
    """The card in hand, the wait for an agreed hour, or the end of the list."""
    now = timezone.now()
    call = queries.current_call(session)
    context: dict[str, Any] = {
        "session": session,
        "tally": queries.tally_of(session, now),
        "call": call,
        "form": form or OutcomeForm(),
        "last": _proposed(request, session) if form is None else None,
    }
    if call is None:
        context |= {"next_hour": queries.next_hour(session), "is_cut": queries.next_call(session, now) is not None}
    else:
        context |= _card(request, session, call)
    status = 422 if form is not None else 200
    return render_part(request, "calling/session.html", "script", context, status=status)


def _card(request: HttpRequest, session: CallSession, call: Call) -> dict[str, Any]:
    party = {"company": call.company} if call.company else {"person": call.person}
    return {
        "gate": queries.gate_of(call, session, timezone.now()),
        "job": queries.job_of(call),
        "contacts": queries.last_contacts(call),
        "deals": queries.deals_of(call),
        "step": next_step(**party),
        "replies": queries.replies_at_hand(session.workspace_id),
        "outcomes": words.outcomes(),
        "may_object": request.member.may(Permission.CONSENT_EDIT),
        **_script(request, session, call),
    }


def _script(request: HttpRequest, session: CallSession, call: Call) -> dict[str, Any]:
    """The block that the address names by `bloc`, its words filled in, what each answer leads to."""
    blocks = session.script.read if session.script else ()
    block = rules.block_of(blocks, request.GET.get("bloc", ""))
    if block is None:
        return {"said": None}
    values = _values(request, session, call)
    croc = [
        (one.code, words.STEPS[one.step], one.code == block.code) for one in blocks if one.step != rules.Step.BRANCH
    ]
    goes_on = rules.following(blocks, block) if not any(answer.to for answer in block.answers) else None
    return {
        "said": block,
        "step_name": words.STEPS[block.step],
        "said_text": rules.filled(block.text, values),
        "croc": croc,
        "goes_on": goes_on,
        "goes_on_name": words.STEPS[goes_on.step] if goes_on else "",
    }


def _values(request: HttpRequest, session: CallSession, call: Call) -> dict[str, str]:
    person = call.person
    return {
        "prenom": person.given_name if person else "",
        "nom": person.family_name if person else "",
        "societe": call.company.name if call.company else "",
        "commercial": str(request.member.user),
        "entreprise": request.workspace.name,
        "sujet": session.subject,
    }


def _proposed(request: HttpRequest, session: CallSession) -> dict[str, Any] | None:
    """What usually follows the call just recorded, which the address names by `apres`."""
    number = request.GET.get("apres", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    call = Call.objects.filter(session=session, pk=int(number)).select_related("company", "person").first()
    if call is None or call.state != Call.State.DONE or call.outcome in {"call_back", "no_answer", "message"}:
        return None
    today = timezone.localdate()
    found = next_action(Contact.CALL, call.outcome, today, lambda day: not is_working_day(day))
    if found is None:
        return None
    title = f"{Task.Kind(found.kind).label} {call.party}"
    return {"call": call, "kind": found.kind, "due_on": found.due_on, "title": title}


def done_words(call: Call) -> str:
    return _("%(name)s: %(outcome)s") % {"name": call, "outcome": call.get_outcome_display()}
