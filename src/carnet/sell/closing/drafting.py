"""A draft's rows: filled, checked, counted, written; told as JSON and brought back from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from carnet.foundation.catalogue.models import Unit
from carnet.foundation.search.services import Findable, index

from . import rules
from .models import Quote, QuoteLine
from .queries import lines_of, totals_of

QUOTE = "closing.quote"
FIELDS = (
    "person_id opportunity_id owner_id title valid_until language buyer_kind conclusion rounding payment_days "
    "payment_count discount_percent discount_cents deposit_percent deposit_nature context need solution delivery "
    "conditions commitments notes"
).split()
LINE_FIELDS = (
    "product_id reference label description quantity unit unit_price_cents discounts vat_rate unit_cost_cents"
).split()


class QuoteInvalid(ValueError):
    """A value that no quote can hold; `field` says which, `line` counts from 0.

    `reason`: one of rules.BadAmount, or invalid.
    """

    def __init__(self, reason: str, field: str = "", line: int | None = None, detail: str = "") -> None:
        super().__init__(f"{field or 'quote'}: {detail or reason}")
        self.reason = reason
        self.field = field
        self.line = line
        self.detail = detail


class QuoteNotEditable(Exception):
    """It has been sent. `reason` is its state."""

    def __init__(self, quote: Quote) -> None:
        super().__init__(quote.status)
        self.reason = str(quote.status)


class QuoteChanged(Exception):
    """Someone else saved the draft meanwhile; `current` is the row as it stands now."""

    def __init__(self, current: Quote) -> None:
        super().__init__("changed")
        self.reason = "changed"
        self.current = current


@dataclass(frozen=True, slots=True)
class LineInput:
    """A line as given; `product` only says where it came from: the words and the price are the line's own."""

    label: str
    quantity: Decimal
    unit_price_cents: int
    vat_rate: Decimal
    unit: str = Unit.PIECE
    reference: str = ""
    description: str = ""
    discounts: tuple[Decimal, ...] = ()
    product_id: int | None = None
    unit_cost_cents: int | None = None


def draft(pk: int, seen_revision: int | None = None) -> Quote:
    """The draft, locked. Raises QuoteNotEditable, QuoteChanged."""
    current = locked(pk)
    if not current.is_draft:
        raise QuoteNotEditable(current)
    if seen_revision is not None and seen_revision != current.revision:
        raise QuoteChanged(current)
    return current


def snapshot(quote: Quote, lines: Iterable[QuoteLine] | None = None) -> dict[str, Any]:
    """The draft as JSON holds it, to compare and to come back to."""
    rows = lines_of(quote) if lines is None else lines
    fields = {name: _plain(getattr(quote, name)) for name in FIELDS}
    return {
        "id": quote.pk,
        "fields": fields,
        "lines": [{name: _plain(getattr(line, name)) for name in LINE_FIELDS} for line in rows],
    }


def restore(quote: Quote, snapshot: Mapping[str, Any]) -> None:
    """Bring a draft back to a snapshot. The event is the caller's to record."""
    typed = {name: _typed(name, value) for name, value in snapshot["fields"].items()}
    fill(quote, typed)
    lines = [
        LineInput(**{
            **line,
            "quantity": Decimal(line["quantity"]),
            "vat_rate": Decimal(line["vat_rate"]),
            "discounts": tuple(Decimal(percent) for percent in line["discounts"]),
        })
        for line in snapshot["lines"]
    ]  # fmt: skip
    write(quote, rows_of(quote, lines))


def _typed(name: str, value: Any) -> Any:
    if name.endswith("_id"):
        return value
    field: Any = Quote._meta.get_field(name)
    return field.to_python(value)


def about(quote: Quote) -> list[Any]:
    """The rows in whose timelines the quote's acts stand."""
    return [row for row in (quote, quote.company, quote.opportunity) if row is not None]


def index_quote(quote: Quote) -> None:
    """Keep what the search finds true."""
    title = f"{quote} · {quote.title}" if quote.number else quote.title
    thing = Findable(QUOTE, quote.pk, title, quote.company.name, f"{quote.number} {quote.title} {quote.company.name}")
    index([thing], workspace_id=quote.workspace_id)


def locked(pk: int) -> Quote:
    rows = Quote.objects.select_for_update(of=("self",)).select_related(
        "company", "person", "opportunity__company", "opportunity__person", "owner__user", "workspace"
    )
    return rows.get(pk=pk)


def fill(quote: Quote, values: Mapping[str, Any]) -> None:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(quote, name, value.strip() if isinstance(value, str) else value)


def rows_of(quote: Quote, lines: Iterable[LineInput]) -> list[QuoteLine]:
    return [
        QuoteLine(
            workspace_id=quote.workspace_id,
            quote=quote,
            position=position,
            **{name: getattr(line, name) for name in LINE_FIELDS if name != "discounts"},
            discounts=[_plain(percent) for percent in line.discounts],
        )
        for position, line in enumerate(lines, start=1)
    ]


def input_of(line: QuoteLine) -> LineInput:
    discounts = tuple(Decimal(percent) for percent in line.discounts)
    return LineInput(**{name: getattr(line, name) for name in LINE_FIELDS if name != "discounts"}, discounts=discounts)


def write(quote: Quote, lines: list[QuoteLine]) -> None:
    """Check, count, write the quote and its lines anew. Raises QuoteInvalid."""
    _check(quote, lines)
    try:
        totals = totals_of(quote, lines)
    except rules.BadAmount as problem:
        raise QuoteInvalid(problem.reason, line=problem.line, detail=str(problem.value)) from problem
    quote.net_cents, quote.vat_cents, quote.gross_cents = totals.net_cents, totals.vat_cents, totals.gross_cents
    quote.cost_cents = totals.cost_cents
    quote.revision += 1
    quote.save()
    QuoteLine.objects.filter(quote=quote).delete()
    for line, cents in zip(lines, totals.line_cents, strict=True):
        line.pk, line.quote, line.net_cents = None, quote, cents
    QuoteLine.objects.bulk_create(lines)
    index_quote(quote)


def _check(quote: Quote, lines: list[QuoteLine]) -> None:
    for place, row in [(None, quote), *enumerate(lines)]:
        try:
            row.clean_fields(exclude=["quote", "company", "workspace", "product", "person", "opportunity", "owner"])
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise QuoteInvalid("invalid", field, place, " ".join(messages)) from error


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, int | float) or value is None or isinstance(value, list):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
