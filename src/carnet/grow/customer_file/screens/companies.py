"""The list of companies."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.foundation.parties.models import Company
from carnet.foundation.ui import lists
from carnet.foundation.ui.list_html import choices_html
from carnet.foundation.ui.list_page import render_list
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.customer_file.company_fields import choices_of
from carnet.grow.customer_file.company_list import MAP, company_list
from carnet.grow.customer_file.own_fields import bulk_choices, own_choices, own_fields
from carnet.grow.customer_file.queries import cities_like, owners_of

from .exports import exported
from .links import SERVES, address
from .maps import company_face

__all__ = ["SERVES", "address"]


@screen(Permission.COMPANY_READ, serves=SERVES)
def companies(request: HttpRequest) -> HttpResponse:
    owners = owners_of(request.workspace)
    spec = company_list(request.member, owners)
    return render_list(
        request,
        spec,
        "customer_file/companies.html",
        prefix=address(request, "companies"),
        name=lambda row: row["name"],
        may_edit=request.member.may(Permission.COMPANY_EDIT),
        more=_around(request, owners),
        faces={MAP: company_face(request)},
    )


def _around(request: HttpRequest, owners: Mapping[int, str]) -> dict[str, Any]:
    here, own = address(request, "companies"), own_fields(Company, request.member)
    return {
        "list_url": here,
        "search_label": _("Search the companies: name, SIREN, phone, e-mail…"),
        "views_all": _("All companies"),
        "quick_views": _quick_views(request),
        "count_url": f"{here}compte/",
        "export_url": f"{here}export.csv",
        "new_url": f"{here}nouvelle/",
        "bulk_url": f"{here}lot/",
        "builder_url": f"{here}filtre/",
        **together_urls(request, "societes"),
        "suggestions_url": f"{here}villes/",
        "import_url": _import_url(request),
        "trash_url": f"{address(request, 'trash')}?quoi=societes",
        "cell_choices": choices_html(
            [
                *((field, choices_of(field, owners)) for field in ("stage", "owner", "buyer_kind")),
                *own_choices(own),
            ]
        ),
        "bulk_fields": [
            ("stage", _("Stage"), choices_of("stage", owners)),
            ("owner", _("Followed by"), choices_of("owner", owners)),
            *bulk_choices(own),
        ],
    }


def together_urls(request: HttpRequest, party: str) -> dict[str, Any]:
    """Where the ticked rows get the same tag or the same next action."""
    may, slug = request.member.may, request.workspace.slug
    bulk_export_url = reverse("bulk:export", args=[slug, party])
    acts = [
        (_("Fields…"), reverse("bulk:new", args=[slug, party, "modifier"])),
        (_("Trash…"), reverse("bulk:new", args=[slug, party, "corbeille"])),
        (_("Export…"), bulk_export_url),
    ]
    if may(Permission.COMPANY_MERGE):
        acts.append((_("Merge…"), reverse("duplicates:pick", args=[slug, party])))
    return {
        "tag_url": address(request, "tag_together", party),
        "task_url": address(request, "plan_together", party) if may(Permission.AGENDA_EDIT) else "",
        "more_acts": acts,
        "bulk_export_url": bulk_export_url,
    }


def _quick_views(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Views that everyone has, found by their own short query."""
    query = request.GET.urlencode()
    offered = [
        (pgettext("view", "Mine"), "suivi=moi"),
        (_("Customers"), "etape=customer"),
        (_("Silent for 90 days"), "silence=90"),
    ]
    return [(label, own, query == own) for label, own in offered]


def _import_url(request: HttpRequest) -> str:
    if not request.member.may(Permission.COMPANY_IMPORT):
        return ""
    try:
        return reverse("imports:imports", args=[request.workspace.slug])
    except NoReverseMatch:
        return ""


@screen(Permission.COMPANY_READ, serves=SERVES)
def company_count(request: HttpRequest) -> HttpResponse:
    """How many, exactly: counted only when asked."""
    spec = company_list(request.member, owners_of(request.workspace))
    state, _view = lists.read(spec, request)
    count = lists.exact_count(spec, state)
    return render(request, "customer_file/count.html", {"count": count, "list_url": address(request, "companies")})


@screen(Permission.COMPANY_READ, serves=SERVES)
def cities(request: HttpRequest) -> HttpResponse:
    """Suggestions of the filter by city."""
    return render(request, "customer_file/options.html", {"options": cities_like(request.GET.get("ville", "").strip())})


@screen(Permission.COMPANY_READ, serves=SERVES)
def company_export(request: HttpRequest) -> HttpResponseBase:
    return exported(request, company_list(request.member, owners_of(request.workspace)), _("Companies"))
