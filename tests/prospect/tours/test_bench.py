"""What the bench says of a plan is read from the same evaluator."""

from bench.tours import printed, week
from carnet.prospect.tours.rules.conflicts import prepared
from carnet.prospect.tours.rules.judge import judge
from carnet.prospect.tours.solving.week import solve


def test_a_week_of_the_bench_can_be_planned_whole() -> None:
    case = week(20_000)
    assert prepared(case)[1] == []
    routes = solve(case, 0.5).routes
    assert routes is not None
    verdict = judge(case, routes)
    assert verdict.is_sound
    assert verdict.missing == 0


def test_a_gap_over_the_budget_or_a_visit_lost_is_marked() -> None:
    fine = {"gap": 0.05, "served": 4, "of": 4}
    assert "OVER" not in printed({"ours 0.5 s": fine, "VROOM 0.5 s": {"gap": 2.0, "served": 3, "of": 4}})
    assert "OVER" in printed({"ours 0.5 s": fine | {"gap": 0.2}})
    assert "OVER" in printed({"ours 0.5 s": fine | {"served": 3}})
    assert "no plan" in printed({"ours 0.5 s": {"gap": None, "served": 0, "of": 4}})
