"""Who may do what in a workspace: roles, places given up and taken again, the ownership."""

from django.db import transaction

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Role


class MemberRefused(Exception):
    """`reason`: unknown_role, owner_only (only an owner touches an owner), last_owner, inactive, itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def change_role(*, member: Membership, target: Membership, role: str) -> Event | None:
    """Give `target` another role; None when it is theirs already. Raises MemberRefused."""
    current = _locked(target)
    if role not in Role.values:
        raise MemberRefused("unknown_role")
    _guard_owner(member, current)
    if current.role == role:
        return None
    before, current.role = current.role, role
    current.save(update_fields=["role"])
    return record(
        member=member,
        code="workspaces.role_changed",
        subjects=[current],
        before={"role": before},
        after={"role": role, "name": str(current), "membership_id": current.pk},
        is_undoable=True,
    )


@transaction.atomic
def deactivate(*, member: Membership, target: Membership) -> Event | None:
    """Close the workspace to `target`, whose past acts keep their name. Raises MemberRefused."""
    current = _locked(target)
    _guard_owner(member, current)
    if not current.is_active:
        return None
    if current.is_owner and not other_owners(current):
        raise MemberRefused("last_owner")
    return _set_active(member, current, is_active=False, code="workspaces.member_deactivated")


@transaction.atomic
def reactivate(*, member: Membership, target: Membership) -> Event | None:
    """Open the workspace to `target` again, with the role they had. Raises MemberRefused."""
    current = _locked(target)
    _guard_owner(member, current)
    if current.is_active:
        return None
    return _set_active(member, current, is_active=True, code="workspaces.member_reactivated")


@transaction.atomic
def hand_over(*, member: Membership, to: Membership) -> Event:
    """Make `to` the owner in the place of `member`, who keeps their role. Raises MemberRefused."""
    giver, taker = _locked(member), _locked(to)
    if not giver.is_owner:
        raise MemberRefused("owner_only")
    if not taker.is_active:
        raise MemberRefused("inactive")
    if giver.pk == taker.pk:
        raise MemberRefused("itself")
    Membership.objects.filter(pk=taker.pk).update(is_owner=True)
    Membership.objects.filter(pk=giver.pk).update(is_owner=False)
    return record(
        member=member,
        code="workspaces.ownership_handed_over",
        subjects=[giver, taker],
        after={"name": str(taker), "membership_id": taker.pk},
    )


def other_owners(target: Membership) -> bool:
    """Whether someone else can still open every door. Read under the lock of `_locked`."""
    others = Membership.objects.filter(workspace=target.workspace_id, is_owner=True, is_active=True)
    return others.exclude(pk=target.pk).exists()


def _locked(target: Membership) -> Membership:
    """The row as it is now. All owners of the workspace are locked with it, so that two cannot leave at once."""
    rows = Membership.objects.select_for_update(of=("self",)).filter(workspace=target.workspace_id).order_by("pk")
    owners_and_target = rows.filter(is_owner=True) | rows.filter(pk=target.pk)
    return next(row for row in owners_and_target.select_related("user", "workspace") if row.pk == target.pk)


def _guard_owner(member: Membership, target: Membership) -> None:
    if target.is_owner and not member.is_owner:
        raise MemberRefused("owner_only")


def _set_active(member: Membership, target: Membership, *, is_active: bool, code: str) -> Event:
    target.is_active = is_active
    target.save(update_fields=["is_active"])
    return record(
        member=member,
        code=code,
        subjects=[target],
        after={"name": str(target), "membership_id": target.pk},
        is_undoable=True,
    )
