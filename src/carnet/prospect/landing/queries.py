"""What the screens of the public pages show."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from carnet.foundation.catalogue.models import Product
from carnet.prepared import Prepared

from .models import ClickDay, Lead, Page, PageVersion, Post, ShortLink, Submission

_public = Prepared(
    lambda workspace, slug: PageVersion.objects.filter(
        page__workspace=workspace, page__slug=slug, page__deleted_at=None, number=F("page__published_number")
    ).select_related("page"),
    workspace=int,
    slug=str,
)


def published(workspace_id: int, slug: str) -> PageVersion | None:
    """The version that everybody sees at this address. One query."""
    found: PageVersion | None = _public.instance(workspace=workspace_id, slug=slug)
    return found


def offers_of(references: tuple[str, ...]) -> list[Product]:
    """The products offered, in the order of the page. One query, none without a reference."""
    if not references:
        return []
    rows = {row.reference: row for row in Product.objects.for_sale().with_price().filter(reference__in=references)}
    return [rows[reference] for reference in references if reference in rows]


def pages() -> QuerySet[Page]:
    """With `leads_count` and `unanswered_count`, newest first. One query."""
    genuine = Q(leads__spam_at=None)
    rows: QuerySet[Page] = (
        Page.objects.present()
        .select_related("assignee__user")
        .annotate(
            leads_count=Count("leads", filter=genuine),
            unanswered_count=Count("leads", filter=genuine & Q(leads__answered_at=None)),
        )
        .order_by("-created_at", "-pk")
    )
    return rows


def leads(page: Page | None = None, *, only: str = "") -> QuerySet[Lead]:
    """`only`: unanswered, spam; the genuine ones without it. One query."""
    rows = Lead.objects.select_related("page", "company", "person", "member__user", "task", "submission")
    if page is not None:
        rows = rows.filter(page=page)
    if only == "spam":
        rows = rows.exclude(spam_at=None)
    elif only == "unanswered":
        rows = rows.filter(spam_at=None, answered_at=None)
    else:
        rows = rows.filter(spam_at=None)
    return rows.order_by("-received_at", "-pk")


def troubles() -> dict[str, int]:
    """Forms that wait for a worker, and those that could not be put into the file. One query."""
    rows = Submission.objects.exclude(state=Submission.State.DONE)
    found = dict(rows.order_by().values_list("state").annotate(total=Count("pk")))
    return {"waiting": found.get("waiting", 0), "failed": found.get("failed", 0)}


def figures(page: Page) -> dict[str, Any]:
    """Views, leads, those confirmed, answered in time, and late; by source. Two queries."""
    rows = Lead.objects.genuine().filter(page=page)
    today = timezone.localdate()
    told = rows.aggregate(
        leads=Count("pk"),
        confirmed=Count("pk", filter=~Q(confirmed_at=None)),
        answered=Count("pk", filter=~Q(answered_at=None)),
        late=Count("pk", filter=Q(answered_at=None, due_on__lt=today)),
    )
    sources: dict[str, int] = {}
    for source in rows.order_by().values_list("submission__source", flat=True)[:5000]:
        name = str((source or {}).get("utm_source") or "")
        sources[name] = sources.get(name, 0) + 1
    rate = told["leads"] / page.views if page.views else None
    return {**told, "views": page.views, "rate": rate, "sources": sorted(sources.items(), key=lambda one: -one[1])}


def links() -> QuerySet[ShortLink]:
    """With `people` and `robots` that followed them. One query."""
    return (
        ShortLink.objects.select_related("page", "workspace", "post")
        .annotate(people=Sum("days__people", default=0), robots=Sum("days__robots", default=0))
        .order_by("-created_at", "-pk")
    )


def clicks(link: ShortLink, days: int = 30) -> list[ClickDay]:
    """The last days on which it was followed, newest first. One query."""
    since = timezone.localdate() - timedelta(days=days)
    return list(ClickDay.objects.filter(link=link, on__gte=since).order_by("-on"))


def posts(*, first_on: date | None = None, last_on: date | None = None) -> QuerySet[Post]:
    """Those of a period, or all; what has no day yet comes last. One query."""
    rows = Post.objects.select_related("page", "link", "member__user")
    if first_on and last_on:
        rows = rows.filter(Q(planned_on__range=(first_on, last_on)) | Q(planned_on=None))
    return rows.order_by(F("planned_on").asc(nulls_last=True), "pk")
