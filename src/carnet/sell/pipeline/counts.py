"""The deals that should have been decided by now."""

from django.utils import timezone
from django.utils.translation import ngettext

from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.ui.counts import MOST, waiting
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission


def _words(number: int) -> str:
    return ngettext("%(count)d deal past its date", "%(count)d deals past their date", number) % {"count": number}


@waiting("opportunities", needs=Permission.OPPORTUNITY_READ, words=_words)
def past_their_date(member: Membership) -> int:
    """One's own. One query."""
    rows = Opportunity.objects.open().filter(owner=member, expected_on__lt=timezone.localdate())
    return rows[:MOST].count()
