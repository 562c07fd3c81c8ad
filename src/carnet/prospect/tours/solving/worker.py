"""`python -m carnet.prospect.tours.solving.worker`: a case and its options on standard input, a plan on the output.

A process of its own, so that the web server and the worker of jobs never load a solver (126 MB), and so that one
which hangs or breaks can be ended without them.
"""

import json
import sys
from typing import Any

from carnet.prospect.tours.rules.reading import read
from carnet.prospect.tours.rules.writing import written

from .planning import plan, replan


def main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    case, seconds, seed = read(asked["case"]), asked["seconds"], asked.get("seed", 1)
    kept = asked.get("kept")
    found = plan(case, seconds, seed=seed) if kept is None else replan(case, kept, seconds, seed=seed)
    answer = written(
        found.case,
        found.routes,
        found.verdict,
        conflicts=found.conflicts,
        left=found.left,
        factors=asked["factors"],
    )
    json.dump({**answer, "solver": found.solver}, sys.stdout)


if __name__ == "__main__":
    main()
