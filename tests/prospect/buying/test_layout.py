"""The map: power upward, attitude by column, no card on another, no tie through a name."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.buying.rules.centre import Actor, Attitude, Tie, TieKind
from carnet.prospect.buying.rules.layout import PHONE, SIDE, WIDE, Card, Sheet, lay_out, rounded, wrapped

from .conftest import actor, tie
from .test_gaps import links, people

SHEETS = st.sampled_from([PHONE, WIDE])


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Julie Marchand", 20, ("Julie Marchand",)),
        ("Julie Marchand", 9, ("Julie", "Marchand")),
        ("Anne-Sophie de La Rochebrochard", 13, ("Anne-Sophie", "de La Rocheb…")),
        ("Incompréhensiblement", 8, ("Incompr…",)),
        ("", 8, ("",)),
    ],
)
def test_a_name_is_wrapped_and_cut_where_it_must(text: str, room: int, lines: tuple[str, ...]) -> None:
    assert wrapped(text, room) == lines


def test_the_powerful_stand_above_and_the_opposed_to_the_left() -> None:
    actors = [
        actor(1, power=5, attitude=Attitude.FAVOURABLE),
        actor(2, power=1, attitude=Attitude.OPPOSED),
        actor(3, power=None),
    ]
    cards = {card.actor.key: card for card in lay_out(actors, [], PHONE, {}).cards}
    assert cards[1].bottom < cards[2].y < cards[3].y
    assert cards[2].x < cards[3].x < cards[1].x


def test_a_way_with_corners_is_one_path() -> None:
    assert rounded([(0, 0), (10, 0), (10, 20)]) == "M0 0L5 0Q10 0 10 5L10 20"
    assert rounded([]) == ""


def touches(card: Card, one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether a flat or upright stroke runs through the inside of a card."""
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    return left < card.right - 0.01 and right > card.x + 0.01 and top < card.bottom - 0.01 and bottom > card.y + 0.01


@given(people, links, SHEETS, st.integers(0, 3))
def test_cards_never_overlap_and_ties_never_cross_a_name(
    actors: list[Actor], ties: list[Tie], sheet: Sheet, lines: int
) -> None:
    drawn = lay_out(actors, ties, sheet, {one.key: ["Décideur"] * lines for one in actors})
    assert len(drawn.cards) == len(actors)
    for card in drawn.cards:
        assert card.x >= 0
        assert card.right <= drawn.width
        assert card.bottom <= drawn.height
        assert card.column == SIDE[card.actor.attitude]
        assert all(len(line) <= sheet.room for line in card.lines[: card.heading])
        for other in drawn.cards:
            if other is not card:
                apart_x = card.right <= other.x or other.right <= card.x
                apart_y = card.bottom <= other.y or other.bottom <= card.y
                assert apart_x or apart_y
            if (other.actor.power or 0) > (card.actor.power or 0):
                assert other.bottom < card.y
    for line in drawn.lines:
        for one, other in zip(line.points, line.points[1:], strict=False):
            assert one[0] == other[0] or one[1] == other[1]
            assert not any(touches(card, one, other) for card in drawn.cards)


@given(people, links, SHEETS)
def test_each_tie_between_two_people_on_the_map_is_drawn_once_and_ends_at_its_person(
    actors: list[Actor], ties: list[Tie], sheet: Sheet
) -> None:
    keys = {one.key for one in actors}
    drawn = lay_out(actors, ties, sheet, {})
    wanted = [one for one in ties if one.who in keys and one.toward in keys and one.who != one.toward]
    assert [line.tie for line in drawn.lines] == wanted
    cards = {card.actor.key: card for card in drawn.cards}
    for line in drawn.lines:
        goal = cards[line.tie.toward]
        assert line.end[0] in {goal.x, goal.right}
        assert goal.y < line.end[1] < goal.bottom


def test_the_same_people_are_always_drawn_alike_in_whatever_order_they_come() -> None:
    actors = [actor(number, power=number % 5 + 1, attitude=list(Attitude)[number % 4]) for number in range(1, 9)]
    ties = [tie(1, 2), tie(3, 4, TieKind.WORKS_WITH)]
    assert set(lay_out(actors, ties, WIDE, {}).cards) == set(lay_out(actors[::-1], ties, WIDE, {}).cards)
    moved = [replace(one, power=5) for one in actors]
    assert len(lay_out(moved, ties, WIDE, {}).bands) == 1
