"""Take the whole workspace away, or have it deleted."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.accounts.models import User
from carnet.foundation.administration.services import whole as acts
from carnet.foundation.administration.services.spaces import free_slug
from carnet.foundation.administration.transfer import deleting
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission, Role

from . import words
from .forms import CopyForm, DeleteForm


@screen(Permission.WORKSPACE_EXPORT)
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "administration/data.html")


@screen(Permission.WORKSPACE_EXPORT, methods=("POST",))
def export(request: HttpRequest) -> FileResponse:
    """A file on disk while it is made and sent, which goes with the answer."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    acts.export(request.workspace, file, member=request.member)
    file.seek(0)
    name = f"carnet-{request.workspace.slug}-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@screen(Permission.WORKSPACE_EXPORT, methods=("GET", "POST"))
def copy(request: HttpRequest) -> HttpResponse:
    """A workspace with the same content, for the one who asks or another member."""
    workspace, rows = request.workspace, deleting.count(request.workspace)
    form = CopyForm(request.POST or None, initial={"name": _("Copy of %(name)s") % {"name": workspace.name}})
    members = Membership.objects.filter(workspace=workspace, is_active=True).select_related("user")
    others = members.exclude(pk=request.member.pk).order_by("user__name", "pk")
    form.fields["owner"].queryset = members
    form.fields["owner"].choices = [(request.member.pk, _("Me")), *((one.pk, str(one.user)) for one in others)]
    if request.method == "POST" and form.is_valid():
        if rows > acts.MOST_ROWS:
            form.add_error(None, words.too_many_to_copy(rows))
        else:
            return _copied(request, name=form.cleaned_data["name"].strip(), owner=form.cleaned_data["owner"].user)
    context = {"form": form, "rows": rows}
    return render(request, "administration/copy.html", context, status=422 if form.errors else 200)


def _copied(request: HttpRequest, *, name: str, owner: User) -> HttpResponse:
    made = acts.copy(request.workspace, slug=free_slug(name), name=name, owner=owner, role=Role.MANAGER)
    if owner.pk == request.user.pk:
        told = _("Here is your copy: what you change in it changes nothing in “%(name)s”.")
        toast(request, told % {"name": request.workspace.name})
        return see_other(request, f"/e/{made.slug}/")
    told = _("“%(name)s” is made: %(owner)s finds it among their workspaces.")
    toast(request, told % {"name": made.name, "owner": owner})
    return see_other(request, reverse("workspaces:data", kwargs={"workspace": request.workspace.slug}))


@screen(Permission.WORKSPACE_DELETE, methods=("GET", "POST"))
def delete(request: HttpRequest) -> HttpResponse:
    """GET counts what would go; POST wants the address typed."""
    form = DeleteForm(request.POST or None)
    workspace = request.workspace
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["slug"].strip() == workspace.slug:
            acts.delete(workspace, by=request.user.email)
            toast(request, _("“%(name)s” is deleted.") % {"name": workspace.name})
            return see_other(request, "/")
        form.add_error("slug", _("This is not the address of the workspace: %(slug)s.") % {"slug": workspace.slug})
    context = {"form": form, "rows": deleting.count(workspace)}
    return render(request, "administration/delete.html", context, status=422 if form.errors else 200)
