"""Who may take an act back: whoever did it; another's, only who answers for the whole."""

from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import Event
from .undo import way_of


def missing_to_undo(member: Membership, event: Event) -> Permission | None:
    """The first right that `member` lacks to take `event` back, None when they may. No query.

    An act of nobody (`event.member` gone, or the program itself) is another's.
    """
    way = way_of(event.code)
    asked = [Permission.UNDO]
    if way and way.needs:
        asked.append(way.needs)
    if event.member_id != member.pk:
        asked.append(way.of_another if way else Permission.WORKSPACE_MANAGE)
    return next((permission for permission in asked if not member.may(permission)), None)


def may_undo(member: Membership, event: Event) -> bool:
    return missing_to_undo(member, event) is None
