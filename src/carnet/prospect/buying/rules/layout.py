"""Where each person stands on the map and how the ties run: power upward, attitude by column.

Left those against us, in the middle the neutral and those one knows nothing of, right those for us. Ties run in the
gutters between the columns and in the gaps between the rows, so that none passes through a name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .centre import Actor, Attitude, Tie

Point = tuple[float, float]
COLUMNS = 3
SIDE = {Attitude.OPPOSED: 0, Attitude.NEUTRAL: 1, Attitude.UNKNOWN: 1, Attitude.FAVOURABLE: 2}
ROUND = 5.0
SIGN = 2
"""Letters that the sign of the attitude takes at the end of the first line."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper: all in units of the drawing. `letter`: the width that a letter takes on average."""

    width: float
    edge: float
    gutter: float
    line: float
    letter: float
    pad: float = 7
    gap: float = 12
    band: float = 26
    top: float = 22

    @property
    def card(self) -> float:
        return (self.width - 2 * self.edge - (COLUMNS - 1) * self.gutter) / COLUMNS

    @property
    def room(self) -> int:
        """Letters in a line of a card."""
        return int((self.card - 2 * self.pad) / self.letter)

    def left(self, column: int) -> float:
        return self.edge + column * (self.card + self.gutter)

    def lane(self, gutter: int) -> float:
        """Where the gutter right of column `gutter` begins."""
        return self.left(gutter) + self.card


PHONE = Sheet(width=344, edge=2, gutter=24, line=14.5, letter=6.3)
WIDE = Sheet(width=620, edge=2, gutter=44, line=16.5, letter=6.9)


@dataclass(frozen=True, slots=True)
class Card:
    """`lines`: the name, then what else stands on it; `heading`: how many of the lines are the name."""

    actor: Actor
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    heading: int
    column: int
    band: int

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Line:
    """`points`: its corners; `head`: the triangle or the cross at its end."""

    tie: Tie
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        return rounded(self.points)

    @property
    def end(self) -> Point:
        return self.points[-1]

    @property
    def way_in(self) -> int:
        """1 where it comes in from the left, -1 from the right: the last part always lies flat."""
        return 1 if self.points[-2][0] <= self.points[-1][0] else -1


@dataclass(frozen=True, slots=True)
class Band:
    """A row of one power; None: not known."""

    power: int | None
    y: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    cards: tuple[Card, ...] = ()
    lines: tuple[Line, ...] = ()
    bands: tuple[Band, ...] = field(default=())


def lay_out(actors: Sequence[Actor], ties: Sequence[Tie], sheet: Sheet, says: dict[int, Sequence[str]]) -> Drawing:
    """`says`: what stands under each name. Ties to somebody who is not drawn are left out."""
    cards: list[Card] = []
    bands: list[Band] = []
    y = sheet.top
    powers = sorted({actor.power for actor in actors}, key=lambda power: -(power or 0))
    for number, power in enumerate(powers):
        y += sheet.band
        row = list(_row([one for one in actors if one.power == power], sheet, says, y, number))
        bottom = max(card.bottom for card in row)
        bands.append(Band(power, y, bottom))
        cards += row
        y = bottom
    lines = tuple(_lines(cards, bands, ties, sheet))
    return Drawing(sheet.width, y + sheet.gap, tuple(cards), lines, tuple(bands))


def _row(
    actors: Sequence[Actor], sheet: Sheet, says: dict[int, Sequence[str]], top: float, band: int
) -> Iterator[Card]:
    down = [top] * COLUMNS
    for actor in sorted(actors, key=lambda one: (one.name, one.key)):
        column = SIDE[actor.attitude]
        name = wrapped(actor.name, sheet.room - SIGN)
        lines = (*name, *says.get(actor.key, ()))
        height = 2 * sheet.pad + sheet.line * len(lines)
        yield Card(actor, sheet.left(column), down[column], sheet.card, height, lines, len(name), column, band)
        down[column] += height + sheet.gap


def wrapped(text: str, room: int, most: int = 2) -> tuple[str, ...]:
    """`text` in at most `most` lines of `room` letters, cut by … where it cannot be."""
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = f"{kept[-1]} {' '.join(lines[most:])}"
    return tuple(line if len(line) <= room else f"{line[: room - 1].rstrip()}…" for line in kept)


def _lines(cards: Sequence[Card], bands: Sequence[Band], ties: Sequence[Tie], sheet: Sheet) -> Iterator[Line]:
    """Each end gets a place of its own on the side of its card, each tie a lane of its own in its gutter."""
    by_key = {card.actor.key: card for card in cards}
    drawn = [tie for tie in ties if tie.who in by_key and tie.toward in by_key and tie.who != tie.toward]
    sides = [_sides(by_key[tie.who].column, by_key[tie.toward].column) for tie in drawn]
    ends: dict[tuple[int, int], list[int]] = {}
    users: dict[int, list[int]] = {}
    for number, (tie, (out, into)) in enumerate(zip(drawn, sides, strict=True)):
        ends.setdefault((tie.who, out), []).append(number)
        ends.setdefault((tie.toward, into), []).append(number)
        for gutter in {_gutter(by_key[tie.who], out), _gutter(by_key[tie.toward], into)}:
            users.setdefault(gutter, []).append(number)

    def port(key: int, side: int, number: int) -> Point:
        card, mine = by_key[key], ends[key, side]
        step = card.height / (len(mine) + 1)
        return (card.right if side > 0 else card.x, card.y + step * (mine.index(number) + 1))

    def lane(gutter: int, number: int) -> float:
        mine = users[gutter]
        return sheet.lane(gutter) + sheet.gutter * (mine.index(number) + 1) / (len(mine) + 1)

    for number, (tie, (out, into)) in enumerate(zip(drawn, sides, strict=True)):
        one, other = by_key[tie.who], by_key[tie.toward]
        start, end = port(tie.who, out, number), port(tie.toward, into, number)
        first, last = lane(_gutter(one, out), number), lane(_gutter(other, into), number)
        points = [start, (first, start[1])]
        if first != last:
            across = bands[max(one.band, other.band)].y - sheet.band * (0.25 + 0.5 * (number % 3) / 2)
            points += [(first, across), (last, across)]
        yield Line(tie, (*points, (last, end[1]), end))


def _sides(one: int, other: int) -> tuple[int, int]:
    """On which side each end leaves its card: 1 right, -1 left. In one column both leave towards the same gutter."""
    if one == other:
        return (-1, -1) if one == COLUMNS - 1 else (1, 1)
    return (1, -1) if one < other else (-1, 1)


def _gutter(card: Card, side: int) -> int:
    return card.column if side > 0 else card.column - 1


def rounded(points: Sequence[Point]) -> str:
    """The way through `points` as an SVG path whose corners are round."""
    if not points:
        return ""
    parts = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _toward(corner, before), _toward(corner, after)
        parts.append(f"L{_n(enter[0])} {_n(enter[1])}Q{_n(corner[0])} {_n(corner[1])} {_n(leave[0])} {_n(leave[1])}")
    parts.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return "".join(parts)


def _toward(corner: Point, other: Point) -> Point:
    """A step of `ROUND`, or half the way, from a corner."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    share = min(ROUND, length / 2) / length if length else 0.0
    return (corner[0] + dx * share, corner[1] + dy * share)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
