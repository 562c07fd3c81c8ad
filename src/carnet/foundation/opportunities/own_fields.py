"""The workspace's own fields on a deal."""

from collections.abc import Mapping
from typing import Any

from carnet.foundation.fields.queries import field_set
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.fields.rules.values import Stored
from carnet.foundation.fields.storing import merged, reindex
from carnet.foundation.parties.custom import check_emptied, check_required, seen_by, stored
from carnet.foundation.workspaces.models import Membership

from .models import Opportunity, OpportunityValue


def changed(
    given: Mapping[str, Any], current: Mapping[str, Stored], *, stage: str, former: str, member: Membership
) -> dict[str, Stored]:
    """The own fields that change, in their stored form. No query without one. Raises PartyInvalid, RequiredMissing."""
    fields = field_set(Holder.OPPORTUNITY)
    if not fields and not given:
        return {}
    found, seen = stored(fields, given, current, member), seen_by(member, fields)
    if stage != former:
        check_required(seen, stage, merged(current, found))
    else:
        check_emptied(seen, stage, found)
    return found


def index(opportunity: Opportunity, values: Mapping[str, Stored]) -> None:
    if values:
        fields = field_set(Holder.OPPORTUNITY)
        reindex(OpportunityValue, opportunity.pk, opportunity.workspace_id, fields, values)


def told(values: Mapping[str, Stored]) -> dict[str, Any]:
    """As an event keeps them."""
    return {"custom": dict(values)} if values else {}
