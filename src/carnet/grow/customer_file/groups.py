"""By what companies and people are counted."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.filters.grouping import Counted, own_groupings
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import BuyerKind, Stage
from carnet.foundation.workspaces.models import Membership


def company_groups(member: Membership, owners: Mapping[int, str]) -> tuple[Counted, ...]:
    """Each with what the companies' open deals add up to."""
    return (
        Counted("etape", _("Stage"), "stage", dict(Stage.choices), open_deals),
        Counted("suivi", _("Followed by"), "owner", dict(owners), open_deals),
        Counted("ville", _("City"), "city", None, open_deals, operator="est"),
        Counted("acheteur", _("Kind of buyer"), "buyer_kind", dict(BuyerKind.choices), open_deals),
        *own_groupings(visible_fields(Holder.COMPANY, member)),
    )


def person_groups(member: Membership, owners: Mapping[int, str]) -> tuple[Counted, ...]:
    return (
        Counted("etape", _("Stage"), "stage", dict(Stage.choices)),
        Counted("suivi", _("Followed by"), "owner", dict(owners)),
        *own_groupings(visible_fields(Holder.PERSON, member)),
    )


def open_deals(rows: QuerySet[Any], path: str) -> dict[Any, int]:
    """Cents by the companies' value of `path`. One query."""
    deals = Opportunity.objects.open().filter(company__in=rows.values("pk"))
    found: dict[Any, int] = {}
    for value, cents in deals.order_by().values_list(f"company__{path}").annotate(cents=Sum("amount_cents")):
        found[value or None] = found.get(value or None, 0) + (cents or 0)
    return found
