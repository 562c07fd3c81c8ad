"""A case from JSON: what is taken, and the place named in what is refused."""

from typing import Any

import pytest
from django.utils import translation

from carnet.prospect.tours.rules.reading import CaseInvalid, read
from carnet.prospect.tours.words import refused

from .builders import content


def changed(path: list[Any], value: object) -> dict[str, Any]:
    """The usual case with one value changed; Ellipsis takes the key out."""
    whole = content()
    inside: Any = whole
    for step in path[:-1]:
        inside = inside[step]
    if value is ...:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return whole


def test_a_case_is_read_whole() -> None:
    case = read(content())
    assert [visit.name for visit in case.visits] == ["Villefranche", "Vienne", "Annecy"]
    assert case.visits[0].at == (case.days[0].on, 630)
    assert case.visit("b").windows(case.days[0].on) == [(540, 675), (840, 975)]
    assert case.days[1].lunch is not None
    assert case.travel.kind == "estimated"
    assert case.travel.km[0][1] == case.travel.km[1][0] > 30
    assert case.vehicle is not None


def test_two_customers_on_one_point_are_a_few_minutes_apart() -> None:
    whole = content()
    whole["visits"][1] |= {"lat": 45.989, "lon": 4.719}
    travel = read(whole).travel
    assert (travel.km[1][2], travel.minutes[1][2]) == (2.0, 6)
    assert travel.minutes[1][1] == 0


def test_road_distances_are_taken_as_they_are_given() -> None:
    matrix = [[0 if a == b else 10.2 for b in range(4)] for a in range(4)]
    travel = read(content(travel={"kind": "road", "source": "osrm", "minutes": matrix, "km": matrix})).travel
    assert (travel.kind, travel.minutes[0][1], travel.km[0][1]) == ("road", 11, 10.2)


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        (["schema"], "carnet-tour/9", "schema", "schema"),
        (["bases"], [], "bases", "missing"),
        (["bases"], "Lyon", "bases", "not_a_list"),
        (["bases", 0], 12, "bases[0]", "not_an_object"),
        (["bases", 0, "lat"], 91, "bases[0].lat", "coordinates"),
        (["bases", 0, "lon"], ..., "bases[0].lon", "missing"),
        (["days"], [], "days", "no_day"),
        (["days", 1, "on"], "2026-11-23", "days[1].on", "days_order"),
        (["days", 0, "on"], "23/11/2026", "days[0].on", "not_day"),
        (["days", 0, "on"], ..., "days[0].on", "missing"),
        (["days", 0, "to"], "office", "days[0].to", "unknown_base"),
        (["days", 0, "end"], "08:00", "days[0].end", "reversed"),
        (["day", "start"], "25:00", "days[0].start", "not_clock"),
        (["day", "lunch"], {"from": "12:00", "until": "12:30"}, "days[0].lunch.until", "reversed"),
        (["day", "most_minutes"], "dix", "days[0].most_minutes", "not_number"),
        (["visits", 0, "at"], "lundi", "visits[0].at", "not_moment"),
        (["visits", 0, "at"], "2026-13-01T09:00", "visits[0].at", "not_day"),
        (["visits", 0, "minutes"], 0, "visits[0].minutes", "out_of_range"),
        (["visits", 0, "minutes"], float("nan"), "visits[0].minutes", "not_number"),
        (["visits", 0, "mandatory"], "oui", "visits[0].mandatory", "not_flag"),
        (["visits", 0, "colour"], "red", "visits[0].colour", "unknown_key"),
        (["visits", 1, "id"], "a", "visits[1].id", "twice"),
        (["visits", 1, "id"], "@home", "visits[1].id", "not_text"),
        (["visits", 1, "open", 0, "until"], "08:00", "visits[1].open[0].until", "reversed"),
        (["visits", 1, "open", 0, "days"], [0], "visits[1].open[0].days", "out_of_range"),
        (["visits", 1, "first_on"], "demain", "visits[1].first_on", "not_day"),
        (["vehicle", "energy"], "steam", "vehicle.energy", "energy"),
        (["vehicle", "per_100"], 0, "vehicle.per_100", "out_of_range"),
        (["most_nights"], -1, "most_nights", "out_of_range"),
        (["travel"], {"minutes": [[0]], "km": [[0]]}, "travel.minutes", "matrix_size"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(path: list[Any], value: object, place: str, reason: str) -> None:
    with pytest.raises(CaseInvalid) as problem:
        read(changed(path, value))
    assert (problem.value.place, problem.value.reason) == (place, reason)
    with translation.override("fr"):
        assert refused(problem.value).startswith(place)


def test_three_hundred_visits_are_the_most() -> None:
    rows = [{"id": str(number), "lat": 45.0, "lon": 4.0} for number in range(301)]
    with pytest.raises(CaseInvalid) as problem:
        read(content(visits=rows))
    assert problem.value.reason == "too_many"
    assert len(read(content(visits=rows[:300])).visits) == 300


def test_dates_in_the_wrong_order_are_refused() -> None:
    whole = content()
    whole["visits"][2] |= {"first_on": "2026-11-24", "last_on": "2026-11-23"}
    with pytest.raises(CaseInvalid) as problem:
        read(whole)
    assert (problem.value.place, problem.value.reason) == ("visits[2].last_on", "reversed")
