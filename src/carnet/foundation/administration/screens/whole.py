"""Take the whole workspace away, or have it deleted."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.administration.services import whole as acts
from carnet.foundation.administration.transfer import deleting
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission

from .forms import DeleteForm


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
