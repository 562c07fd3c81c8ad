"""The sessions: begun, at rest, taken up again, ended; what each came to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.calling import queries, services, words
from carnet.prospect.calling.models import CallSession
from carnet.prospect.calling.services import CallingRefused

from .card import SERVES, address, forward, session_of, show
from .forms import MINE, StartForm

READ, EDIT = Permission.AGENDA_READ, Permission.AGENDA_EDIT


@screen(READ, serves=SERVES)
def home(request: HttpRequest) -> HttpResponse:
    everyone = request.GET.get("qui") == "equipe"
    context = {
        "sessions": list(queries.sessions(None if everyone else request.member)[:50]),
        "everyone": everyone,
        "due": len(queries.due_calls(request.member, timezone.localdate())),
        "may_edit": request.member.may(EDIT),
    }
    return render(request, "calling/home.html", context)


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    due = queries.due_calls(request.member, timezone.localdate())
    first = {"source": request.GET.get("liste", MINE)}
    form = StartForm(request.member, request.POST or None, due=len(due), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return forward(request, _started(request, form, due))
        except CallingRefused as problem:
            form.add_error("subject" if problem.reason == "no_subject" else "source", words.refused(problem.reason))
    context = {"form": form, "due": len(due), "scripts": form.scripts}
    return render_part(request, "calling/new.html", "form", context, status=422 if form.is_bound else 200)


def _started(request: HttpRequest, form: StartForm, due: list[queries.Wanted]) -> CallSession:
    said, campaign, wanted = form.cleaned_data, None, due
    if said["source"] != MINE:
        group, campaign = queries.group_of(said["source"])
        wanted = queries.of_group(group, form.named) if group else []
    day = f"{timezone.localdate():%d/%m}"
    return services.start_session(
        member=request.member,
        name=said["name"] or f"{form.named}, {day}",
        wanted=wanted,
        subject=said["subject"],
        purpose=said["purpose"],
        is_job_related=said["is_job_related"],
        script=form.scripts.get(said["script"]),
        campaign=campaign,
    )


@screen(EDIT, serves=SERVES)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_of(pk)
    if found.ended_at or found.running_since is None:
        return see_other(request, address(request, "summary", pk))
    return show(request, found)


@screen(EDIT, serves=SERVES, methods=("POST",))
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    return forward(request, session_of(pk))


@screen(EDIT, serves=SERVES, methods=("POST",))
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.pause_session(member=request.member, session=session_of(pk))
    except CallingRefused as problem:
        toast(request, words.refused(problem.reason), tone="warn")
    return see_other(request, address(request, "summary", pk))


@screen(EDIT, serves=SERVES, methods=("POST",))
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_of(pk)
    try:
        services.resume_session(member=request.member, session=found)
    except CallingRefused as problem:
        toast(request, words.refused(problem.reason), tone="warn")
    return forward(request, found)


@screen(EDIT, serves=SERVES, methods=("POST",))
def end(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.end_session(member=request.member, session=session_of(pk))
    except CallingRefused as problem:
        toast(request, words.refused(problem.reason), tone="warn")
    else:
        toast(request, _("The session is over."))
    return see_other(request, address(request, "summary", pk))


@screen(READ, serves=SERVES)
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    found = session_of(pk)
    context = {
        "session": found,
        "tally": queries.tally_of(found, timezone.now()),
        "passed": [(words.why_passed(reason), count) for reason, count in queries.passed_over(found)],
        "calls": queries.outcomes_of(found),
        "is_running": found.running_since is not None and found.ended_at is None,
        "may_edit": request.member.may(EDIT),
    }
    return render(request, "calling/summary.html", context)
