"""Lambert 93 and degrees, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.sirene.rules.projection import (
    Degrees,
    PlaceInvalid,
    in_france,
    read_place,
    to_degrees,
    to_lambert,
)


@pytest.mark.parametrize(
    ("east", "north", "lat", "lon"),
    [
        (652_381.02, 6_862_047.09, 48.8567, 2.3510),  # Paris, Hôtel de Ville
        (842_666.66, 6_519_924.37, 45.7640, 4.8357),  # Lyon
        (700_000.00, 6_600_000.00, 46.5, 3.0),  # the origin
        (1_176_915.0, 6_107_960.0, 41.9270, 8.7400),  # Ajaccio
    ],
)
def test_known_points(east, north, lat, lon):
    found = to_degrees(east, north)
    assert found == pytest.approx((lat, lon), abs=2e-2 if lat < 42 else 1e-3)
    assert to_lambert(*found) == pytest.approx((east, north), abs=0.01)


@given(st.floats(41.3, 51.1), st.floats(-5.1, 9.6))
def test_there_and_back_is_the_same_place(lat, lon):
    assert to_degrees(*to_lambert(lat, lon)) == pytest.approx((lat, lon), abs=1e-8)


@pytest.mark.parametrize(
    ("lat", "lon", "there"),
    [
        (45.76, 4.84, True),
        (4.84, 45.76, False),
        (-21.1, 55.5, True),
        (16.2, -61.5, True),
        (52.5, 13.4, False),
        (0.0, 0.0, False),
    ],
)
def test_what_is_in_france(lat, lon, there):
    assert in_france(lat, lon) is there


def test_a_place_is_two_figures():
    assert read_place("45.76,4.84") == Degrees(45.76, 4.84)
    assert read_place(" -21.1 ; 55.5") == Degrees(-21.1, 55.5)


@pytest.mark.parametrize(
    ("text", "reason", "meant"),
    [
        ("Lyon", "shape", None),
        ("45.76", "shape", None),
        ("4.84,45.76", "swapped", (45.76, 4.84)),
        ("842666.66,6519924.37", "lambert", (45.764, 4.8357)),
        ("6519924.37,842666.66", "lambert", (45.764, 4.8357)),
        ("52.5,13.4", "abroad", None),
        ("nan,nan", "abroad", None),
    ],
)
def test_what_is_no_place_says_what_was_probably_meant(text, reason, meant):
    with pytest.raises(PlaceInvalid) as refused:
        read_place(text)
    assert refused.value.reason == reason
    assert refused.value.meant == (pytest.approx(meant, abs=1e-3) if meant else None)
