"""What the law gives a term to, for whoever answers it."""

from django.utils.translation import ngettext

from carnet.foundation.ui.counts import waiting
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .queries import due


def _words(number: int) -> str:
    return ngettext("%(count)d privacy deadline", "%(count)d privacy deadlines", number) % {"count": number}


@waiting("privacy", needs=Permission.PRIVACY_MANAGE, words=_words)
def with_a_term(member: Membership) -> int:
    """Urgent rights requests, breaches to tell, records and values past their time. Four queries."""
    return due().total
