"""Who stands behind a key."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission
from carnet.prepared import Prepared

from .models import ApiKey
from .rules import PREFIX, digest


def key_of(token: str) -> ApiKey | None:
    """The standing key of this text, with its member and their workspace. One query; none for what is no key."""
    if not token.startswith(PREFIX):
        return None
    found: ApiKey | None = _key.instance(digest=digest(token), today=timezone.localdate())
    return found


_key = Prepared(
    lambda digest, today: ApiKey.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=today), digest=digest, revoked_at=None, member__is_active=True
    ).select_related("member__user", "workspace"),
    digest=str,
    today=date,
)


def touch(key: ApiKey) -> None:
    """Remember the day of its last use: one statement a day."""
    today = timezone.localdate()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)


def visible_keys(member: Membership) -> QuerySet[ApiKey]:
    """One's own; those of all to whom manages members."""
    rows = ApiKey.objects.filter(revoked_at=None).select_related("member__user")
    return rows if member.may(Permission.MEMBER_MANAGE) else rows.filter(member=member)
