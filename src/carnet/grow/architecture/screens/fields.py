"""One field: made, changed, moved, archived, erased. What it would do is shown before it is done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from carnet.foundation.fields.models import Field
from carnet.foundation.fields.queries import current_set, preview, told
from carnet.foundation.fields.rules.changes import key_of, moved
from carnet.foundation.fields.rules.checking import FieldInvalid
from carnet.foundation.fields.services import SetRefused, change_set, erase_field, proposed
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .forms import FieldForm
from .views import SERVES, holder_asked, home_of
from .words import effects, refused, wrong_field

USUAL = {
    "kind": "text", "basis": "interest", "retention_months": 36, "retention_from": "contact", "source": "person",
    "sensitivity": "ordinary",
}  # fmt: skip


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    holder = holder_asked(request)
    form = FieldForm(request.POST or None, holder=holder, initial=None if request.POST else USUAL)
    return _answer(request, form, None)


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Field.objects.in_use(), pk=pk)
    return _answer(request, FieldForm(request.POST or None, holder=row.holder, told=told(row)), row)


def _answer(request: HttpRequest, form: FieldForm, row: Field | None) -> HttpResponse:
    if request.method == "GET" or "back" in request.POST or not form.is_valid():
        status = 422 if form.is_bound and "back" not in request.POST else 200
        return _page(request, form, row, status=status)
    try:
        wanted = proposed(form.values(), code=row.code if row else "")
        if "apply" in request.POST:
            return _applied(request, form, row, wanted)
        found = preview(current_set(), wanted)
    except FieldInvalid as error:
        form.add_error(error.name, wrong_field(error))
        return _page(request, form, row, status=422)
    except SetRefused as error:
        form.add_error(None, refused(error))
        return _page(request, form, row, status=422)
    if not found.counted:
        toast(request, _("Nothing has changed."), tone="warn")
        return see_other(request, home_of(request, form.holder))
    return _preview(request, row, found, back=True, posted=_posted(request), label=form.cleaned_data["label"])


def _applied(request: HttpRequest, form: FieldForm, row: Field | None, wanted: list[dict[str, Any]]) -> HttpResponse:
    event = change_set(member=request.member, wanted=wanted)
    label = form.cleaned_data["label"]
    said = _("“%(label)s” is changed.") if row else _("“%(label)s” is in the file.")
    toast(request, said % {"label": label}, undo=event)
    return see_other(request, home_of(request, form.holder))


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    left_out = {"csrfmiddlewaretoken", "apply", "back"}
    return [(name, one) for name, held in request.POST.lists() if name not in left_out for one in held]


def _page(request: HttpRequest, form: FieldForm, row: Field | None, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "holder": Field.Holder(form.holder).label,
        "back": home_of(request, form.holder),
    }
    return render(request, "architecture/field.html", context, status=status)


def _preview(
    request: HttpRequest, row: Field | None, found: Any, *, posted: Any = (), back: bool = False, label: str = ""
) -> HttpResponse:
    holder = row.holder if row else holder_asked(request)
    context = {
        "row": row,
        "label": label or (row.label if row else ""),
        "effects": effects(found),
        "lost": found.lost,
        "posted": posted,
        "may_go_back": back,
        "home": home_of(request, holder),
    }
    return render(request, "architecture/preview.html", context)


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("POST",))
def move(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Field.objects.in_use(), pk=pk)
    by = {"haut": -1, "bas": 1}.get(request.POST.get("vers", ""), 0)
    change_set(member=request.member, wanted=moved(current_set(), row.holder, row.code, by))
    return see_other(request, f"{home_of(request, row.holder)}#champ-{row.pk}")


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("GET", "POST"))
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Field.objects.in_use(), pk=pk)
    wanted = _with(row, is_archived=True)
    if request.method == "GET":
        return _preview(request, row, preview(current_set(), wanted))
    event = change_set(member=request.member, wanted=wanted)
    toast(request, _("“%(label)s” is archived; its values are kept.") % {"label": row.label}, undo=event)
    return see_other(request, home_of(request, row.holder))


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("POST",))
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Field.objects.exclude(archived_at=None), pk=pk)
    event = change_set(member=request.member, wanted=_with(row, is_archived=False))
    toast(request, _("“%(label)s” is shown again.") % {"label": row.label}, undo=event)
    return see_other(request, home_of(request, row.holder))


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("GET", "POST"))
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Field.objects.exclude(archived_at=None), pk=pk)
    if request.method == "GET":
        found = preview(current_set(), [one for one in current_set() if key_of(one) != (row.holder, row.code)])
        return _preview(request, row, found)
    holder, label = row.holder, row.label
    erase_field(member=request.member, field=row)
    toast(request, _("“%(label)s” and its values are erased for good.") % {"label": label})
    return see_other(request, home_of(request, holder))


def _with(row: Field, **values: Any) -> list[dict[str, Any]]:
    return [{**one, **values} if key_of(one) == (row.holder, row.code) else one for one in current_set()]
