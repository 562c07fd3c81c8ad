"""Draft, change, send, close and renew a quote: one act, one transaction, one event of this room."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.catalogue.models import Product
from carnet.foundation.catalogue.queries import vat_rate
from carnet.foundation.csr.queries import printable
from carnet.foundation.documents.models import Document
from carnet.foundation.documents.services import freeze
from carnet.foundation.opportunities.models import Opportunity, Outcome
from carnet.foundation.opportunities.services import edit_opportunity, win_opportunity
from carnet.foundation.parties.models import Company
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import legal, rules
from .drafting import FIELDS, LineInput, about, draft, fill, index_quote, input_of, locked, rows_of, snapshot, write
from .models import Quote, QuoteLine, QuoteSequence, Status
from .printing import TEMPLATE, quote_data
from .queries import last_day, lines_of, obstacles, totals_of


class QuoteNotSendable(Exception):
    """`reasons` are the codes of queries.obstacles."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(", ".join(reasons))
        self.reason = reasons[0]
        self.reasons = reasons


class QuoteNotAnswerable(Exception):
    """No answer can be noted. `reason`: its state, lapsed, or before_issue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def line_of(product: Product, quantity: Decimal, on: date | None = None) -> LineInput:
    """A line with the product's words, today's price and VAT. `product` comes from `with_price()`."""
    return LineInput(
        label=product.name,
        quantity=quantity,
        unit_price_cents=getattr(product, "price_cents", None) or 0,
        vat_rate=vat_rate(product.vat_code, on or timezone.localdate()),
        unit=product.unit,
        reference=product.reference,
        description=product.description,
        product_id=product.pk,
        unit_cost_cents=product.cost_cents,
    )


@transaction.atomic
def draft_quote(
    *,
    member: Membership,
    company: Company,
    opportunity: Opportunity | None = None,
    title: str = "",
    lines: Iterable[LineInput] = (),
    at: datetime | None = None,
    **fields: Any,
) -> Quote:
    """Begin a quote with the terms that are usual for this buyer. Raises QuoteInvalid."""
    moment = at or timezone.now()
    kind = fields.setdefault("buyer_kind", company.buyer_kind)
    fields.setdefault("payment_days", legal.usual_payment_days(kind, timezone.localtime(moment).date()))
    fields.setdefault("owner_id", member.pk)
    fields.setdefault("commitments", commitments_of(member, fields.get("language", "fr")))
    if opportunity is not None:
        fields.setdefault("person_id", opportunity.person_id)
    quote = Quote(
        workspace_id=member.workspace_id,
        company=company,
        opportunity=opportunity,
        title=title.strip() or (opportunity.name if opportunity else company.name),
        created_at=moment,
    )
    fill(quote, fields)
    write(quote, rows_of(quote, lines))
    record(
        member=member,
        code="closing.quote_drafted",
        subjects=about(quote),
        after={"id": quote.pk, "title": quote.title, "net_cents": quote.net_cents},
        is_undoable=True,
        at=at,
    )
    return quote


def commitments_of(member: Membership, language: str) -> str:
    """What the company has decided to print of its commitments, as text that can still be changed. One query."""
    with translation.override(language):
        held = printable(member.workspace)
    return "\n\n".join("\n".join(part for part in (one.title, one.text, one.target) if part) for one in held)


@transaction.atomic
def edit_quote(
    *,
    member: Membership,
    quote: Quote,
    changes: Mapping[str, Any] | None = None,
    lines: Iterable[LineInput] | None = None,
    seen_revision: int | None = None,
) -> Event | None:
    """Change a draft; None when nothing differs. Raises QuoteInvalid, QuoteNotEditable, QuoteChanged."""
    current = draft(quote.pk, seen_revision)
    before = snapshot(current)
    fill(current, changes or {})
    rows = rows_of(current, lines) if lines is not None else lines_of(current)
    if snapshot(current, rows) == before:
        return None
    write(current, rows)
    quote.refresh_from_db()
    return record(
        member=member,
        code="closing.quote_edited",
        subjects=about(current),
        before=before,
        after={**snapshot(current), "net_cents": current.net_cents},
        is_undoable=True,
    )


@transaction.atomic
def send_quote(
    *,
    member: Membership,
    quote: Quote,
    on: date | None = None,
    seen_revision: int | None = None,
    at: datetime | None = None,
) -> Document:
    """Number the draft, freeze its PDF, and let it replace the version before. Nothing is mailed.

    Raises QuoteNotSendable, QuoteNotEditable, QuoteChanged, CannotRender.
    """
    day = on or timezone.localtime(at).date()
    current = draft(quote.pk, seen_revision)
    lines = lines_of(current)
    if reasons := obstacles(current, lines, day):
        raise QuoteNotSendable(reasons)
    current.number = current.number or _next_number(current, day.year)
    current.issued_on, current.valid_until = day, last_day(current, day)
    current.document = _freeze(member, current, lines, day, current.valid_until)
    current.status = Status.SENT
    current.revision += 1
    current.save()
    if current.previous_id:
        Quote.objects.filter(pk=current.previous_id).update(status=Status.REPLACED, closed_on=None)
    index_quote(current)
    quote.refresh_from_db()
    after = {"id": current.pk, "number": str(current), "version": current.version, "net_cents": current.net_cents}
    after |= {"document": current.document.pk, "valid_until": current.valid_until.isoformat()}
    record(member=member, code="closing.quote_sent", subjects=about(current), after=after, at=at)
    return current.document


@transaction.atomic
def accept_quote(*, member: Membership, quote: Quote, on: date | None = None, at: datetime | None = None) -> Event:
    """Note the buyer's agreement; the opportunity, if open, is won for the quote's net sum.

    Raises QuoteNotAnswerable: an agreement given after the last day is a new offer of theirs, for which a new
    version is made (C. civ., art. 1117).
    """
    day = on or timezone.localtime(at).date()
    current = _answerable(quote.pk, day)
    if rules.is_lapsed(current.valid_until, day):
        raise QuoteNotAnswerable("lapsed")
    followed = _win(member, current, day, at)
    current.status, current.closed_on = Status.ACCEPTED, day
    current.save(update_fields=["status", "closed_on", "updated_at"])
    quote.refresh_from_db()
    return record(
        member=member,
        code="closing.quote_accepted",
        subjects=about(current),
        before={"events": followed},
        after={"id": current.pk, "number": str(current), "net_cents": current.net_cents, "on": day.isoformat()},
        is_undoable=True,
        at=at,
    )


@transaction.atomic
def refuse_quote(
    *, member: Membership, quote: Quote, reason: str = "", on: date | None = None, at: datetime | None = None
) -> Event:
    """Note the buyer's refusal. The opportunity stays open: a new version may follow. Raises QuoteNotAnswerable."""
    day = on or timezone.localtime(at).date()
    current = _answerable(quote.pk, day)
    current.status, current.closed_on, current.refusal = Status.REFUSED, day, reason.strip()[:300]
    current.save(update_fields=["status", "closed_on", "refusal", "updated_at"])
    quote.refresh_from_db()
    after = {"id": current.pk, "number": str(current), "reason": current.refusal, "on": day.isoformat()}
    return record(
        member=member, code="closing.quote_refused", subjects=about(current), after=after, is_undoable=True, at=at
    )


@transaction.atomic
def new_version(*, member: Membership, quote: Quote) -> Quote:
    """A draft that will replace this sent or refused quote, under the same number. Raises QuoteNotAnswerable."""
    current = locked(quote.pk)
    if current.status not in {Status.SENT, Status.REFUSED} or Quote.objects.filter(previous=current).exists():
        raise QuoteNotAnswerable(str(current.status))
    lines = lines_of(current)
    copied = {name: getattr(current, name) for name in FIELDS if name != "valid_until"}
    fresh = Quote(
        workspace_id=current.workspace_id, company=current.company, number=current.number,
        version=current.version + 1, previous=current,
    )  # fmt: skip
    fill(fresh, copied)
    write(fresh, rows_of(fresh, (input_of(line) for line in lines)))
    after = {"id": fresh.pk, "number": str(fresh), "version": fresh.version}
    record(member=member, code="closing.quote_versioned", subjects=about(fresh), after=after, is_undoable=True)
    return fresh


def _answerable(pk: int, day: date) -> Quote:
    current = locked(pk)
    if current.status != Status.SENT:
        raise QuoteNotAnswerable(str(current.status))
    if current.issued_on and day < current.issued_on:
        raise QuoteNotAnswerable("before_issue")
    return current


def _freeze(member: Membership, quote: Quote, lines: list[QuoteLine], on: date, valid_until: date) -> Document:
    seller = seller_of(quote.workspace)
    totals = totals_of(quote, lines)
    data = quote_data(quote, lines, totals, seller=seller, on=on, valid_until=valid_until, number=quote.number)
    previous = quote.previous.document if quote.previous else None
    return freeze(
        member=member,
        kind="quote",
        template=TEMPLATE,
        data=data,
        title=quote.title,
        number=quote.number,
        language=quote.language,
        previous=previous,
        logo=seller["logo"],
    )


def _next_number(quote: Quote, year: int) -> str:
    sequence, _made = QuoteSequence.objects.get_or_create(workspace_id=quote.workspace_id, year=year)
    sequence = QuoteSequence.objects.select_for_update(of=("self",)).get(pk=sequence.pk)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return rules.quote_number(year, sequence.last)


def _win(member: Membership, quote: Quote, day: date, at: datetime | None) -> list[int]:
    """Win the open opportunity for the quote's net sum; the events of it, last first, for an undo."""
    opportunity = quote.opportunity
    if opportunity is None or opportunity.outcome != Outcome.OPEN:
        return []
    changes = {"amount_cents": quote.net_cents}
    edited = edit_opportunity(member=member, opportunity=opportunity, changes=changes, at=at)
    won = win_opportunity(member=member, opportunity=opportunity, on=day, at=at)
    return [event.pk for event in (won, edited) if event is not None]
