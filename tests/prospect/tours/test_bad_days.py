"""Weeks that cannot be: each has its sentence, and a plan of the rest."""

import random
from typing import Any

import pytest
from django.utils import translation

from carnet.prospect.tours.factors import figures
from carnet.prospect.tours.places import check_on_land
from carnet.prospect.tours.rules.reading import CaseInvalid, read
from carnet.prospect.tours.running import plan_apart
from carnet.prospect.tours.words import refused, why

from .builders import content


def sentence_for(changed: dict[str, Any]) -> str:
    """Why the visit `x` is left out, or what warns of it, in French."""
    whole = content()
    whole["visits"].append({"id": "x", "name": "Chez X", "lat": 45.7, "lon": 4.9, **changed})
    case = read(whole)
    plan = plan_apart(whole, 0.2, figures(case.days[0].on))
    assert plan["is_sound"]
    names = {visit.code: visit.name for visit in case.visits}
    with translation.override("fr"):
        (found,) = [why(one, names) for one in (*plan["left_out"], *plan["warnings"]) if one["id"] == "x"]
    return found


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"minutes": 700}, "Elle dure 11 h 40, plus que n’importe laquelle des journées"),
        ({"at": "2026-11-23T12:15", "minutes": 90}, "ne laisse pas le temps de déjeuner"),
        ({"at": "2026-11-23T10:30"}, "Même heure, le 23/11/2026 : Villefranche"),
        ({"open": [{"days": [7], "from": "09:00", "until": "12:00"}]}, "Ses horaires d’ouverture ne laissent de place"),
        ({"first_on": "2026-11-28", "last_on": "2026-11-29"}, "deux dates qui ne contiennent aucun de ces jours"),
        ({"at": "2026-11-27T10:00"}, "un jour qui n’est pas planifié"),
        ({"at": "2026-11-23T08:35", "lat": 45.19, "lon": 5.72}, "il faudrait partir à"),
    ],
)
def test_what_contradicts_itself_is_said_and_the_rest_is_planned(changed: dict[str, Any], said: str) -> None:
    assert said in sentence_for(changed).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_home_at_sea_is_refused_with_what_to_look_at() -> None:
    case = read(content(bases=[{"id": "home", "lat": 45.0, "lon": -6.0}]))
    with pytest.raises(CaseInvalid) as problem:
        check_on_land(case)
    with translation.override("fr"):
        assert "interverties, ou si le point est en mer" in refused(problem.value)


@pytest.mark.parametrize(("lat", "lon"), [(48.39, -4.49), (42.0, 9.0), (4.94, -52.33), (-21.1, 55.5), (46.7, -2.35)])
def test_islands_and_far_departments_are_on_land(lat: float, lon: float) -> None:
    check_on_land(read(content(bases=[{"id": "home", "lat": lat, "lon": lon}], visits=[])))


def test_three_hundred_visits_have_a_sound_plan_that_says_what_it_leaves_out() -> None:
    chance = random.Random(7)
    rows = [
        {"id": str(n), "lat": 45.2 + chance.random(), "lon": 4.3 + chance.random(), "mandatory": n < 200, "value": 20}
        for n in range(300)
    ]
    whole = content(visits=rows, days=[{"on": f"2026-11-{day}"} for day in range(23, 28)])
    plan = plan_apart(whole, 2.0, {})
    assert plan["is_sound"]
    assert not plan["is_complete"]
    assert 20 < plan["totals"]["visits"] < 80
    assert len(plan["left_out"]) == 300 - plan["totals"]["visits"]
