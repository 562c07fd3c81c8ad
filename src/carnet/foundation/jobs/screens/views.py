from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.jobs import services
from carnet.foundation.jobs.queries import recent_jobs, visible_jobs, watched
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission


@screen(Permission.WORKSPACE_READ)
def job_list(request: HttpRequest) -> HttpResponse:
    return render(request, "jobs/list.html", {"works": recent_jobs(request.member)})


@screen(Permission.WORKSPACE_READ)
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that changes asks for itself each second, until the work has ended."""
    job = get_object_or_404(visible_jobs(request.member), pk=pk)
    return render_part(request, "jobs/job.html", "progress", {"work": watched(job)})


@screen(Permission.WORKSPACE_READ, methods=("POST",))
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(visible_jobs(request.member), pk=pk)
    services.cancel(member=request.member, job=job)
    return see_other(request, _page(request, pk))


@screen(Permission.WORKSPACE_READ, methods=("POST",))
def job_restart(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(visible_jobs(request.member), pk=pk)
    try:
        services.restart(member=request.member, job=job)
    except services.JobNotRestartable:
        toast(request, _("This work is under way or has ended: there is nothing to take up."), tone="warn")
    return see_other(request, _page(request, pk))


def _page(request: HttpRequest, pk: int) -> str:
    return reverse("jobs:job", kwargs={"workspace": request.workspace.slug, "pk": pk})
