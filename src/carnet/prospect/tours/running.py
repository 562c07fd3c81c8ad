"""Have a case planned by a process of its own: a page, a job or a command only waits for its answer."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WORKER = "carnet.prospect.tours.solving.worker"
SOURCES = str(Path(__file__).resolve().parents[3])
LEAST, MOST = 0.1, 60.0
"""Seconds of search that one may ask for."""
GRACE = 30.0


class PlanningFailed(Exception):
    """`reason`: too_long (ended after its time and a grace), broken (its log has the trace)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason


def plan_apart(
    content: Mapping[str, Any],
    seconds: float,
    factors: Mapping[str, float],
    *,
    seed: int = 1,
    kept: Sequence[list[str] | None] | None = None,
) -> dict[str, Any]:
    """The plan of a case that has been checked, as `docs/reference/tours.md` describes it. Raises PlanningFailed.

    `kept`: the visits of each day that stays as it is, None for each that is planned again.
    """
    asked = {"case": content, "seconds": min(MOST, max(LEAST, seconds)), "factors": factors, "seed": seed, "kept": kept}
    # One thread: a planner that takes every core would slow the pages of everybody else.
    environment = {**os.environ, "PYTHONPATH": SOURCES, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", WORKER],
            input=json.dumps(asked),
            env=environment,
            capture_output=True,
            text=True,
            timeout=asked["seconds"] * 4 + GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PlanningFailed("too_long") from error
    if done.returncode:
        raise PlanningFailed("broken", done.stderr[-2000:])
    return dict(json.loads(done.stdout))
