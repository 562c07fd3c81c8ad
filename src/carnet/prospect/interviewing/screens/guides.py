"""The conduct guide, on one screen: it keeps itself as one types, by a script where there is one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from carnet.foundation.audit.consultations import consulted
from carnet.foundation.interviews import services
from carnet.foundation.interviews.models import Interview, Sheet
from carnet.foundation.interviews.rules.conduct import Step, timetable
from carnet.foundation.interviews.services import InterviewRefused, NotesChanged
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.ui.templatetags.carnet import clock
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.interviewing import words
from carnet.prospect.interviewing.composing import sheet_of

from .forms import GuideForm
from .links import SERVES, address, found


@screen(Permission.AGENDA_EDIT, serves=SERVES, methods=("GET", "POST"))
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    if request.method == "GET":
        consulted(request.member, one.company)
    if one.cancelled_at or hasattr(one, "debrief"):
        return see_other(request, address(request, "interview", pk))
    sheet = sheet_of(one)
    first = one.notes or _first_notes(sheet)
    form = GuideForm(request.POST or None, revision=one.revision, notes=first)
    by_script = request.headers.get("Accept", "") == "application/json"
    if request.method == "POST" and form.is_valid():
        return _kept_by_script(request, one, form) if by_script else _kept(request, one, sheet, form)
    if by_script:
        return JsonResponse({"reason": _("A field is too long to be kept: shorten it.")}, status=422)
    return _page(request, one, sheet, form, status=422 if form.is_bound else 200)


def _first_notes(sheet: Sheet | None) -> dict[str, Any]:
    """The rows of the guide, from the sheet: its questions, its objections, its offers."""
    if sheet is None:
        return {}
    return {
        "answers": [{"question": question} for question in sheet.told["questions"]],
        "objections": sheet.told["objections"],
        "offers": sheet.told["offers"],
    }


def _kept_by_script(request: HttpRequest, one: Interview, form: GuideForm) -> HttpResponse:
    try:
        row = services.keep_notes(
            member=request.member, interview=one, revision=form.cleaned_data["revision"], notes=_said(request, form)
        )
    except NotesChanged:
        return JsonResponse({"reason": _("These notes were changed elsewhere meanwhile.")}, status=409)
    except InterviewRefused as problem:
        return JsonResponse({"reason": words.refused(problem.reason)}, status=422)
    return JsonResponse({"revision": row.revision, "at": clock(row.noted_at)})


def _said(request: HttpRequest, form: GuideForm) -> dict[str, Any]:
    return form.notes | {"done": request.POST.getlist("done")}


def _kept(request: HttpRequest, one: Interview, sheet: Sheet | None, form: GuideForm) -> HttpResponse:
    told = {"interview": one, "revision": form.cleaned_data["revision"], "notes": _said(request, form)}
    try:
        if "terminer" in request.POST and one.ended_at is None:
            event = services.end_interview(member=request.member, **told)
            toast(request, _("The interview is over. Debrief it while it is fresh."), undo=event)
        else:
            services.keep_notes(member=request.member, **told)
            toast(request, _("Notes kept."))
    except NotesChanged as problem:
        # Saved again, what is typed here goes over what is shown beside it: by a choice, not by accident.
        form.data = form.data.copy()
        form.data["revision"] = str(problem.current.revision)
        return _page(request, one, sheet, form, other=problem.current, status=422)
    except InterviewRefused as problem:
        toast(request, words.refused(problem.reason), tone="bad")
        return see_other(request, address(request, "interview", one.pk))
    return see_other(request, address(request, "debrief" if "terminer" in request.POST else "guide", one.pk))


def _page(
    request: HttpRequest,
    one: Interview,
    sheet: Sheet | None,
    form: GuideForm,
    *,
    status: int = 200,
    other: Interview | None = None,
) -> HttpResponse:
    content = sheet.told if sheet else {}
    minutes = int(content.get("minutes") or 45)
    done = form.data.getlist("done") if form.is_bound else one.notes.get("done") or []
    context = {
        "interview": one,
        "company": one.company,
        "form": form,
        "sheet": sheet,
        "content": content,
        "steps": [(step.value, words.STEPS[step], minute) for step, minute in timetable(minutes).items()],
        "done": done,
        "offers": list(zip(form.offers, content.get("offers") or [], strict=False)),
        "minutes": minutes,
        "other": _other(other),
        "first_step": Step.CONTACT.value,
    }
    return render(request, "interviewing/guide.html", context, status=status)


def _other(held: Interview | None) -> dict[str, Any] | None:
    """What the other device kept, for the eyes: it is not lost while both are compared."""
    if held is None:
        return None
    notes = held.notes
    rows = [(row["question"], row["answer"]) for row in notes.get("answers") or () if row["answer"]]
    rows += [(row["objection"], row["how"]) for row in notes.get("objections") or () if row["how"]]
    labels = {
        "welcome": words.STEPS[Step.CONTACT],
        "restated": words.STEPS[Step.RESTATEMENT],
        "agreed": _("What we agreed comes next"),
        "conclusion": words.STEPS[Step.CONCLUSION],
        "leave": words.STEPS[Step.LEAVE],
    }
    rows += [(str(label), notes[name]) for name, label in labels.items() if notes.get(name)]
    return {"at": held.noted_at, "rows": rows}
