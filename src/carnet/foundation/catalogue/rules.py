"""Margins and the history of a price. Pure.

Glossary: taux de marge = margin on cost, taux de marque = margin on price, prix de vente = list price,
prix de référence = lowest price of the days before a promotion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """Net cents, in force from that day until the next price."""

    in_force_from: date
    cents: int


def price_on(history: Sequence[Price], day: date) -> int | None:
    """The price of that day; None before the first one."""
    known = [price for price in history if price.in_force_from <= day]
    return max(known, key=lambda price: price.in_force_from).cents if known else None


def lowest_price(history: Sequence[Price], since: date, until: date) -> int | None:
    """The lowest price in force on any day from `since` to `until`, both counted; None when there was none.

    Source of its use: Code de la consommation, art. L112-1-1 (a promotion names the lowest price of the days before).
    """
    asked = [price.cents for price in history if since < price.in_force_from <= until]
    if (standing := price_on(history, since)) is not None:
        asked.append(standing)
    return min(asked, default=None)


def margin_on_cost(price_cents: int, cost_cents: int) -> Decimal | None:
    """Taux de marge, as a ratio of the cost; None without a cost."""
    return Decimal(price_cents - cost_cents) / cost_cents if cost_cents else None


def margin_on_price(price_cents: int, cost_cents: int) -> Decimal | None:
    """Taux de marque, as a ratio of the net price; None without a price."""
    return Decimal(price_cents - cost_cents) / price_cents if price_cents else None


def price_for(cost_cents: int, margin_on_price: Decimal) -> int:
    """The net price that leaves that ratio of itself as margin. Raises ValueError from 1 up: no price does."""
    if margin_on_price >= 1:
        raise ValueError(f"margin on price {margin_on_price}")
    return int((cost_cents / (1 - margin_on_price)).quantize(Decimal(1), ROUND_HALF_UP))
