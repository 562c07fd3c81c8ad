"""How each kind of thing found by the search is shown, and where it opens."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carnet.foundation.search.queries import Hit


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


def shown(hits: Iterable[Hit], workspace: str) -> list[Found]:
    """The hits that can be opened, best first; a kind that no room shows is left out."""
    found = (_found(hit, workspace) for hit in hits if hit.kind in KINDS)
    return [one for one in found if one]


def _found(hit: Hit, workspace: str) -> Found | None:
    kind = KINDS[hit.kind]
    try:
        url = reverse(kind.url_name, kwargs={"workspace": workspace, "pk": hit.object_id})
    except NoReverseMatch:
        return None
    hint = " · ".join(str(part) for part in (kind.label, hit.subtitle) if part)
    return Found(hit.title, hint, kind.icon, url)
