"""The pairs of records to decide about."""

from django.utils.translation import ngettext

from carnet.foundation.ui.counts import MOST, waiting
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.prepared import Prepared

from .models import Pair


def _words(number: int) -> str:
    return ngettext("%(count)d possible duplicate", "%(count)d possible duplicates", number) % {"count": number}


_proposed = Prepared(
    lambda workspace: Pair.objects.proposed().filter(workspace=workspace).values_list("pk")[:MOST], workspace=int
)


@waiting("duplicates", needs=Permission.COMPANY_MERGE, words=_words)
def to_decide(member: Membership) -> int:
    """One query."""
    return len(_proposed.rows(workspace=member.workspace_id))
