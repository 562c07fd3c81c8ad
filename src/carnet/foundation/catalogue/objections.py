"""The library of answers to objections: read it, write in it, take the one that Carnet ships as a start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import models, transaction
from django.db.models import QuerySet

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.workspaces.models import Membership

from .models import ObjectionReply, Product

STEPS = ("dig", "rephrase", "argue", "control")
FIELDS = ("kind", "words", *STEPS, "product_id", "is_active", "is_starter")
SHIPPED = Path(__file__).parent / "data" / "objections.yaml"


class ReplyRefused(ValueError):
    """`reason`: no_words, no_answer (none of the four steps is written), not_found (a product of nobody)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def replies(*, product: Product | None = None, with_unused: bool = False) -> QuerySet[ObjectionReply]:
    """Those in use, in their order; with `product`, its own and those of any product. One query."""
    rows: QuerySet[ObjectionReply] = ObjectionReply.objects.select_related("product").order_by("rank", "pk")
    if not with_unused:
        rows = rows.filter(is_active=True)
    if product is not None:
        rows = rows.filter(models.Q(product=None) | models.Q(product=product))
    return rows


@cache
def shipped() -> tuple[dict[str, str], ...]:
    """The library that comes with Carnet."""
    return tuple(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


def plain(row: ObjectionReply) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


@transaction.atomic
def save_reply(*, member: Membership, values: Mapping[str, Any], reply: ObjectionReply | None = None) -> ObjectionReply:
    """Add an answer, last in order, or change one, which is then the workspace's own. `values`: kind, words, the four
    steps, product. Raises ReplyRefused."""
    row = ObjectionReply.objects.select_for_update(of=("self",)).get(pk=reply.pk) if reply else ObjectionReply()
    before = plain(row) if reply else None
    for name in ("kind", "words", *STEPS):
        if name in values:
            setattr(row, name, str(values[name] or "").strip())
    row.product = values.get("product")
    if not row.words:
        raise ReplyRefused("no_words")
    if not any(getattr(row, step) for step in STEPS):
        raise ReplyRefused("no_answer")
    if before is not None and plain(row) == before:
        return row
    row.is_starter = False
    row.rank = row.rank if reply else _next_rank()
    row.save()
    after = {"id": row.pk, **plain(row)}
    row.event = record(
        member=member, code="catalogue.reply_saved", subjects=[row], before=before, after=after, is_undoable=True
    )
    return row


def _next_rank() -> int:
    last = ObjectionReply.objects.aggregate(last=models.Max("rank"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def set_in_use(*, member: Membership, reply: ObjectionReply, is_active: bool) -> Event | None:
    """Take an answer out of the calls, or put it back; None where it stands so."""
    row = ObjectionReply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
    if row.is_active == is_active:
        return None
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    return record(
        member=member, code="catalogue.reply_used", subjects=[row], before={"is_active": not is_active},
        after={"id": row.pk, "words": row.words, "is_active": is_active}, is_undoable=True,
    )  # fmt: skip


@transaction.atomic
def adopt_shipped(*, member: Membership) -> Event | None:
    """Take the shipped answers of the kinds that the workspace has none of; None where it has them all."""
    known = set(ObjectionReply.objects.order_by().values_list("kind", flat=True))
    rank = _next_rank()
    made = [
        ObjectionReply.objects.create(
            kind=one["code"], rank=rank + place, is_starter=True, words=one["words"],
            **{step: one[step] for step in STEPS},
        )
        for place, one in enumerate(one for one in shipped() if one["code"] not in known)
    ]  # fmt: skip
    if not made:
        return None
    return record(
        member=member, code="catalogue.replies_adopted", subjects=made, after={"ids": [row.pk for row in made]},
        is_undoable=True,
    )  # fmt: skip
