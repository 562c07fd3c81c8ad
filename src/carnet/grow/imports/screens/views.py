"""Four steps: the file, its columns, the check, the outcome. Each has its address and can be left and found again."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.perms import may_undo
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable, UndoNotAllowed
from carnet.foundation.jobs import services as jobs
from carnet.foundation.jobs.queries import watched
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import MissingPermission, screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.imports import origin_words, reports, services, settling, words
from carnet.grow.imports.models import Import, ProofFile
from carnet.grow.imports.own import has_amounts
from carnet.grow.imports.queries import kept_parties, recent_imports, visible_imports
from carnet.grow.imports.rules.formats import EURO
from carnet.grow.imports.rules.records import FileUnreadable

from . import uploads
from .forms import ColumnsForm, FileForm, LayoutForm, PolicyForm
from .origin_forms import ToldForm
from .shown import samples, shown_duplicates, shown_problems

P = Permission.COMPANY_IMPORT
SERVES = ("C13.2", "C4.1")
Context = dict[str, Any]


def file_of(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(visible_imports(request.member), pk=pk)


def to(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    return see_other(request, reverse(f"imports:{name}", kwargs={"workspace": request.workspace.slug, "pk": pk}))


@screen(P, serves=SERVES)
def import_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "imports/list.html", {"imports": recent_imports(request.member), "today": timezone.localdate()}
    )


# The size is looked at before anything reads the request, the CSRF token included: hence the pair of decorators.
@csrf_exempt
@screen(P, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponseBase:
    uploads.limit(request)
    return _new(request)


@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    if uploads.was_refused(request):
        form.errors["file"] = form.error_class([words.file_refused(services.FileRefused("too_big"))])
    elif form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            file = services.receive(member=request.member, name=sent.name, chunks=sent.chunks())
            return to(request, "origin", file.pk)
        except services.FileRefused as error:
            form.add_error("file", words.file_refused(error))
    return render(request, "imports/new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@screen(P, serves=SERVES)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """To where the import stands."""
    file = file_of(request, pk)
    names = {Import.State.DRAFT: "columns" if file.origin else "origin", Import.State.CHECKED: "check"}
    return to(request, names.get(Import.State(file.state), "outcome"), pk)


@screen(P, serves=SERVES, methods=("POST",))
def read_as(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    form = LayoutForm(request.POST, file=file)
    if not form.is_valid():
        return _columns(request, file, layout=form, status=422)
    try:
        services.read_as(member=request.member, file=file, **{"has_header": False, **form.cleaned_data})
    except services.FileRefused as error:
        form.add_error(None, words.file_refused(error))
        return _columns(request, file_of(request, pk), layout=form, status=422)
    except services.ImportNotReady as error:
        toast(request, words.not_ready(error.reason), tone="warn")
    return to(request, "columns", pk)


@screen(P, serves=SERVES, methods=("GET", "POST"))
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    if not file.is_open():
        return to(request, "outcome", pk)
    if request.method == "GET":
        return _columns(request, file)
    form = ColumnsForm(request.POST, file=file)
    if form.is_valid():
        try:
            return _choose(request, file, form)
        except services.ImportNotReady as error:
            form.add_error("rate" if error.reason == "rate" else None, words.not_ready(error.reason))
        except FileUnreadable as error:
            form.add_error(None, words.file_refused(error))
    return _columns(request, file, form=form, status=422)


@screen(P, serves=SERVES, methods=("POST",))
def as_read(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns once more, with how their cells would be read after the choices made so far. Nothing is kept."""
    file = file_of(request, pk)
    if not file.is_open():
        return to(request, "outcome", pk)
    form = ColumnsForm(request.POST, file=file)
    return _columns(request, file, form=form, status=200 if form.is_valid() else 422)


def _choose(request: HttpRequest, file: Import, form: ColumnsForm) -> HttpResponse:
    services.choose(
        member=request.member,
        file=file,
        mapping=form.mapping(),
        formats=form.formats(),
        is_forgiving=form.cleaned_data["is_forgiving"],
    )
    services.verify(member=request.member, file=file)
    return to(request, "check", file.pk)


def _columns(
    request: HttpRequest,
    file: Import,
    *,
    form: ColumnsForm | None = None,
    layout: LayoutForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = form or ColumnsForm(file=file)
    is_sound = shown.is_bound and not shown.errors
    mapping, formats = (shown.mapping(), shown.formats()) if is_sound else (file.mapping, file.formats)
    shown.fields["rate"].required = formats.currency != EURO and has_amounts(mapping)
    context = {
        "file": file,
        "layout": layout or LayoutForm(file=file),
        "form": shown,
        "columns": list(zip(shown.columns(), samples(file, mapping, formats), strict=True)),
        "is_foreign": formats.currency != EURO,
    }
    return render_part(request, "imports/columns.html", "columns", context, status=status)


@screen(P, serves=SERVES, methods=("GET", "POST"))
def check(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    if not file.is_open():
        return to(request, "outcome", pk)
    form = PolicyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.launch(member=request.member, file=file, policy=form.cleaned_data["policy"])
        except services.ImportNotReady as error:
            toast(request, words.not_ready(error.reason), tone="warn")
            if error.reason in {"origin", "names_people"}:
                return to(request, "origin", pk)
        return to(request, "import", pk)
    if file.state == Import.State.DRAFT and file.job is None:
        return to(request, "columns", pk)
    if request.htmx and file.state == Import.State.CHECKED:
        return to(request, "check", pk)
    context = {"file": file, "form": form, **_work(file)}
    if file.state == Import.State.CHECKED:
        context |= {"problems": shown_problems(file), "duplicates": shown_duplicates(file)}
    return render_part(request, "imports/check.html", "progress", context, status=422 if form.is_bound else 200)


def _work(file: Import) -> Context:
    return {"work": watched(file.job)} if file.job else {}


@screen(P, serves=SERVES)
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    if file.is_open():
        return to(request, "import", pk)
    if request.htmx and file.is_settled():
        return to(request, "outcome", pk)
    return outcome_page(request, file)


def outcome_page(
    request: HttpRequest, file: Import, *, told: ToldForm | None = None, status: int = 200
) -> HttpResponse:
    done = file.state == Import.State.DONE
    event = Event.objects.about("imports.import", file.pk).filter(code="imports.imported").first() if done else None
    context = {"file": file, "may_revert": event and may_undo(request.member, event), **_work(file)}
    context |= {
        "kept": kept_parties(file),
        "proof_file": ProofFile.objects.filter(file=file).defer("data").first(),
        "notice": origin_words.notice(file),
        "is_late": bool(file.inform_by and file.inform_by < timezone.localdate()),
        "told": (told or ToldForm(initial={"on": timezone.localdate()})) if file.inform_by else None,
    }
    return render_part(request, "imports/outcome.html", "progress", context, status=status)


@screen(P, serves=SERVES)
def refused(request: HttpRequest, pk: int) -> HttpResponseBase:
    file = file_of(request, pk)
    name = file.file_name.rpartition(".")[0] or file.file_name
    response = StreamingHttpResponse(_scoped(request, file), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _attachment(_("%(name)s - refused rows.csv") % {"name": name})
    return response


def _scoped(request: HttpRequest, file: Import) -> Iterator[bytes]:
    """The body is made after the view has returned, when its scope is closed."""
    with scope(workspace=request.workspace):
        yield "\ufeff".encode()
        for line in reports.refused_lines(file):
            yield line.encode()


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


@screen(P, serves=SERVES, methods=("POST",))
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    try:
        if file.job:
            jobs.restart(member=request.member, job=file.job)
    except jobs.JobNotRestartable:
        toast(request, words.not_ready("running"), tone="warn")
    return to(request, "import", pk)


@screen(P, serves=SERVES, methods=("POST",))
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop where it is: what is written stays, can be taken back, and the event says that it is not all."""
    file = file_of(request, pk)
    if file.job:
        jobs.cancel(member=request.member, job=file.job)
        file.job.refresh_from_db()
        if file.job.is_over():
            settling.settle(file=file, member=request.member, is_partial=True)
    return to(request, "import", pk)


@screen(Permission.UNDO, serves=SERVES, methods=("POST",))
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Event.objects.about("imports.import", pk), code="imports.imported")
    try:
        undo(member=request.member, event_id=event.pk)
    except UndoNotAllowed as refusal:
        raise MissingPermission(refusal.permission) from refusal
    except NotUndoable:
        toast(request, _("This import has been taken back already, or is under way."), tone="warn")
    return to(request, "outcome", pk)


@screen(P, serves=SERVES, methods=("POST",))
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    file = file_of(request, pk)
    try:
        services.discard(member=request.member, file=file)
    except services.ImportNotReady as error:
        toast(request, words.not_ready(error.reason), tone="warn")
    return see_other(request, reverse("imports:imports", kwargs={"workspace": request.workspace.slug}))
