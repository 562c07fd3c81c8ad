"""The record of processing (GDPR, art. 30), and the two documents of the file."""

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.documents.models import Document
from carnet.foundation.ui.exports import BOM
from carnet.foundation.ui.responses import see_other, toast
from carnet.foundation.ui.rules import spreadsheet_cell
from carnet.foundation.ui.screens import MissingPermission, screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.architecture import printing, services

from .forms import RegisterForm
from .views import SERVES, address

OF_ONE = ("basis", "persons", "data", "recipients", "retention")
"""What differs from one activity to the next; the rest is said once."""


@screen(Permission.COMPANY_READ, serves=SERVES, methods=("GET", "POST"))
def register(request: HttpRequest) -> HttpResponse:
    row = services.register_of(request.member)
    may_edit = request.member.may(Permission.ARCHITECTURE_EDIT)
    form = RegisterForm(request.POST or None, instance=row)
    if request.method == "POST":
        if not may_edit:
            raise MissingPermission(Permission.ARCHITECTURE_EDIT)
        if form.is_valid():
            event = services.edit_register(member=request.member, values=form.cleaned_data)
            if event:
                toast(request, _("The register is saved."), undo=event)
            return see_other(request, address(request, "register"))
    data = printing.register_data(request.member, services.register_of(request.member))
    frozen = Document.objects.filter(kind="architecture.register").order_by("-version").first()
    context = {
        "form": form,
        "facts": data["facts"],
        "activities": [
            (one["purpose"], [(label, one[key]) for key, label in printing.register_columns() if key in OF_ONE])
            for one in data["activities"]
        ],
        "may_edit": may_edit,
        "frozen": frozen,
    }
    return render(request, "architecture/register.html", context, status=422 if form.is_bound else 200)


@screen(Permission.COMPANY_READ, serves=SERVES)
def register_csv(request: HttpRequest) -> HttpResponse:
    columns = printing.register_columns()
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([label for _key, label in columns])
    for row in printing.register_rows(services.register_of(request.member)):
        writer.writerow([spreadsheet_cell(row[key]) for key, _label in columns])
    response = HttpResponse(BOM + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="registre-des-traitements.csv"'
    response["Cache-Control"] = "no-store"
    return response


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("POST",))
def document(request: HttpRequest) -> HttpResponse:
    return _frozen(request, services.freeze_architecture(member=request.member))


@screen(Permission.ARCHITECTURE_EDIT, serves=SERVES, methods=("POST",))
def register_document(request: HttpRequest) -> HttpResponse:
    return _frozen(request, services.freeze_register(member=request.member))


def _frozen(request: HttpRequest, made: Document) -> HttpResponse:
    toast(request, _("“%(title)s” is frozen, version %(version)s.") % {"title": made.title, "version": made.version})
    return see_other(request, reverse("documents:document", args=[request.workspace.slug, made.pk]))
