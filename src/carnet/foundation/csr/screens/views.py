from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.csr import perms, queries, services, words
from carnet.foundation.csr.models import Commitment
from carnet.foundation.csr.rules import KINDS, CommitmentInvalid, Kind, Subject
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .forms import CommitmentForm

# The transversal competency: to work by the company's commitments.
SERVES = ("CT",)


def home(request: HttpRequest) -> str:
    return reverse("csr:list", args=[request.workspace.slug])


def shown(one: Commitment) -> dict[str, object]:
    return {
        "row": one,
        "title": words.KINDS[one.kind],
        "target": words.target(one),
        "is_coming": one.in_force_from > timezone.localdate(),
    }


@screen(Permission.CSR_READ, serves=SERVES)
def commitments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    listed = queries.listed(request.workspace, today)
    groups = [(words.SUBJECTS[subject], [shown(one) for one in held]) for subject, held in listed]
    past = [shown(one) for one in queries.past(request.workspace, today)]
    context = {"groups": groups, "past": past, "can_edit": perms.may_edit(request.member)}
    return render(request, "csr/commitments.html", context)


@screen(Permission.CSR_EDIT, serves=SERVES)
def catalogue(request: HttpRequest) -> HttpResponse:
    taken = queries.in_force(request.workspace, timezone.localdate())
    groups = [
        (
            words.SUBJECTS[subject],
            [(kind, words.KINDS[kind.code], words.PROPOSALS[kind.code], taken.get(kind.code)) for kind in kinds],
        )
        for subject in Subject
        if (kinds := [kind for kind in KINDS.values() if kind.subject == subject])
    ]
    return render(request, "csr/catalogue.html", {"groups": groups})


@screen(Permission.CSR_EDIT, serves=SERVES, methods=("POST",))
def starter_set(request: HttpRequest) -> HttpResponse:
    event = services.adopt_starter_set(member=request.member)
    toast(request, _("These commitments are yours now: put them in your own words."), undo=event)
    return see_other(request, home(request))


@screen(Permission.CSR_EDIT, serves=SERVES, methods=("GET", "POST"))
def add(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    usual = CommitmentForm.usual(KINDS[kind], in_force_from=timezone.localdate())
    form = CommitmentForm(KINDS[kind], request.POST or None, initial=usual)
    return answer(request, form, KINDS[kind], None)


@screen(Permission.CSR_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.find(request.workspace, pk)
    if row is None:
        raise Http404
    form = CommitmentForm(row.rule, request.POST or None, initial=CommitmentForm.initial_of(row))
    return answer(request, form, row.rule, row)


def answer(request: HttpRequest, form: CommitmentForm, kind: Kind, row: Commitment | None) -> HttpResponse:
    """Save and go back to the list, or show the form: 422 when it was refused, 409 when someone saved meanwhile."""
    status, current = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            services.set_commitment(
                member=request.member,
                kind=kind.code,
                commitment=row,
                seen_at=form.cleaned_data["seen_at"],
                **form.values(),
            )
        except CommitmentInvalid as problem:
            form.refuse(problem)
        except services.CommitmentChanged as change:
            status, current, form = 409, shown(change.current), form.again(change.current)
        else:
            toast(request, _("Commitment saved."))
            return see_other(request, home(request))
    if form.errors:
        status = 422
    context = {"form": form, "row": row, "title": words.KINDS[kind.code], "current": current}
    return render(request, "csr/commitment.html", context, status=status)


@screen(Permission.CSR_EDIT, serves=SERVES, methods=("POST",))
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.find(request.workspace, pk)
    if row is None:
        raise Http404
    event = services.withdraw(member=request.member, commitment=row)
    toast(request, _("Commitment withdrawn: %(name)s") % {"name": words.KINDS[row.kind]}, undo=event)
    return see_other(request, home(request))
