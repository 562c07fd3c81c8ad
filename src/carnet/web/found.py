"""How each kind of thing found by the search is shown, and where it opens."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carnet.foundation.search.models import SearchEntry


@dataclass(frozen=True, slots=True)
class Kind:
    label: str | Promise
    icon: str
    url_name: str


KINDS = {
    "parties.company": Kind(_("Company"), "company", "customer_file:company"),
    "parties.person": Kind(_("Person"), "person", "customer_file:person"),
    "opportunities.opportunity": Kind(_("Opportunity"), "sell", "pipeline:opportunity"),
    "closing.quote": Kind(_("Quote"), "document", "closing:quote"),
    "catalogue.product": Kind(_("Product"), "list", "catalogue:product"),
}


@dataclass(frozen=True, slots=True)
class Found:
    title: str
    hint: str
    icon: str
    url: str


def shown(entries: Iterable[SearchEntry], workspace: str) -> list[Found]:
    """The entries that can be opened, best first; a kind that no room shows is left out."""
    found = (_found(entry, workspace) for entry in entries if entry.kind in KINDS)
    return [one for one in found if one]


def _found(entry: SearchEntry, workspace: str) -> Found | None:
    kind = KINDS[entry.kind]
    try:
        url = reverse(kind.url_name, kwargs={"workspace": workspace, "pk": entry.object_id})
    except NoReverseMatch:
        return None
    hint = " · ".join(str(part) for part in (kind.label, entry.subtitle) if part)
    return Found(entry.title, hint, kind.icon, url)
