"""Posts for social networks: prepared here, published by hand, their results typed in (no network is automated)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .linking import address_of, make_link
from .models import Post
from .rules import networks
from .rules.linking import utm_word

FIELDS = ("network", "text", "hashtags", "page", "images", "planned_on")
RESULTS = ("seen", "reactions", "comments", "shares")


class PostRefused(ValueError):
    """`reason`: no_text, too_long, too_many_hashtags, too_many_images, published, gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def save_post(*, member: Membership, values: Mapping[str, Any], post: Post | None = None) -> Post:
    """Write a post within the limits of its network; a link of its own counts who follows it. Raises PostRefused."""
    if post is not None and post.published_on:
        raise PostRefused("published")
    before = {"text": post.text, "hashtags": post.hashtags} if post else None
    row = post or Post(member=member)
    for name in FIELDS:
        setattr(row, name, values[name])
    row.text = row.text.strip()
    # The link is made once the post has a number; its length is that of every short link.
    reason = networks.fault(row.text, row.hashtags, _longest_link(row), row.images, networks.TABLE[row.network])
    if reason:
        raise PostRefused(reason)
    row.save()
    if row.page and not hasattr(row, "link"):
        campaign = utm_word(f"{row.planned_on:%Y-%m}" if row.planned_on else row.page.slug)
        told = {"name": f"{row.get_network_display()} · {row.page.name}"[:120], "page": row.page}
        make_link(
            member=member, values=told | {"source": row.network, "medium": "social", "campaign": campaign}, post=row
        )
    row.event = record(
        member=member,
        code="landing.post_saved",
        subjects=[row],
        before=before,
        after={"id": row.pk, "network": row.get_network_display(), "text": row.text},
        is_undoable=True,
    )
    return row


def _longest_link(post: Post) -> str:
    """The link that the post will carry, or one as long."""
    if post.page is None:
        return ""
    return link_of(post) or "https://" + "x" * 60


def link_of(post: Post) -> str:
    """Its own short link; empty without one. One query unless it was read with the post."""
    link = getattr(post, "link", None)
    return address_of(link) if link else ""


def pasted(post: Post) -> str:
    """What one copies into the network."""
    return networks.whole(post.text, post.hashtags, link_of(post), networks.TABLE[post.network])


@transaction.atomic
def mark_published(*, member: Membership, post: Post, on: date, url: str = "") -> Event:
    """One has published it by hand. Raises PostRefused."""
    if not Post.objects.filter(pk=post.pk, published_on=None).update(published_on=on, published_url=url):
        raise PostRefused("published")
    return record(
        member=member,
        code="landing.post_published",
        subjects=[post],
        after={"id": post.pk, "network": post.get_network_display(), "on": on},
        is_undoable=True,
    )


@transaction.atomic
def save_results(*, member: Membership, post: Post, values: Mapping[str, int | None]) -> Event:
    """What the network shows of it, typed in."""
    before = {name: getattr(post, name) for name in RESULTS}
    for name in RESULTS:
        setattr(post, name, values[name])
    post.save(update_fields=list(RESULTS))
    after = {"id": post.pk, "network": post.get_network_display()} | {name: values[name] for name in RESULTS}
    return record(member=member, code="landing.results_saved", subjects=[post], before=before, after=after)
