"""What a week emits, and what it is compared with."""

from datetime import date

import pytest

from carnet.prospect.tours.factors import figures, in_force
from carnet.prospect.tours.rules.carbon import by_car, by_train, by_video, in_list_order
from carnet.prospect.tours.rules.case import Vehicle

from .builders import case, day, visit

FACTORS = {
    "carbon.fuel.diesel": 3.0,
    "carbon.fuel.petrol": 2.5,
    "carbon.car.plug_in": 0.15,
    "carbon.train.regional": 0.03,
}


@pytest.mark.parametrize(
    ("vehicle", "kg", "basis"),
    [
        (Vehicle("diesel", 5.0), 15.0, "own"),
        (Vehicle("hybrid", 4.0), 10.0, "own"),
        # Litres alone would forget what a plug-in draws from the mains.
        (Vehicle("plug_in", 2.0), 15.0, "typical"),
        (Vehicle("plug_in"), 15.0, "typical"),
        (Vehicle("electric", 15.0), None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_car_counts_by_its_own_consumption_first(vehicle: Vehicle | None, kg: float | None, basis: str) -> None:
    found = by_car(100, vehicle, FACTORS)
    assert (found.kg, found.basis) == (kg, basis)


def test_the_train_counts_as_many_kilometres() -> None:
    assert by_train(100, FACTORS).kg == 3.0
    assert by_train(100, {}).kg is None


def test_video_counts_a_meeting_for_each_visit() -> None:
    assert by_video(30, {"carbon.contact.video": 0.05}).kg == 1.5
    assert by_video(30, {}).kg is None


def test_factors_are_those_of_the_day_with_their_source() -> None:
    known = in_force(date(2026, 11, 23))
    assert {"carbon.fuel.diesel", "carbon.car.electric", "carbon.train.regional"} <= set(known)
    assert all(one.source and (one.read_on or one.is_unverified) for one in known.values())
    assert figures(date(2020, 1, 1)) == {}


def test_the_order_of_the_list_keeps_appointments_and_the_number_of_visits_a_day() -> None:
    built = case(visit("a", 10), visit("b", 50), visit("c", 20), visit("d", 40, at="10:00"), days=[day(0), day(1)])
    km, drive = in_list_order(built, [["b", "d"], ["a", "c"]])
    # In the order of the list: a then d on Monday, b then c on Tuesday.
    assert km == drive == (10 + 30 + 40) + (50 + 30 + 20)
