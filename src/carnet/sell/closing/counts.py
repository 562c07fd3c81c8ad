"""The quotes that want an answer."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from carnet.foundation.ui.counts import MOST, waiting
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.prepared import Prepared

from .models import Quote, Status

UNANSWERED_DAYS = 6
"""After so long a quote is followed up. A convention of ours."""


def _words(number: int) -> str:
    return ngettext("%(count)d quote to follow up", "%(count)d quotes to follow up", number) % {"count": number}


_unanswered = Prepared(
    lambda workspace, member, since: Quote.objects.filter(
        workspace=workspace, status=Status.SENT, owner=member, issued_on__lt=since
    ).values_list("pk")[:MOST],
    workspace=int,
    member=int,
    since=date,
)


@waiting("quotes", needs=Permission.QUOTE_READ, words=_words)
def unanswered(member: Membership) -> int:
    """One's own, sent more than `UNANSWERED_DAYS` ago. One query."""
    since = timezone.localdate() - timedelta(days=UNANSWERED_DAYS)
    return len(_unanswered.rows(workspace=member.workspace_id, member=member.pk, since=since))
