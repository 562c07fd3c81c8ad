"""Sums of a pipeline. Pure."""

from collections.abc import Iterable
from datetime import date


def weighted_cents(open_deals: Iterable[tuple[int, int]]) -> int:
    """The sum of amount × probability (whole percent) over `(amount_cents, probability)`, rounded down."""
    return sum(amount * probability for amount, probability in open_deals) // 100


def days_in_stage(since: date, today: date) -> int:
    return max((today - since).days, 0)
