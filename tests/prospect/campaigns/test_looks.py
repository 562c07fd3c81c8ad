"""Planned looks: the table of the boundaries is reckoned again, a look says one thing, and nothing in between."""

from math import exp, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.prospect.campaigns.rules.looks import Boundary, Said, critical, look, planned, size_at, statistic

OBF, POCOCK = Boundary.OBRIEN_FLEMING, Boundary.POCOCK


def crossed_by_chance(bounds: list[float]) -> float:
    """The probability that z leaves the bounds at one of these equally spaced looks though nothing differs.

    The sum of the increments is a random walk: its density, kept inside the bounds, is carried from look to look by
    Simpson's rule (Armitage, McPherson and Rowe, Journal of the Royal Statistical Society A 132, 1969).
    """
    cells = 300
    edge = bounds[0]
    grid = [(-1 + 2 * at / cells) * edge for at in range(cells + 1)]
    inside = [exp(-x * x / 2) / sqrt(2 * pi) for x in grid]
    for number, bound in enumerate(bounds[1:], 2):
        weights = [(4 if at % 2 else 2) if 0 < at < cells else 1 for at in range(cells + 1)]
        step = (grid[1] - grid[0]) / 3
        edge = bound * sqrt(number)
        wanted = [(-1 + 2 * at / cells) * edge for at in range(cells + 1)]
        mass = [weight * value * step for weight, value in zip(weights, inside, strict=True)]
        inside = [
            sum(part * exp(-((y - x) ** 2) / 2) for part, x in zip(mass, grid, strict=True)) / sqrt(2 * pi)
            for y in wanted
        ]
        grid = wanted
    weights = [(4 if at % 2 else 2) if 0 < at < cells else 1 for at in range(cells + 1)]
    step = (grid[1] - grid[0]) / 3
    return 1 - sum(weight * value * step for weight, value in zip(weights, inside, strict=True))


@pytest.mark.parametrize("looks", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("boundary", [OBF, POCOCK])
def test_each_row_of_the_table_lets_five_percent_of_chance_through(boundary: Boundary, looks: int) -> None:
    bounds = [critical(boundary, looks, number) for number in range(1, looks + 1)]
    assert crossed_by_chance(bounds) == pytest.approx(0.05, abs=0.0002)


@pytest.mark.parametrize(
    ("boundary", "looks", "bounds"),
    [(OBF, 3, [3.471, 2.454, 2.004]), (OBF, 4, [4.048, 2.862, 2.337, 2.024]), (POCOCK, 2, [2.178, 2.178])],
)
def test_the_bounds_are_those_of_the_books(boundary: Boundary, looks: int, bounds: list[float]) -> None:
    assert [round(critical(boundary, looks, number), 3) for number in range(1, looks + 1)] == bounds


@pytest.mark.parametrize(
    ("boundary", "looks", "each"), [(OBF, 1, 435), (OBF, 3, 444), (POCOCK, 3, 510), (POCOCK, 5, 535)]
)
def test_more_looks_need_more_contacts(boundary: Boundary, looks: int, each: int) -> None:
    assert planned(0.05, 0.05, boundary, looks) == each
    assert size_at(each, looks, looks) == each


@pytest.mark.parametrize("looks", [0, 6])
def test_so_many_looks_have_no_table(looks: int) -> None:
    with pytest.raises(ValueError, match="looks"):
        planned(0.05, 0.05, OBF, looks)


@pytest.mark.parametrize(
    ("number", "first", "second", "said"),
    [(1, 12, 8, Said.GO_ON), (1, 30, 4, Said.FIRST), (1, 4, 30, Said.SECOND), (3, 12, 8, Said.ALIKE)],
)
def test_a_look_names_one_goes_on_or_ends_without_a_difference(
    number: int, first: int, second: int, said: Said
) -> None:
    assert look(OBF, 3, number, each=100, first=first, second=second).said == said


def test_z_is_that_of_two_proportions() -> None:
    """30 of 100 beside 20 of 100: pooled 0.25, spread 0.0612, z 1.633."""
    assert round(statistic(30, 20, 100), 3) == 1.633
    assert statistic(0, 0, 10) == statistic(10, 10, 10) == 0


@given(
    boundary=st.sampled_from(Boundary), looks=st.integers(1, 5), each=st.integers(10, 2000), data=st.data()
)  # fmt: skip
def test_to_exchange_the_messages_exchanges_what_is_said(boundary: Boundary, looks: int, each: int, data) -> None:
    number = data.draw(st.integers(1, looks))
    first, second = (data.draw(st.integers(0, each)) for _message in "ab")
    one = look(boundary, looks, number, each=each, first=first, second=second)
    other = look(boundary, looks, number, each=each, first=second, second=first)
    swapped = {Said.FIRST: Said.SECOND, Said.SECOND: Said.FIRST}
    assert other.said == swapped.get(one.said, one.said)
