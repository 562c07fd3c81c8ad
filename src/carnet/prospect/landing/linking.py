"""Short links: made, switched off, followed and counted."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership
from carnet.prepared import Prepared

from .models import ClickDay, Page, Post, PublicSite, ShortLink
from .rules.linking import ALPHABET, LENGTH, is_robot, may_lead_to, utm_word, with_utm

TRIES = 5


class LinkRefused(ValueError):
    """`reason`: no_name, no_target, two_targets, foreign (a site that the workspace does not allow)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def make_link(*, member: Membership, values: Mapping[str, Any], post: Post | None = None) -> ShortLink:
    """A new short link. Raises LinkRefused."""
    page, url = values.get("page"), str(values.get("url", "")).strip()
    name = str(values["name"]).strip()[:120]
    if not name:
        raise LinkRefused("no_name")
    if page is not None and url:
        raise LinkRefused("two_targets")
    if page is None and not url:
        raise LinkRefused("no_target")
    if url and not may_lead_to(url, allowed_hosts()):
        raise LinkRefused("foreign")
    words = {field: utm_word(str(values.get(field, ""))) for field in ("source", "medium", "campaign")}
    link = _with_code(ShortLink(name=name, page=page, url=url, post=post, member=member, **words))
    link.event = record(
        member=member,
        code="landing.link_saved",
        subjects=[link],
        after={"id": link.pk, "name": link.name, "code": link.code},
        is_undoable=True,
    )
    return link


def allowed_hosts() -> tuple[str, ...]:
    """The sites that the workspace named. One query."""
    site = PublicSite.objects.first()
    return site.hosts if site else ()


def _with_code(link: ShortLink) -> ShortLink:
    for _try in range(TRIES):
        link.code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        try:
            with transaction.atomic():
                link.save()
        except IntegrityError:
            link.pk = None
            continue
        return link
    raise RuntimeError("no free code for a short link")


@transaction.atomic
def switch_link(*, member: Membership, link: ShortLink) -> Event:
    """Off, or on again: a printed code must not be given to another page."""
    link.is_active = not link.is_active
    link.save(update_fields=["is_active"])
    after = {"id": link.pk, "name": link.name, "is_active": link.is_active}
    return record(member=member, code="landing.link_switched", subjects=[link], after=after, is_undoable=True)


def address_of(link: ShortLink) -> str:
    """What one prints, types and scans."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("landing_short", args=[link.code])


_link = Prepared(
    lambda code: ShortLink.objects.filter(code=code, is_active=True).select_related("page", "workspace"), code=str
)


def follow(code: str, agent: str) -> str:
    """Where the code leads, the click counted; empty where it leads nowhere (any more). Two or three statements."""
    link: ShortLink | None = _link.instance(code=code)
    if link is None:
        return ""
    with scopes_disabled():
        target = _target(link)
        if target:
            _count(link, "robots" if is_robot(agent) else "people")
    return target


def _target(link: ShortLink) -> str:
    page: Page | None = link.page
    if page is not None:
        if page.deleted_at is not None or page.published_number is None:
            return ""
        return with_utm(reverse("landing_public", args=[link.workspace.slug, page.slug]), link.utm)
    # Asked again at each click: a site may have been struck off the list since.
    site = PublicSite.objects.filter(workspace=link.workspace_id).first()
    return with_utm(link.url, link.utm) if site and may_lead_to(link.url, site.hosts) else ""


def _count(link: ShortLink, kind: str) -> None:
    today = timezone.localdate()
    rows = ClickDay.objects.filter(link=link.pk, on=today)
    if rows.update(**{kind: F(kind) + 1}):
        return
    row = ClickDay(workspace_id=link.workspace_id, link_id=link.pk, on=today)
    ClickDay.objects.bulk_create([row], ignore_conflicts=True)
    rows.update(**{kind: F(kind) + 1})
