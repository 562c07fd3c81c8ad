"""`manage.py tours plan`: JSON in, JSON out, a sentence for everything else."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from carnet.prospect.tours import running
from carnet.prospect.tours.running import PlanningFailed, plan_apart

from .builders import content


def planned(tmp_path: Path, case: dict[str, Any], **options: Any) -> dict[str, Any]:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    out = StringIO()
    call_command("tours", "plan", str(path), seconds=0.3, stdout=out, **options)
    return json.loads(out.getvalue())


def test_a_case_becomes_a_plan_with_its_times_and_its_carbon(tmp_path: Path) -> None:
    plan = planned(tmp_path, content())
    assert plan["schema"] == "carnet-plan/1"
    assert (plan["is_sound"], plan["is_complete"], plan["solver"]) == (True, True, "pyvrp")
    assert plan["travel"]["kind"] == "estimated"
    monday = plan["days"][0]["stops"]
    assert {"id": "a", "begins": "10:30"}.items() <= next(stop for stop in monday if stop["id"] == "a").items()
    assert plan["co2"]["plan"]["basis"] == "own"
    assert plan["co2"]["train"]["kg"] < plan["co2"]["plan"]["kg"]


def test_what_is_left_out_has_its_sentence(tmp_path: Path) -> None:
    whole = content()
    whole["visits"].append({"id": "d", "name": "Brest", "lat": 48.39, "lon": -4.486})
    plan = planned(tmp_path, whole)
    (left,) = [one for one in plan["left_out"] if one["id"] == "d"]
    assert left["reason"] == "too_far"
    assert "aucune journée n’y suffit" in left["sentence"]


def test_a_plan_can_be_written_to_a_file(tmp_path: Path) -> None:
    path, out = tmp_path / "case.json", tmp_path / "plan.json"
    path.write_text(json.dumps(content()), encoding="utf-8")
    call_command("tours", "plan", str(path), seconds=0.2, output=out)
    assert json.loads(out.read_text(encoding="utf-8"))["days"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "un objet avec des clés est attendu"),
        (
            json.dumps(content(bases=[{"id": "home", "lat": 4.835, "lon": 45.76}])),
            "sont interverties, ou si le point est en mer",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        call_command("tours", "plan", str(path))


def test_a_file_that_is_not_there_and_a_time_out_of_bounds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("tours", "plan", str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="--seconds"):
        call_command("tours", "plan", "-", seconds=900.0)


def test_a_planner_that_breaks_is_told_apart_from_one_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PlanningFailed) as broken:
        plan_apart({"schema": "none"}, 0.1, {})
    assert broken.value.reason == "broken"
    monkeypatch.setattr(running, "GRACE", -0.39)
    with pytest.raises(PlanningFailed) as hung:
        plan_apart(content(), 0.1, {})
    assert hung.value.reason == "too_long"
