"""One sees one's own work; who manages the workspace sees all of it."""

from django.db.models import Q

from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission


def visible_to(member: Membership) -> Q:
    return Q() if member.may(Permission.WORKSPACE_MANAGE) else Q(member=member)
