"""Who merges what: a rep the records that are theirs or nobody's, a manager all of them.

A merge changes what a colleague works with every day: the colleague, or who leads them both, decides.
"""

from collections.abc import Iterable

from django.db.models import Q

from carnet.foundation.parties.models import Party
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission


def may_merge(member: Membership, parties: Iterable[Party]) -> bool:
    if member.may(Permission.COMPANY_MERGE_ANY):
        return True
    return member.may(Permission.COMPANY_MERGE) and all(party.owner_id in {None, member.pk} for party in parties)


def visible_to(member: Membership) -> Q:
    """Of parties: those that `member` may merge."""
    if member.may(Permission.COMPANY_MERGE_ANY):
        return Q()
    if not member.may(Permission.COMPANY_MERGE):
        return Q(pk__in=[])
    return Q(owner=None) | Q(owner=member)
