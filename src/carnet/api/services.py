"""Make and withdraw the keys of programs."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import ApiKey
from .rules import SHOWN, digest, new_token

MOST = 20
"""Keys that stand at once for a member: enough for their programs, few enough to know each."""


class KeyRefused(Exception):
    """`reason`: too_many, past."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def make_key(
    *, member: Membership, name: str, is_read_only: bool = True, expires_on: date | None = None
) -> tuple[ApiKey, str]:
    """A key and its text, which nothing keeps. Raises KeyRefused."""
    if expires_on and expires_on < timezone.localdate():
        raise KeyRefused("past")
    if ApiKey.objects.standing().filter(member=member).count() >= MOST:
        raise KeyRefused("too_many")
    token = new_token()
    key = ApiKey.objects.create(
        workspace_id=member.workspace_id,
        member=member,
        name=name.strip()[:80],
        start=token[:SHOWN],
        digest=digest(token),
        is_read_only=is_read_only,
        expires_on=expires_on,
    )
    record(member=member, code="api.key_made", subjects=[key], after={"id": key.pk, "name": key.name})
    return key, token


@transaction.atomic
def revoke_key(*, member: Membership, key: ApiKey) -> Event | None:
    """The key opens nothing from now on; None when it was withdrawn already."""
    current = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if current.revoked_at:
        return None
    current.revoked_at = timezone.now()
    current.save(update_fields=["revoked_at"])
    return record(member=member, code="api.key_revoked", subjects=[current], after={"id": key.pk, "name": key.name})
