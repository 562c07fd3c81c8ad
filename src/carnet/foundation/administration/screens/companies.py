"""The settings: the seller's identity, the logo, the workspace itself, who may do what."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.administration import identity
from carnet.foundation.administration.logo import LogoRefused
from carnet.foundation.administration.services import company as acts
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.models import CompanySettings
from carnet.foundation.workspaces.permissions import OWNER_PERMISSIONS, ROLE_PERMISSIONS, Permission, Role
from carnet.foundation.workspaces.queries import company_settings

from . import words
from .forms import SECTIONS, CompanyForm, LogoForm, WorkspaceForm
from .matrix import LABELS


@screen(Permission.WORKSPACE_MANAGE, methods=("GET", "POST"))
def company(request: HttpRequest) -> HttpResponse:
    row = company_settings(request.workspace)
    if request.method == "GET":
        return _company_page(request, row, CompanyForm(instance=row))
    form = CompanyForm(request.POST, instance=row)
    if form.is_valid():
        try:
            event = acts.save_company(member=request.member, values=form.cleaned_data)
        except identity.IdentityInvalid as refusal:
            form.add_error(refusal.field, words.why_not_identity(refusal.reason, refusal.value))
        else:
            return _saved(request, event, "workspaces:settings")
    return _company_page(request, company_settings(request.workspace), form, status=422)


@screen(Permission.WORKSPACE_MANAGE, methods=("POST",))
def logo(request: HttpRequest) -> HttpResponse:
    """A file, or `remove`."""
    here = reverse("workspaces:settings", kwargs={"workspace": request.workspace.slug}) + "#logo"
    sent = request.FILES.get("logo")
    if "remove" in request.POST:
        acts.set_logo(member=request.member, content=None)
        toast(request, _("Logo removed."))
        return see_other(request, here)
    if sent is None:
        return _refuse_logo(request, _("Choose a file first."))
    try:
        acts.set_logo(member=request.member, content=sent.read(512 * 1024 + 1))
    except LogoRefused as refusal:
        return _refuse_logo(request, words.why_not_logo(refusal.reason, refusal.detail))
    toast(request, _("Logo saved."))
    return see_other(request, here)


@screen(Permission.WORKSPACE_READ)
def logo_file(request: HttpRequest) -> HttpResponse:
    row = company_settings(request.workspace)
    if not row.logo:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache"}
    return HttpResponse(bytes(row.logo), content_type=row.logo_type, headers=headers)


@screen(Permission.WORKSPACE_MANAGE, methods=("GET", "POST"))
def workspace(request: HttpRequest) -> HttpResponse:
    form = WorkspaceForm(request.POST or None, instance=request.workspace)
    if request.method == "POST" and form.is_valid():
        event = acts.save_workspace(member=request.member, values=form.cleaned_data)
        return _saved(request, event, "workspaces:workspace")
    status = 422 if request.method == "POST" else 200
    return render(request, "administration/workspace.html", {"form": form}, status=status)


@screen(Permission.WORKSPACE_READ)
def roles(request: HttpRequest) -> HttpResponse:
    """Roles across, permissions down: read from the very table that the server obeys."""
    granted = [ROLE_PERMISSIONS[role] for role in Role.values]
    rows = [
        (LABELS.get(permission, permission), [permission in role for role in granted], permission in OWNER_PERMISSIONS)
        for permission in Permission
    ]
    return render(request, "administration/roles.html", {"roles": Role.choices, "rows": rows})


def _saved(request: HttpRequest, event: Any, name: str) -> HttpResponse:
    if event is None:
        toast(request, _("Nothing has changed."))
    else:
        toast(request, _("Saved."), undo=event)
    return see_other(request, reverse(name, kwargs={"workspace": request.workspace.slug}))


def _refuse_logo(request: HttpRequest, why: str) -> HttpResponse:
    row = company_settings(request.workspace)
    form = LogoForm()
    form.errors["logo"] = form.error_class([why])
    return _company_page(request, row, CompanyForm(instance=row), logo_form=form, status=422)


def _company_page(
    request: HttpRequest,
    row: CompanySettings,
    form: CompanyForm,
    *,
    logo_form: LogoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    values = {field: getattr(row, field) for field in acts.IDENTITY_FIELDS}
    # What a quote must say is not called optional, though it may be filled in later.
    form.use_required_attribute = False
    for name in identity.needed(values):
        form.fields[name].required = True
    labels = {name: field.label for name, field in form.fields.items()}
    missing = [(gap, labels[gap.field], form[gap.field].id_for_label) for gap in identity.gaps(values)]
    context = {
        "form": form,
        "sections": [(code, title, [form[name] for name in names]) for code, title, names in SECTIONS],
        "needed": [gap for gap in missing if gap[0].is_needed],
        "advised": [gap for gap in missing if not gap[0].is_needed],
        "has_logo": bool(row.logo),
        "logo_form": logo_form or LogoForm(),
    }
    return render(request, "administration/company.html", context, status=status)
