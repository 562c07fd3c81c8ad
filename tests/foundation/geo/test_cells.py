"""Marks of a map: cells that lose nobody and never grow beyond what a screen can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.geo.cells import Frame, Spot, cells, few_cells, frame_of, pixel, read_frame
from carnet.foundation.geo.rules import Point, is_inside

LYON, BRON, PARIS = Point(45.764, 4.836), Point(45.733, 4.909), Point(48.857, 2.352)


def test_what_lies_near_on_the_screen_is_one_mark():
    spots = [Spot(LYON, 3, "Lyon"), Spot(BRON, 1, "Bron"), Spot(PARIS, 2, "Paris")]
    far = cells(spots, 6)
    assert [(cell.count, [spot.key for spot in cell.spots]) for cell in far] == [(4, ["Lyon", "Bron"]), (2, ["Paris"])]
    assert len(cells(spots, 13)) == 3


def test_a_mark_stands_in_the_middle_of_its_rows():
    (one,) = cells([Spot(Point(45.0, 4.0), 3), Spot(Point(45.4, 4.4), 1)], 1)
    assert one.point == Point(45.1, 4.1)
    assert one.frame == Frame(45.0, 4.0, 45.4, 4.4)


def test_the_corner_of_the_world_is_the_first_pixel():
    assert pixel(Point(0, 0), 0) == (128, 128)
    assert pixel(Point(90, -180), 3)[0] == 0


points = st.builds(Point, st.floats(-84, 84), st.floats(-180, 179.9))
spots = st.lists(st.builds(Spot, points, st.integers(1, 500), st.none()), max_size=60)


@given(spots, st.integers(0, 14))
def test_no_row_is_lost_nor_told_twice(found, zoom):
    made = cells(found, zoom)
    assert sum(cell.count for cell in made) == sum(spot.count for spot in found)
    assert sorted(spot for cell in made for spot in cell.spots) == sorted(found)


@given(spots, st.integers(-3, 40), st.integers(1, 20))
def test_there_are_never_more_marks_than_asked_for(found, zoom, most):
    made = few_cells(found, zoom, most=max(most, 16))
    assert len(made) <= max(most, 16)
    assert sum(cell.count for cell in made) == sum(spot.count for spot in found)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("45,4,46,5", Frame(45, 4, 46, 5)),
        ("-21.4,55.2,-20.8,55.8", Frame(-21.4, 55.2, -20.8, 55.8)),
        ("46,4,45,5", None),
        ("45,4,46", None),
        ("45,4,46,nan", None),
        ("45,4,46,1e99", None),
        ("a,b,c,d", None),
        ("", None),
    ],
)
def test_a_frame_is_read_or_it_is_not_one(text, frame):
    assert read_frame(text) == frame


def test_a_frame_goes_around_all():
    assert frame_of([LYON, PARIS]) == Frame(LYON.lat, PARIS.lon, PARIS.lat, LYON.lon)
    assert frame_of([]) is None


SQUARE = [Point(45, 4), Point(45, 5), Point(46, 5), Point(46, 4)]


@pytest.mark.parametrize(
    ("point", "corners", "is_in"),
    [
        (Point(45.5, 4.5), SQUARE, True),
        (Point(44.9, 4.5), SQUARE, False),
        (Point(45.5, 5.1), SQUARE, False),
        (Point(45.4, 4.7), [Point(45, 4), Point(45, 5), Point(45.4, 4.5), Point(46, 5), Point(46, 4)], False),
        (Point(45.5, 4.2), [Point(45, 4), Point(45, 5), Point(45.4, 4.5), Point(46, 5), Point(46, 4)], True),
        (Point(45, 4), [], False),
    ],
)
def test_an_area_holds_what_lies_inside_it(point, corners, is_in):
    assert is_inside(point, corners) is is_in
    assert is_inside(point, corners[::-1]) is is_in


@given(st.lists(points, min_size=3, max_size=12), points)
def test_what_lies_out_of_the_frame_of_an_area_lies_out_of_it(corners, point):
    if not frame_of(corners).holds(point):
        assert not is_inside(point, corners)
