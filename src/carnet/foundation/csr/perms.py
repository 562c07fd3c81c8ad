"""Who reads and who sets the company's commitments."""

from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission


def may_read(member: Membership) -> bool:
    return member.may(Permission.CSR_READ)


def may_edit(member: Membership) -> bool:
    return member.may(Permission.CSR_EDIT)
