"""Where a list comes from: said before it is imported, shown after, its proof given back, its people told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, toast
from carnet.foundation.ui.screens import screen
from carnet.grow.imports import origin_words, telling, words
from carnet.grow.imports.models import Import, ProofFile
from carnet.grow.imports.telling import ImportNotReady, OriginRefused

from .origin_forms import OriginForm, ToldForm
from .views import SERVES, P, file_of, outcome_page, to


@screen(P, serves=SERVES, methods=("GET", "POST"))
def origin(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    if not file.is_open():
        return to(request, "outcome", pk)
    if request.method == "GET":
        return _origin(request, file, OriginForm(file=file))
    form = OriginForm(request.POST, request.FILES, file=file)
    if form.is_valid():
        try:
            telling.tell_origin(member=request.member, file=file, said=form.statement(), proof_file=form.proof_sent())
            return to(request, "check" if file.state == Import.State.CHECKED else "columns", pk)
        except OriginRefused as error:
            form.refuse(error.problems)
        except ImportNotReady as error:
            form.add_error(None, words.not_ready(error.reason))
    return _origin(request, file, form, status=422)


@screen(P, serves=SERVES, methods=("POST",))
def origin_asked(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with what the chosen origin asks for. Nothing is kept, nothing is judged."""
    file = file_of(request, pk)
    if not file.is_open():
        return to(request, "outcome", pk)
    return _origin(request, file, OriginForm(file=file, typed=request.POST))


def _origin(request: HttpRequest, file: Import, form: OriginForm, *, status: int = 200) -> HttpResponse:
    is_refused = not form.is_bound and form.origin in telling.law_of(timezone.localdate()).refused
    context = {
        "file": file,
        "form": form,
        "refusal": origin_words.problem("origin", "refused") if is_refused else "",
        "proof_file": _proof_of(file),
    }
    return render_part(request, "imports/origin.html", "questions", context, status=status)


def _proof_of(file: Import) -> ProofFile | None:
    return ProofFile.objects.filter(file=file).defer("data").first()


@screen(P, serves=SERVES)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof as it was given, to save: it is never opened inside the application."""
    kept = get_object_or_404(ProofFile, file=file_of(request, pk))
    response = HttpResponse(bytes(kept.data), content_type=kept.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=kept.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@screen(P, serves=SERVES, methods=("POST",))
def people_told(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    form = ToldForm(request.POST)
    if form.is_valid():
        try:
            telling.people_told(member=request.member, file=file, **form.cleaned_data)
            toast(request, _("Noted: these people know where their data come from."))
            return to(request, "outcome", pk)
        except OriginRefused as error:
            for name, code in error.problems:
                form.add_error(name, origin_words.problem(name, code))
        except ImportNotReady as error:
            toast(request, words.not_ready(error.reason), tone="warn")
            return to(request, "outcome", pk)
    return outcome_page(request, file, told=form, status=422)
