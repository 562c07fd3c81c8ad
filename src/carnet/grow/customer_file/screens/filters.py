"""The builder of conditions, of companies and of people."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from carnet.foundation.filters.builder import build
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.queries import owners_of
from carnet.grow.customer_file.subjects import company_subjects, person_subjects

from .companies import SERVES, address


@screen(Permission.COMPANY_READ, serves=SERVES)
def company_filter(request: HttpRequest) -> HttpResponse:
    subjects = company_subjects(request.member, owners_of(request.workspace))
    here = address(request, "company_filter")
    return build(request, subjects, list_url=address(request, "companies"), builder_url=here, list_name=_("Companies"))


@screen(Permission.COMPANY_READ, serves=SERVES)
def people_filter(request: HttpRequest) -> HttpResponse:
    subjects = person_subjects(request.member, owners_of(request.workspace))
    here = address(request, "people_filter")
    return build(request, subjects, list_url=address(request, "people"), builder_url=here, list_name=_("People"))
