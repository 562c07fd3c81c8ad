"""The register of rights requests and its one-month clock."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Company, Person
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.privacy import queries, rules, services
from carnet.grow.privacy.models import RightsRequest
from carnet.grow.privacy.services import PrivacyRefused

from .about import MODELS, SERVES, address, party_url, refusal
from .forms import AnswerForm, ExtendForm, RequestForm

SHOWN = 200


@screen(Permission.PRIVACY_READ, serves=SERVES)
def requests(request: HttpRequest) -> HttpResponse:
    context = {
        "requests": queries.requests()[:SHOWN],
        "may_manage": request.member.may(Permission.PRIVACY_MANAGE),
    }
    return render(request, "privacy/requests.html", context)


def _about(request: HttpRequest) -> Company | Person | None:
    """Of whose record the request is, when the address says so."""
    for key, model in MODELS.items():
        value = request.GET.get(key, "")
        if value.isdigit():
            return model.objects.filter(pk=int(value)).first()
    return None


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("GET", "POST"))
def request_new(request: HttpRequest) -> HttpResponse:
    about = _about(request)
    initial = {"received_on": timezone.localdate()}
    initial |= {"name": str(about), "contact": about.email} if about else {}
    form = RequestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.receive_request(member=request.member, party=about, **form.cleaned_data)
        except PrivacyRefused as error:
            form.add_error(error.field or None, refusal(error.reason))
        else:
            toast(request, _("Written down. The month has begun."))
            return see_other(request, address(request, "request", made.pk))
    context = {"form": form, "about": about, "back": address(request, "requests")}
    return render(request, "privacy/request_new.html", context, status=422 if form.is_bound else 200)


@screen(Permission.PRIVACY_READ, serves=SERVES)
def request(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _find(pk))


def _find(pk: int) -> RightsRequest:
    found: RightsRequest = get_object_or_404(RightsRequest.objects.select_related("company", "person"), pk=pk)
    return found


def _shown(
    request: HttpRequest, row: RightsRequest, *, answer: forms.Form | None = None, extend: forms.Form | None = None
) -> HttpResponse:
    party = row.company or row.person
    today = timezone.localdate()
    context = {
        "row": row,
        "clock": row.clock(),
        "party": party,
        "party_url": party_url(request, party) if party else "",
        "steps": _steps(row),
        "answer_form": answer or AnswerForm(initial={"answered_on": today}),
        "extend_form": extend or ExtendForm(initial={"told_on": today}),
        "may_extend": row.extended_on is None
        and rules.may_extend(row.received_on, today, services.months_to_answer(row.received_on)),
        "may_manage": request.member.may(Permission.PRIVACY_MANAGE),
    }
    return render(request, "privacy/request.html", context, status=422 if answer or extend else 200)


def _steps(row: RightsRequest) -> list[str]:
    """What this right asks one to do, in order."""
    return [str(step) for step in _STEPS[row.right]()]


_STEPS: dict[str, Any] = {
    "access": lambda: [
        _("Find every record of this person, people and households alike."),
        _("Export the dossier from their privacy page: the PDF to read, the data on request."),
        _("Read it again: what concerns somebody else is taken out before it is sent."),
        _("Send it by a safe way, then write the answer and its proof here."),
    ],
    "rectification": lambda: [
        _("Correct the record: the history keeps what stood there before."),
        _("Tell those who received the wrong data (GDPR, art. 19)."),
        _("Answer the person, and write it here."),
    ],
    "erasure": lambda: [
        _("Look at the preview of the erasure: what goes, what stays and why."),
        _("Erase, or freeze the record when the law makes you keep it."),
        _("Tell those who received the data (GDPR, art. 19)."),
        _("Answer with what was erased, what is kept and until when."),
    ],
    "restriction": lambda: [
        _("Freeze the record from its privacy page."),
        _("Answer the person; tell them before any thaw."),
    ],
    "portability": lambda: [
        _("It covers what the person gave you, under a contract or a consent."),
        _("Export the data (JSON) from their privacy page, and send them by a safe way."),
        _("Answer the person, and write it here."),
    ],
    "objection": lambda: [
        _("Record the objection: to prospecting it is absolute and immediate."),
        _("Answer that it is done."),
    ],
}


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("POST",))
def request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _find(pk), AnswerForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.answer_request(
                member=request.member, request=row, outcome=said["outcome"], answer=said["answer"],
                proof=said["proof"], on=said["answered_on"],
            )  # fmt: skip
        except PrivacyRefused as error:
            form.add_error(error.field or None, refusal(error.reason))
        else:
            toast(request, _("Answered, and kept as proof."))
            return see_other(request, address(request, "requests"))
    return _shown(request, row, answer=form)


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("POST",))
def request_extend(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _find(pk), ExtendForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.extend_request(
                member=request.member, request=row, because=said["extended_because"], told_on=said["told_on"]
            )
        except PrivacyRefused as error:
            form.add_error(error.field or None, refusal(error.reason))
        else:
            toast(request, _("Two months more."))
            return see_other(request, address(request, "request", pk))
    return _shown(request, row, extend=form)


@screen(Permission.PRIVACY_MANAGE, serves=SERVES, methods=("POST",))
def request_identity(request: HttpRequest, pk: int) -> HttpResponse:
    services.establish_identity(member=request.member, request=_find(pk), on=timezone.localdate())
    toast(request, _("Identity established. Delete the proof within a year."))
    return see_other(request, address(request, "request", pk))
