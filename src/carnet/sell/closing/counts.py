"""The quotes that want an answer."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from carnet.foundation.ui.counts import MOST, waiting
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Quote, Status

UNANSWERED_DAYS = 6
"""After so long a quote is followed up. A convention of ours."""


def _words(number: int) -> str:
    return ngettext("%(count)d quote to follow up", "%(count)d quotes to follow up", number) % {"count": number}


@waiting("quotes", needs=Permission.QUOTE_READ, words=_words)
def unanswered(member: Membership) -> int:
    """One's own, sent more than `UNANSWERED_DAYS` ago. One query."""
    since = timezone.localdate() - timedelta(days=UNANSWERED_DAYS)
    return Quote.objects.filter(status=Status.SENT, owner=member, issued_on__lt=since)[:MOST].count()
