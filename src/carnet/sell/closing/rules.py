"""The arithmetic of a quote: exact, in cents, the same whoever prints it.

Glossary: devis = quote, HT = net, TTC = gross, remise = discount, acompte = down payment,
arrhes = earnest money, échéance = due date.

VAT is worked out once per rate, on the sum of the nets of that rate (EN 16931, BR-CO-17), whatever
the way lines are rounded. What is printed always adds up: cents that rounding would lose are handed
to the lines that lost the largest fractions.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Rounding(StrEnum):
    """Where cents are rounded: on each line, or once on the sum of the lines of one VAT rate."""

    PER_LINE = "per_line"
    PER_TOTAL = "per_total"


class BadAmount(ValueError):
    """An amount that no quote can hold. `reason` is stable; `line` counts from 0, None for the whole quote."""

    def __init__(self, reason: str, value: object, line: int | None = None) -> None:
        super().__init__(f"{reason}: {value}")
        self.reason = reason
        self.value = value
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    """`discounts` are percentages taken one after the other: 10 then 5 is 14.5, not 15."""

    quantity: Decimal
    unit_price_cents: int
    vat_rate: Decimal
    discounts: tuple[Decimal, ...] = ()
    unit_cost_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """A discount on the whole quote: a percentage, or cents; never both."""

    percent: Decimal = Decimal(0)
    cents: int = 0


@dataclass(frozen=True, slots=True)
class VatGroup:
    """One line of the VAT summary; `net_cents` is `lines_cents` less its share of the discount."""

    rate: Decimal
    lines_cents: int
    discount_cents: int
    net_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class Totals:
    line_cents: tuple[int, ...] = ()
    lines_cents: int = 0
    discount_cents: int = 0
    net_cents: int = 0
    vat_groups: tuple[VatGroup, ...] = ()
    vat_cents: int = 0
    gross_cents: int = 0
    down_payment_cents: int = 0
    cost_cents: int | None = None

    @property
    def margin_cents(self) -> int | None:
        """Net less cost; None when a line's cost is unknown, since a partial margin would flatter."""
        return None if self.cost_cents is None else self.net_cents - self.cost_cents


def half_up(amount: Fraction) -> int:
    """Round to the nearest integer, halves away from zero, as a French invoice does."""
    magnitude = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return magnitude if amount >= 0 else -magnitude


def percent_of(cents: int, percent: Decimal) -> int:
    return half_up(cents * Fraction(percent) / 100)


def exact_net(line: Line) -> Fraction:
    """The line's net in cents before any rounding."""
    amount = Fraction(line.quantity) * line.unit_price_cents
    for percent in line.discounts:
        amount *= 1 - Fraction(percent) / 100
    return amount


def settle(total: int, amounts: Sequence[Fraction]) -> list[int]:
    """Whole cents that add up to `total`, the sum of `amounts` rounded: each is its amount rounded down or up.

    The largest fractions are rounded up; equal ones from the first.
    """
    parts = [amount.numerator // amount.denominator for amount in amounts]
    by_loss = sorted(range(len(amounts)), key=lambda i: (parts[i] - amounts[i], i))
    for index in by_loss[: total - sum(parts)]:
        parts[index] += 1
    return parts


def apportion(total: int, shares: Sequence[int]) -> list[int]:
    """Split `total` cents in proportion to `shares`, none of them negative, so that the parts add up to it.

    All shares at zero: everything goes to the first.
    """
    whole = sum(shares)
    if not whole:
        return [total if index == 0 else 0 for index in range(len(shares))]
    return settle(total, [Fraction(total * share, whole) for share in shares])


def line_nets(lines: Sequence[Line], rounding: Rounding) -> list[int]:
    """The nets to print, in the order of `lines`.

    Per total, the lines of one VAT rate add up to their exact sum rounded once.
    """
    exact = [exact_net(line) for line in lines]
    if rounding is Rounding.PER_LINE:
        return [half_up(amount) for amount in exact]
    nets = [0] * len(lines)
    for indexes in _by_rate(lines).values():
        amounts = [exact[i] for i in indexes]
        for index, cents in zip(indexes, settle(half_up(sum(amounts, Fraction(0))), amounts), strict=True):
            nets[index] = cents
    return nets


def total(
    lines: Sequence[Line],
    *,
    rounding: Rounding = Rounding.PER_LINE,
    reduction: Reduction = Reduction(),
    down_payment_percent: Decimal = Decimal(0),
) -> Totals:
    """Every figure of the quote. Raises BadAmount for what `check` refuses."""
    check(lines, reduction, down_payment_percent)
    nets = line_nets(lines, rounding)
    groups = _vat_groups(lines, nets, reduction)
    net = sum(group.net_cents for group in groups)
    vat = sum(group.vat_cents for group in groups)
    return Totals(
        line_cents=tuple(nets),
        lines_cents=sum(nets),
        discount_cents=sum(group.discount_cents for group in groups),
        net_cents=net,
        vat_groups=groups,
        vat_cents=vat,
        gross_cents=net + vat,
        down_payment_cents=percent_of(net + vat, down_payment_percent),
        cost_cents=_cost(lines),
    )


def check(lines: Iterable[Line], reduction: Reduction, down_payment_percent: Decimal) -> None:
    """Raise BadAmount at the first amount that no quote can hold."""
    for index, line in enumerate(lines):
        if line.quantity <= 0:
            raise BadAmount("quantity_not_positive", line.quantity, index)
        if line.unit_price_cents < 0:
            raise BadAmount("price_negative", line.unit_price_cents, index)
        _check_percent(line.vat_rate, "vat_rate_impossible", index)
        for percent in line.discounts:
            _check_percent(percent, "discount_impossible", index)
    _check_percent(reduction.percent, "discount_impossible")
    if reduction.cents < 0:
        raise BadAmount("discount_impossible", reduction.cents)
    if reduction.percent and reduction.cents:
        raise BadAmount("discount_twice", reduction.cents)
    _check_percent(down_payment_percent, "down_payment_impossible")


def net_from_gross(gross_cents: int, vat_rate: Decimal) -> int:
    """The net inside a price that includes VAT, to the nearest cent."""
    return half_up(gross_cents / (1 + Fraction(vat_rate) / 100))


def _check_percent(percent: Decimal, reason: str, line: int | None = None) -> None:
    if not 0 <= percent <= 100:
        raise BadAmount(reason, percent, line)


def _by_rate(lines: Sequence[Line]) -> dict[Decimal, list[int]]:
    """Indexes of the lines of each rate, highest rate first."""
    indexes: dict[Decimal, list[int]] = {}
    for index, line in enumerate(lines):
        indexes.setdefault(line.vat_rate, []).append(index)
    return dict(sorted(indexes.items(), reverse=True))


def _vat_groups(lines: Sequence[Line], nets: Sequence[int], reduction: Reduction) -> tuple[VatGroup, ...]:
    by_rate = _by_rate(lines)
    sums = [sum(nets[i] for i in indexes) for indexes in by_rate.values()]
    discount = reduction.cents or percent_of(sum(sums), reduction.percent)
    if discount > sum(sums):
        raise BadAmount("discount_over_total", discount)
    spread = apportion(discount, sums)
    return tuple(
        VatGroup(rate, cents, less, cents - less, percent_of(cents - less, rate))
        for rate, cents, less in zip(by_rate, sums, spread, strict=True)
    )


def _cost(lines: Sequence[Line]) -> int | None:
    cost = Fraction(0)
    for line in lines:
        if line.unit_cost_cents is None:
            return None
        cost += Fraction(line.quantity) * line.unit_cost_cents
    return half_up(cost)


class DayCount(StrEnum):
    """How the parties count the time to pay. Both readings of "45 days end of month" are lawful."""

    NET = "net"
    DAYS_THEN_MONTH_END = "days_then_month_end"
    MONTH_END_THEN_DAYS = "month_end_then_days"


class TermTooLong(ValueError):
    """The parties agreed on more days than the law lets them."""

    def __init__(self, days: int, ceiling: int) -> None:
        super().__init__(f"{days} days, at most {ceiling}")
        self.reason = "term_too_long"
        self.days = days
        self.ceiling = ceiling


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    days: int
    count: DayCount = DayCount.NET


@dataclass(frozen=True, slots=True)
class TermCeilings:
    """The longest terms between professionals, in days; the law of the date gives them."""

    net_days: int
    month_end_days: int


def check_term(term: PaymentTerm, ceilings: TermCeilings) -> None:
    """Raise TermTooLong above what professionals may agree on.

    Source: Code de commerce, art. L441-10, I. Not for consumers, whom no ceiling protects from time.
    """
    ceiling = ceilings.net_days if term.count is DayCount.NET else ceilings.month_end_days
    if not 0 <= term.days <= ceiling:
        raise TermTooLong(term.days, ceiling)


def due_date(issued_on: date, term: PaymentTerm) -> date:
    """The last day to pay an invoice issued on that day without penalty; 0 days is on receipt."""
    delay = timedelta(days=term.days)
    match term.count:
        case DayCount.NET:
            return issued_on + delay
        case DayCount.DAYS_THEN_MONTH_END:
            return _month_end(issued_on + delay)
        case DayCount.MONTH_END_THEN_DAYS:
            return _month_end(issued_on) + delay


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


class Conclusion(StrEnum):
    """Where the contract will be concluded: asked of the rep, never guessed, for the consumer's rights hang on it."""

    PREMISES = "premises"
    DISTANCE = "distance"
    OFF_PREMISES = "off_premises"


def first_payment_on(concluded_on: date, wait_days: int) -> date:
    """The first day when money can be taken after an off-premises contract, `wait_days` whole days having passed.

    Source: Code de la consommation, art. L221-10. The day of the contract does not count.
    """
    return concluded_on + timedelta(days=wait_days + 1)


def quote_number(year: int, rank: int) -> str:
    """`D-2026-0118`; past 9999 the rank takes the digits it needs."""
    return f"D-{year}-{rank:04d}"


def is_lapsed(valid_until: date | None, on: date) -> bool:
    """An offer no longer binds after its last day (Code civil, art. 1117)."""
    return valid_until is not None and on > valid_until
