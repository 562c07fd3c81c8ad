"""The deals that should have been decided by now."""

from datetime import date

from django.utils import timezone
from django.utils.translation import ngettext

from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.ui.counts import MOST, waiting
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.prepared import Prepared


def _words(number: int) -> str:
    return ngettext("%(count)d deal past its date", "%(count)d deals past their date", number) % {"count": number}


_past = Prepared(
    lambda workspace, member, today: (
        Opportunity.objects.open()
        .filter(workspace=workspace, owner=member, expected_on__lt=today)
        .values_list("pk")[:MOST]
    ),
    workspace=int,
    member=int,
    today=date,
)


@waiting("opportunities", needs=Permission.OPPORTUNITY_READ, words=_words)
def past_their_date(member: Membership) -> int:
    """One's own. One query."""
    return len(_past.rows(workspace=member.workspace_id, member=member.pk, today=timezone.localdate()))
