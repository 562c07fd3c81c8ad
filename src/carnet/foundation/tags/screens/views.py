"""The workspace's tags: named, coloured, merged and deleted by who designs the file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.queries import every_tag, tags_used, used
from carnet.foundation.tags.rules import LONGEST
from carnet.foundation.tags.services import TagRefused, change_tag, delete_tag, merge_tags
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

SERVES = ("C13.1",)


class TagForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST)
    tone = forms.ChoiceField(
        label=gettext_lazy("Colour"), choices=Tag.Tone.choices, required=False, widget=forms.RadioSelect
    )


class MergeForm(forms.Form):
    into = forms.ChoiceField(label=gettext_lazy("Which tag takes its place"))

    def __init__(self, *args: Any, others: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(str(pk), name) for pk, name in others]


@screen(Permission.COMPANY_READ, serves=SERVES)
def tags(request: HttpRequest) -> HttpResponse:
    context = {"used": tags_used(), "may_edit": request.member.may(Permission.ARCHITECTURE_EDIT)}
    return render(request, "tags/tags.html", context)


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("GET", "POST"))
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and colour; from here one merges or deletes it."""
    found = get_object_or_404(Tag, pk=pk)
    form = TagForm(request.POST or None, initial={"name": found.name, "tone": found.tone})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            event = change_tag(member=request.member, tag=found, name=given["name"], tone=given["tone"])
        except TagRefused as refusal:
            form.add_error("name", _sentence(refusal))
        else:
            toast(request, _("Tag “%(name)s” saved.") % {"name": found.name}, undo=event)
            return _back(request)
    return _page(request, get_object_or_404(Tag, pk=pk), form)


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("POST",))
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tag, pk=pk)
    into = request.POST.get("into", "")
    other = Tag.objects.filter(pk=int(into)).first() if into.isascii() and into.isdigit() and len(into) < 19 else None
    if other is None or other == found:
        toast(request, _("Choose another tag, which takes its place."), tone="warn")
        return see_other(request, reverse("tags:tag", args=[request.workspace.slug, pk]))
    event = merge_tags(member=request.member, tag=found, into=other)
    said = {"old": found.name, "name": other.name}
    toast(request, _("Tag “%(old)s” merged into “%(name)s”") % said, undo=event)
    return _back(request)


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tag, pk=pk)
    event = delete_tag(member=request.member, tag=found)
    toast(request, _("Tag “%(name)s” deleted") % {"name": found.name}, undo=event)
    return _back(request)


def _page(request: HttpRequest, found: Tag, form: TagForm) -> HttpResponse:
    others = [one for one in every_tag() if one[0] != found.pk]
    context = {"tag": found, "used": used(found), "form": form, "merge": MergeForm(others=others) if others else None}
    return render(request, "tags/tag.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest) -> HttpResponse:
    return see_other(request, reverse("tags:tags", args=[request.workspace.slug]))


def _sentence(refusal: TagRefused) -> str:
    return {
        "empty": _("Give the tag a name."),
        "taken": _("Another tag has this name: merge them instead."),
    }[refusal.reason]
