"""Write a page in versions, show it to the public, take it back; one act, one transaction, one event."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .asking import archive_texts
from .models import Page, PageImage, PageVersion, PublicSite
from .rules.content import Content, FormSpec, read_content, read_form, spec

PAGE_FIELDS = ("name", "slug", "language", "audience", "target", "positioning", "assignee", "campaign", "answer_days")
PLAIN = {"assignee": "assignee_id", "campaign": "campaign_id"}
"""Links as their number, as events keep them."""
RESERVED = frozenset({"confirmer", "image"})


class LandingRefused(ValueError):
    """`reason`: no_name, slug_taken, slug_reserved, no_title, no_action, no_object, gone, not_public, no_identity."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def save_page(*, member: Membership, values: Mapping[str, Any], page: Page | None = None) -> Page:
    """Begin a page, with a first version, or change what one is for. Raises LandingRefused."""
    name = str(values["name"]).strip()
    slug = slugify(values.get("slug") or name)[:60]
    if not name or not slug:
        raise LandingRefused("no_name")
    if slug in RESERVED:
        raise LandingRefused("slug_reserved")
    before = plain_page(page) if page else None
    row = page or Page(member=member)
    for field in PAGE_FIELDS:
        if field in values:
            setattr(row, field, values[field])
    row.name, row.slug = name, slug
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LandingRefused("slug_taken") from error
    if page is None:
        _write(member, row, Content(title=name), _first_form(row))
    row.event = record(
        member=member,
        code="landing.page_saved",
        subjects=[row],
        before={"values": before} if before else None,
        after={"id": row.pk, "name": row.name, "values": plain_page(row)},
        is_undoable=True,
    )
    return row


def plain_page(page: Page) -> dict[str, Any]:
    return {PLAIN.get(name, name): getattr(page, PLAIN.get(name, name)) for name in PAGE_FIELDS}


def _first_form(page: Page) -> FormSpec:
    asks = ["name", "email", "phone", "need"] + (["company"] if page.audience != "consumer" else ["postcode"])
    return spec(asks, ["name", "email"], [])


def latest(page: Page) -> PageVersion:
    """The version that is being written: the last one. One query."""
    return page.versions.select_related("image").order_by("-number")[0]


def _write(
    member: Membership, page: Page, content: Content, form: FormSpec, image: PageImage | None = None
) -> PageVersion:
    last = page.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return PageVersion.objects.create(
        page=page, number=last + 1, content=content.plain(), form=form.plain(), image=image, author=member
    )


@transaction.atomic
def save_version(
    *,
    member: Membership,
    page: Page,
    content: Content | None = None,
    form: FormSpec | None = None,
    image: PageImage | None = None,
    keeps_image: bool = True,
) -> PageVersion:
    """The next version: what is not given stays as the last one has it. What the public sees does not change."""
    last = latest(page)
    made = _write(
        member,
        page,
        content or read_content(last.content),
        form or read_form(last.form),
        image or (last.image if keeps_image else None),
    )
    event = record(
        member=member,
        code="landing.version_saved",
        subjects=[page],
        after={"id": made.pk, "name": page.name, "number": made.number},
        is_undoable=True,
    )
    page.event = event
    return made


@transaction.atomic
def publish(*, member: Membership, page: Page, number: int | None = None) -> Event:
    """Show a version, the last one by default, to everybody; the words of its consents are archived.

    Raises LandingRefused: a page without a title or a button, a consent that does not say what of, or a company that
    does not say who it is.
    """
    version = latest(page) if number is None else page.versions.filter(number=number).first()
    if version is None:
        raise LandingRefused("gone")
    content, form = read_content(version.content), read_form(version.form)
    if not content.title.strip():
        raise LandingRefused("no_title")
    if not content.action.strip():
        raise LandingRefused("no_action")
    if form.consents and not form.object:
        raise LandingRefused("no_object")
    archive_texts(page, form)
    before = {"number": page.published_number}
    page.published_number, page.published_at = version.number, timezone.now()
    page.save(update_fields=["published_number", "published_at"])
    return record(
        member=member,
        code="landing.published",
        subjects=[page],
        before=before,
        after={"id": page.pk, "name": page.name, "number": version.number},
        is_undoable=True,
    )


@transaction.atomic
def unpublish(*, member: Membership, page: Page) -> Event:
    """Its address answers 404 from now on. Raises LandingRefused."""
    if page.published_number is None:
        raise LandingRefused("not_public")
    before = {"number": page.published_number}
    page.published_number = None
    page.save(update_fields=["published_number"])
    return record(
        member=member,
        code="landing.unpublished",
        subjects=[page],
        before=before,
        after={"id": page.pk, "name": page.name},
        is_undoable=True,
    )


@transaction.atomic
def delete_page(*, member: Membership, page: Page) -> Event:
    """Out of the list and out of sight; its leads stay. Raises LandingRefused."""
    if not Page.objects.present().filter(pk=page.pk).update(deleted_at=timezone.now(), published_number=None):
        raise LandingRefused("gone")
    before = {"number": page.published_number}
    after = {"id": page.pk, "name": page.name}
    return record(
        member=member, code="landing.page_deleted", subjects=[page], before=before, after=after, is_undoable=True
    )


@transaction.atomic
def save_site(*, member: Membership, values: Mapping[str, str]) -> PublicSite:
    """What the legal notice says besides the identity, and which sites a short link may lead to."""
    row, _is_new = PublicSite.objects.get_or_create(workspace_id=member.workspace_id)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value.strip())
    row.save()
    record(member=member, code="landing.site_saved", subjects=[row], before=before, after=dict(values))
    return row
