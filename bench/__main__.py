"""`python -m bench [--rows 100000] [--databases sqlite postgresql] [--repeat 200]`: measure, print, keep nothing.

Each database is measured in a process of its own, so that memory and caches are its own. Data is generated once and
kept under the bench's folder.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from .duplicates import report as duplicates
from .table import BUDGETS, printed

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = ROOT / "scripts/postgres.sh"
DATA = 2
"""Goes up when what is generated changes: it is then made anew."""


def main() -> int:
    options = _options()
    figures: dict[str, dict[str, float]] = {}
    for database in options.databases:
        figures[database] = measured(database, options)
    print(printed(figures, rows=options.rows))
    print(duplicates())
    over = [name for name, budget in BUDGETS.items() for found in figures.values() if found.get(name, 0) > budget.limit]
    return 1 if over and options.strict else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure DESIGN's budgets on generated data.")
    parser.add_argument("--rows", type=int, default=100_000, help="companies in the workspace")
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--repeat", type=int, default=200, help="requests counted for each act")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a budget is passed")
    return parser.parse_args()


def measured(database: str, options: argparse.Namespace) -> dict[str, float]:
    """Run the measures on one database in a fresh process and read what it found."""
    folder = Path(os.environ.get("CARNET_BENCH", ROOT / "var/bench")) / f"{database}-{options.rows}-v{DATA}"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "CARNET_DATA": str(folder),
        "CARNET_LIVE_ASSETS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "carnet.settings",
        "CARNET_ALLOWED_HOSTS": "testserver 127.0.0.1",
    }
    environment.pop("CARNET_DATABASE_URL", None)
    if database == "postgresql":
        if subprocess.run([POSTGRES, "start"], cwd=ROOT, check=False).returncode:
            print("PostgreSQL is left out: its server could not be started.", file=sys.stderr)
            return {}
        base = subprocess.run([POSTGRES, "url"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
        environment["CARNET_DATABASE_URL"] = f"{base.rsplit('/', 1)[0]}/bench_{options.rows}_v{DATA}"
    command = [sys.executable, "-m", "bench.run", str(options.rows), str(options.repeat)]
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(answer.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
