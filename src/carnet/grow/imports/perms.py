"""Whoever may import sees the workspace's imports: a file that went wrong is everybody's concern."""

from django.db.models import Q

from carnet.foundation.workspaces.models import Membership


def visible_to(member: Membership) -> Q:
    return Q(workspace_id=member.workspace_id)
