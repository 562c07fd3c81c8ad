"""The scripts: the list, one of them in its latest version, the start that Carnet offers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.calling import queries, scripting, words
from carnet.prospect.calling.models import Script
from carnet.prospect.calling.rules import BadScript
from carnet.prospect.calling.scripting import ScriptRefused

from .card import SERVES, address
from .forms import block_forms

EDIT = Permission.TARGETING_EDIT


@screen(Permission.AGENDA_READ, serves=SERVES)
def scripts(request: HttpRequest) -> HttpResponse:
    rows = queries.scripts()
    names = {row.name for row in rows}
    context = {
        "scripts": [(row, _steps(row)) for row in rows],
        "offered": sum(one["name"] not in names for one in scripting.shipped()),
        "may_edit": request.member.may(EDIT),
    }
    return render(request, "calling/scripts.html", context)


def _steps(row: Script) -> list[str]:
    blocks = row.latest.read if row.latest else ()  # type: ignore[attr-defined] # set by the query
    return [str(words.STEPS[one.step]) for one in blocks if one.step != "branch"]


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@screen(EDIT, serves=SERVES, methods=("GET", "POST"))
def script(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(Script.objects.present(), pk=pk))


def _form(request: HttpRequest, row: Script | None) -> HttpResponse:
    latest = row.versions.order_by("-version").first() if row else None
    forms = block_forms(latest.read if latest else (), request.POST or None)
    name, problem = request.POST.get("name", row.name if row else ""), ""
    # Each is asked, so that each says its own errors.
    are_valid = [form.is_valid() for form in forms]
    if request.method == "POST" and all(are_valid):
        blocks = [block for form in forms if (block := form.block())]
        try:
            made = scripting.save_script(member=request.member, name=name, blocks=blocks, script=row)
        except BadScript as error:
            problem = words.bad_script(error)
        except ScriptRefused as error:
            problem = words.refused(error.reason)
        else:
            toast(request, _("Version %(version)s is saved.") % {"version": made.version}, undo=made.script.event)
            return see_other(request, address(request, "scripts"))
    context = {"forms": forms, "script": row, "name": name, "problem": problem, "version": latest}
    return render_part(request, "calling/script.html", "form", context, status=422 if request.POST else 200)


@screen(EDIT, serves=SERVES, methods=("POST",))
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Script.objects.present(), pk=pk)
    event = scripting.put_away(member=request.member, script=row)
    toast(request, _("The script is put away."), undo=event)
    return see_other(request, address(request, "scripts"))


@screen(EDIT, serves=SERVES, methods=("POST",))
def adopt(request: HttpRequest) -> HttpResponse:
    count = len(scripting.adopt_shipped(member=request.member))
    if count:
        said = ngettext("%(count)d script of Carnet taken.", "%(count)d scripts of Carnet taken.", count)
        toast(request, said % {"count": count})
    else:
        toast(request, _("You have them all already."), tone="warn")
    return see_other(request, address(request, "scripts"))
