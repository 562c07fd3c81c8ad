"""Read quotes: their list, one with its lines and totals, what is missing before it can be sent."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone, translation

from carnet.foundation.catalogue.queries import vat_rates
from carnet.foundation.documents.rendering import ARCHIVAL, render
from carnet.foundation.search.rules import fold_query, words
from carnet.foundation.workspaces.queries import seller

from . import legal, rules
from .models import Quote, QuoteLine, QuoteQuerySet, Status
from .printing import TEMPLATE, quote_data
from .rules import Totals

LAPSED = "lapsed"


def quotes(*, text: str = "", status: str = "") -> QuoteQuerySet:
    """The quotes of a list, newest first, with what each row shows. One query."""
    found = Quote.objects.select_related("company", "owner__user", "opportunity").order_by("-created_at", "-pk")
    if status == LAPSED:
        found = found.lapsed()
    elif status == Status.SENT:
        found = found.pending()
    elif status in Status.values:
        found = found.filter(status=status)
    for word in words(fold_query(text)):
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word) | Q(company__name_key__contains=word))
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """How many quotes stand in a state, and their net sum."""

    count: int
    net_cents: int


def tallies() -> dict[str, Tally]:
    """Count and net sum per state, lapsed ones apart from the pending. One query."""
    today = timezone.localdate()
    is_lapsed = Q(status=Status.SENT, valid_until__lt=today)
    asked = {status.value: Q(status=status) & ~is_lapsed for status in Status} | {LAPSED: is_lapsed}
    aggregates: dict[str, Count | Sum] = {}
    for name, condition in asked.items():
        aggregates[f"{name}_count"] = Count("pk", filter=condition)
        aggregates[f"{name}_net"] = Sum("net_cents", filter=condition)
    row = Quote.objects.aggregate(**aggregates)
    return {name: Tally(row[f"{name}_count"], row[f"{name}_net"] or 0) for name in asked}


def quote(pk: int) -> Quote | None:
    """The quote with its parties. One query."""
    related = ("company", "person", "opportunity", "owner__user", "document", "previous", "next")
    return Quote.objects.select_related(*related).filter(pk=pk).first()


def lines_of(quote: Quote) -> list[QuoteLine]:
    return list(QuoteLine.objects.filter(quote=quote).order_by("position"))


def totals_of(quote: Quote, lines: list[QuoteLine]) -> Totals:
    """The figures of the quote. Raises BadAmount."""
    return rules.total(
        [line.as_rule() for line in lines],
        rounding=rules.Rounding(quote.rounding),
        reduction=quote.reduction,
        down_payment_percent=Decimal(quote.deposit_percent),
    )


def last_day(quote: Quote, on: date) -> date:
    """The quote's own last day, else the usual number of days after `on`."""
    return quote.valid_until or on + timedelta(days=legal.validity_days(on))


def preview(quote: Quote) -> bytes:
    """The PDF as it would be sent today, marked as a draft. Two queries. Raises BadAmount."""
    today = timezone.localdate()
    lines = lines_of(quote)
    who = seller(quote.workspace)
    data = quote_data(quote, lines, totals_of(quote, lines), seller=who, on=today, valid_until=last_day(quote, today))
    return render(TEMPLATE, data, logo=who["logo"], standard=ARCHIVAL)


def obstacles(quote: Quote, lines: list[QuoteLine], on: date) -> list[str]:
    """Stable codes of what forbids to send; empty when nothing does."""
    found = []
    if not lines:
        found.append("no_line")
    if quote.valid_until and quote.valid_until < on:
        found.append("validity_past")
    if quote.deposit_percent and quote.conclusion == "off_premises" and legal.wait_days(quote.buyer_kind, on):
        found.append("deposit_off_premises")
    known = legal.known_vat_rates(vat_rates(on))
    if any(Decimal(line.vat_rate).normalize() not in known for line in lines):
        found.append("vat_rate_unknown")
    regime = seller(quote.workspace)["vat_regime"]
    if regime != "normal" and any(line.vat_rate for line in lines):
        found.append("vat_not_charged")
    if (ceilings := legal.ceilings(quote.buyer_kind, on)) is not None:
        try:
            rules.check_term(quote.term, ceilings)
        except rules.TermTooLong:
            found.append("term_too_long")
    return found


def missing_mentions(quote: Quote, on: date) -> list[legal.Mention]:
    """What the law wants on this quote and neither the settings nor the quote hold, in the reader's language."""
    with translation.override(quote.language):
        said = legal.mentions(quote, seller(quote.workspace), on)
    return [mention for mention in said if mention.is_missing]
