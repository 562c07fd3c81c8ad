"""Offer a place by e-mail, again, or no longer; take it."""

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from carnet.foundation.accounts.models import User
from carnet.foundation.administration.rules import INVITATION_LASTS, invitation_state
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Invitation, Membership
from carnet.foundation.workspaces.permissions import Role

OPEN_AT_MOST = 100
"""Invitations a workspace may have open at once: enough for a sales force, too few for a sender of spam."""


class InvitationRefused(Exception):
    """`reason`: unknown_role, already_member, deactivated, already_invited, too_many, other_address, or how it ended:
    accepted, withdrawn, expired.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def state_of(invitation: Invitation) -> str:
    return invitation_state(
        now=timezone.now(),
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        withdrawn_at=invitation.withdrawn_at,
    )


@transaction.atomic
def invite(*, member: Membership, email: str, role: str) -> tuple[Invitation, str]:
    """A new invitation and the token of its link, which nothing keeps. Raises InvitationRefused."""
    address = email.strip().lower()
    if role not in Role.values:
        raise InvitationRefused("unknown_role")
    present = Membership.objects.filter(workspace=member.workspace_id, user__email=address).first()
    if present is not None:
        raise InvitationRefused("already_member" if present.is_active else "deactivated")
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    if waiting.filter(email=address).exists():
        raise InvitationRefused("already_invited")
    if waiting.count() >= OPEN_AT_MOST:
        raise InvitationRefused("too_many")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        role=role,
        invited_by=member,
        token_hash=hashed(token),
        expires_at=timezone.now() + INVITATION_LASTS,
    )
    _record(invitation, member, "workspaces.invited", is_undoable=True)
    return invitation, token


@transaction.atomic
def resend(*, member: Membership, invitation: Invitation) -> tuple[Invitation, str]:
    """The same offer under a new link, for seven more days; the old link dies. Raises InvitationRefused."""
    current = _locked(invitation)
    _refuse_ended(current, but="expired")
    token = secrets.token_urlsafe(32)
    current.token_hash, current.expires_at = hashed(token), timezone.now() + INVITATION_LASTS
    current.save(update_fields=["token_hash", "expires_at"])
    _record(current, member, "workspaces.invitation_resent")
    return current, token


@transaction.atomic
def withdraw(*, member: Membership, invitation: Invitation) -> Event:
    """The link opens nothing from now on. Raises InvitationRefused."""
    current = _locked(invitation)
    _refuse_ended(current, but="expired")
    current.withdrawn_at = timezone.now()
    current.save(update_fields=["withdrawn_at"])
    return _record(current, member, "workspaces.invitation_withdrawn", is_undoable=True)


def find(token: str) -> Invitation | None:
    """The invitation of a link, whatever its workspace. One query."""
    with scopes_disabled():
        return (
            Invitation.objects.select_related("workspace", "invited_by__user").filter(token_hash=hashed(token)).first()
        )


def is_for(invitation: Invitation, user: User) -> bool:
    return user.email.lower() == invitation.email


@transaction.atomic
def accept(*, user: User, invitation: Invitation) -> Membership:
    """Give `user` the place offered. Raises InvitationRefused."""
    with scope(workspace=invitation.workspace):
        current = _locked(invitation)
        _refuse_ended(current)
        if not is_for(current, user):
            raise InvitationRefused("other_address")
        place, is_new = Membership.objects.get_or_create(
            workspace=current.workspace, user=user, defaults={"role": current.role}
        )
        if not is_new:
            raise InvitationRefused("already_member" if place.is_active else "deactivated")
        current.accepted_at = timezone.now()
        current.save(update_fields=["accepted_at"])
        _record(current, place, "workspaces.invitation_accepted", name=str(place))
        return place


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=invitation.pk)


def _refuse_ended(invitation: Invitation, *, but: str = "") -> None:
    state = state_of(invitation)
    if state not in {"open", but}:
        raise InvitationRefused(state)


def _record(
    invitation: Invitation, member: Membership, code: str, *, is_undoable: bool = False, name: str = ""
) -> Event:
    return record(
        member=member,
        code=code,
        subjects=[invitation],
        after={
            "email": invitation.email,
            "role": invitation.role,
            "name": name or invitation.email,
            "invitation_id": invitation.pk,
        },
        is_undoable=is_undoable,
    )
