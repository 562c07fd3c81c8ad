"""The preparation sheet: what is known beside what the rep decides, then validated, then printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from carnet.foundation.audit.consultations import consulted
from carnet.foundation.documents.rendering import render as print_pdf
from carnet.foundation.documents.responses import pdf_response
from carnet.foundation.interviews import services
from carnet.foundation.interviews.models import Interview, Sheet
from carnet.foundation.interviews.rules.conduct import timetable
from carnet.foundation.interviews.rules.sheet import clean, lacking
from carnet.foundation.interviews.services import InterviewRefused
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.foundation.workspaces.queries import seller as seller_of
from carnet.prospect.interviewing import composing, printing, words

from .forms import SheetForm
from .links import SERVES, address, found

EDIT = Permission.AGENDA_EDIT


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    consulted(request.member, one.company)
    ground = composing.ground_of(one, request.member)
    held = composing.sheet_of(one)
    content = held.told if held else composing.first_draft(ground)
    form = SheetForm(request.POST or None, content=content)
    if request.method == "POST" and form.is_valid():
        known = composing.plain(composing.known_of(ground))
        if answer := _kept(request, one, form.content | {"known": known}):
            return answer
    return _page(request, ground, form, held, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, one: Interview, content: dict[str, Any]) -> HttpResponse | None:
    """None where the preparation may not be validated as it is: the page then shows it again, with why."""
    added = request.POST.get("ajouter", "")
    if added in words.SETS:
        asked = [str(question) for question in words.SETS[added][1]]
        content["questions"] = "\n".join([content["questions"], *asked])
    here = address(request, "sheet", one.pk)
    try:
        if "valider" in request.POST:
            made = services.validate_sheet(member=request.member, interview=one, content=content)
            toast(request, _("Prepared. The guide is ready for the interview."), undo=made.event)
            return see_other(request, address(request, "interview", one.pk))
        services.save_sheet(member=request.member, interview=one, content=content)
    except InterviewRefused as problem:
        if problem.reason == "unfinished":
            return None
        toast(request, words.refused(problem.reason), tone="bad")
        return see_other(request, here)
    toast(request, _("Preparation kept."))
    return see_other(request, f"{here}#questions" if added else here)


def _page(
    request: HttpRequest, ground: composing.Ground, form: SheetForm, held: Sheet | None, *, status: int
) -> HttpResponse:
    one = ground.interview
    is_refused = form.is_bound and form.is_valid()
    content = clean(form.content) if is_refused else held.told if held else clean({})
    context = {
        "interview": one,
        "company": one.company,
        "form": form,
        "sheet": held,
        "known": composing.known_of(ground),
        "sets": [(code, name) for code, (name, _questions) in words.SETS.items()],
        "lacks": [words.LACKS[lack] for lack in lacking(content)] if held or is_refused else [],
        "refusal": words.refused("unfinished") if is_refused else "",
        "times": [(words.STEPS[step], minute) for step, minute in timetable(content["minutes"]).items()],
        "is_over": one.ended_at is not None,
    }
    return render(request, "interviewing/sheet.html", context, status=status)


@screen(Permission.COMPANY_READ, serves=SERVES)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as a PDF, of the version kept last; a blank one would help nobody: back to the interview then."""
    one = found(pk)
    held = composing.sheet_of(one)
    if held is None:
        toast(request, words.refused("no_sheet"), tone="warn")
        return see_other(request, address(request, "interview", pk))
    data = printing.sheet_data(request.member, one, held)
    pdf = print_pdf(printing.PAPER, data, logo=seller_of(request.workspace)["logo"])
    return pdf_response(pdf, f"entretien-{one.planned_at:%Y-%m-%d}.pdf")
