"""The architecture of the file: its fields, its ready-made sets, its versions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.fields.models import Field
from carnet.foundation.fields.queries import current_set, preview
from carnet.foundation.fields.queries import versions as all_versions
from carnet.foundation.fields.rules.changes import Effect, change_of, merged
from carnet.foundation.fields.services import change_set
from carnet.foundation.fields.words import said
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.architecture import queries
from carnet.grow.architecture.sets import MODELS, fields_of
from carnet.grow.architecture.standard import STANDARD

from .words import effects

SERVES = ("C13.1", "C13.2")


def address(request: HttpRequest, name: str, *args: object) -> str:
    return reverse(f"architecture:{name}", args=[request.workspace.slug, *args])


def home_of(request: HttpRequest, holder: str) -> str:
    return f"{address(request, 'home')}?porte={holder}"


def holder_asked(request: HttpRequest) -> str:
    asked = request.GET.get("porte", "")
    return asked if asked in Field.Holder.values else Field.Holder.COMPANY


@screen(Permission.COMPANY_READ, serves=SERVES)
def home(request: HttpRequest) -> HttpResponse:
    holder = holder_asked(request)
    lines = queries.lines(holder)
    last = all_versions()[:1]
    context = {
        "holder": holder,
        "tabs": [(code, label, home_of(request, code)) for code, label in Field.Holder.choices],
        "lines": lines,
        "last_place": len(lines) - 1,
        "archived": queries.lines(holder, is_archived=True),
        "standard": [one for one in STANDARD if one.holder == holder],
        "version": last[0] if last else None,
        "may_edit": request.member.may(Permission.ARCHITECTURE_EDIT),
    }
    return render(request, "architecture/home.html", context)


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES)
def models(request: HttpRequest) -> HttpResponse:
    known = {(one["holder"], one["code"]) for one in current_set() if not one["is_archived"]}
    offered = [
        (model, len(model.fields), sum((told["holder"], told["code"]) not in known for told in fields_of(model)))
        for model in MODELS.values()
    ]
    return render(request, "architecture/models.html", {"offered": offered})


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("GET", "POST"))
def model(request: HttpRequest, code: str) -> HttpResponse:
    """What a ready-made set would add, each field to be kept or left; then done in one act."""
    chosen = MODELS.get(code)
    if chosen is None:
        raise Http404
    before, offered = current_set(), fields_of(chosen)
    if request.method == "POST":
        kept = set(request.POST.getlist("kept"))
        wanted = merged(before, [told for told in offered if f"{told['holder']}.{told['code']}" in kept])
        return _adopted(request, wanted)
    known = {(one["holder"], one["code"]): one for one in before}
    rows = [_offered(told, known.get((told["holder"], told["code"]))) for told in offered]
    found = preview(before, merged(before, offered))
    asked = [line for line, one in zip(effects(found), found.counted, strict=True) if _asks(one)]
    context = {"model": chosen, "rows": rows, "news": any(row["is_new"] for row in rows), "asked": asked}
    return render(request, "architecture/model.html", context)


def _asks(counted: Any) -> bool:
    return counted.change.effect == Effect.ADDED and counted.concerned > 0


def _offered(told: dict[str, Any], known: dict[str, Any] | None) -> dict[str, Any]:
    row = Field(**{name: value for name, value in told.items() if name != "is_archived"})
    return {
        "row": row,
        "key": f"{told['holder']}.{told['code']}",
        "is_new": known is None or known["is_archived"],
        "choices": ", ".join(choice["label"] for choice in told["choices"]),
    }


def _adopted(request: HttpRequest, wanted: list[dict[str, Any]]) -> HttpResponse:
    event = change_set(member=request.member, wanted=wanted)
    if event:
        toast(request, _("The fields are in your file: change their words as you like."), undo=event)
    else:
        toast(request, _("Nothing to add: tick at least one field."), tone="warn")
    return see_other(request, address(request, "home"))


@screen(Permission.COMPANY_READ, serves=SERVES)
def versions(request: HttpRequest) -> HttpResponse:
    told = [
        (version, [(said(change_of(one)), one.get("lost", 0), one.get("concerned", 0)) for one in version.changes])
        for version in all_versions()
    ]
    return render(request, "architecture/versions.html", {"versions": told})
