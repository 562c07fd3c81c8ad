"""The sums of a plan: contacts, cents and kilograms by group and by channel, totals that agree both ways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .channels import Channel, Rates, Terms


@dataclass(frozen=True, slots=True)
class Cell:
    contacts: int = 0
    cents: int = 0
    kg: Decimal = Decimal(0)

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.contacts + other.contacts, self.cents + other.cents, self.kg + other.kg)


@dataclass(frozen=True, slots=True)
class Budget:
    """`cells[group][channel]`; a channel whose cost or emission nobody knows counts nothing and is named."""

    cells: tuple[Mapping[Channel, Cell], ...]
    by_group: tuple[Cell, ...]
    by_channel: Mapping[Channel, Cell]
    total: Cell
    uncosted: tuple[Channel, ...]
    unweighed: tuple[Channel, ...]


def budget(contacts: Sequence[Mapping[Channel, int]], terms: Mapping[Channel, Terms]) -> Budget:
    """From the contacts of each group by channel."""
    cells = tuple({channel: cell(count, terms[channel]) for channel, count in group.items()} for group in contacts)
    by_group = tuple(add(group.values()) for group in cells)
    used = [channel for channel in Channel if any(group.get(channel) for group in contacts)]
    by_channel = {channel: add(group[channel] for group in cells if channel in group) for channel in used}
    return Budget(
        cells=cells,
        by_group=by_group,
        by_channel=by_channel,
        total=add(by_group),
        uncosted=tuple(channel for channel in used if terms[channel].cost_cents is None),
        unweighed=tuple(channel for channel in used if terms[channel].kg is None),
    )


def cell(count: int, terms: Terms) -> Cell:
    return Cell(count, count * (terms.cost_cents or 0), count * (terms.kg or Decimal(0)))


def add(cells: Iterable[Cell]) -> Cell:
    return sum(cells, Cell())


@dataclass(frozen=True, slots=True)
class Expected:
    """What the contacts of a plan should bring. None where no channel has a rate; `blind`: channels without one."""

    contacts: int
    meetings: int | None
    sales: int | None
    blind: tuple[Channel, ...]


def expected(contacts: Mapping[Channel, int], known: Mapping[Channel, Rates]) -> Expected:
    """Rounded once, on the sum."""
    used = [channel for channel in Channel if contacts.get(channel)]
    return Expected(
        contacts=sum(contacts.values()),
        meetings=_sum([(contacts[channel], known[channel].meetings) for channel in used]),
        sales=_sum([(contacts[channel], known[channel].sales) for channel in used]),
        blind=tuple(channel for channel in used if known[channel].basis == "none"),
    )


def _sum(parts: Sequence[tuple[int, Decimal | None]]) -> int | None:
    told = [count * rate / 100 for count, rate in parts if rate is not None]
    return int(sum(told, Decimal(0)).quantize(Decimal(1), ROUND_HALF_UP)) if told else None
