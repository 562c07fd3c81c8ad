"""The library of answers to objections: the list, one of them, the start that Carnet offers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from carnet.foundation.catalogue import objections
from carnet.foundation.catalogue.models import ObjectionReply
from carnet.foundation.catalogue.objections import ReplyRefused
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .forms import ReplyForm
from .views import address

SERVES = ("C7.1", "C10")


@screen(Permission.PRODUCT_READ, serves=SERVES)
def replies(request: HttpRequest) -> HttpResponse:
    rows = list(objections.replies(with_unused=True)[:200])
    known = {row.kind for row in rows}
    context = {
        "replies": rows,
        "offered": sum(one["code"] not in known for one in objections.shipped()),
        "may_edit": request.member.may(Permission.TARGETING_EDIT),
    }
    return render(request, "catalogue/replies.html", context)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def reply_new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("GET", "POST"))
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(ObjectionReply, pk=pk))


def _form(request: HttpRequest, row: ObjectionReply | None) -> HttpResponse:
    form = ReplyForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        held = ObjectionReply.objects.get(pk=row.pk) if row else None
        try:
            made = objections.save_reply(member=request.member, values=form.cleaned_data, reply=held)
        except ReplyRefused as problem:
            form.add_error("dig" if problem.reason == "no_answer" else "words", _refused(problem))
        else:
            toast(request, _("The answer is saved."), undo=made.event)
            return see_other(request, address(request, "replies"))
    context = {"form": form, "reply": row}
    return render_part(request, "catalogue/reply.html", "form", context, status=422 if form.is_bound else 200)


def _refused(problem: ReplyRefused) -> str:
    sentences = {
        "no_words": _("Write the objection as customers say it."),
        "no_answer": _("Write at least one of the four steps."),
    }
    return sentences[problem.reason]


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def reply_use(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ObjectionReply, pk=pk)
    event = objections.set_in_use(member=request.member, reply=row, is_active=not row.is_active)
    toast(request, _("Put aside.") if row.is_active else _("Back in use."), undo=event)
    return see_other(request, address(request, "replies"))


@screen(Permission.TARGETING_EDIT, serves=SERVES, methods=("POST",))
def replies_adopt(request: HttpRequest) -> HttpResponse:
    event = objections.adopt_shipped(member=request.member)
    if event is None:
        toast(request, _("You have them all already."), tone="warn")
    else:
        toast(request, _("Carnet’s answers are in your library: make them your own."), undo=event)
    return see_other(request, address(request, "replies"))
