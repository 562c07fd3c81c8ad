"""`python -m bench [--rows 100000] [--databases sqlite postgresql] [--repeat 200]`: measure, print, keep nothing.

Each database is measured in a process of its own, so that memory and caches are its own. Data is generated once and
kept under the bench's folder.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zlib import crc32

import psycopg
from psycopg.sql import SQL, Identifier

from . import peer
from .cluster import report as cluster
from .duplicates import report as duplicates
from .forms import report as forms
from .sirene import report as sirene
from .table import BUDGETS, printed
from .tours import report as tours

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = ROOT / "scripts/postgres.sh"
DATA = 3
"""Goes up when what is generated changes: it is then made anew, as it is when the tables change."""


def main() -> int:
    options = _options()
    figures: dict[str, dict[str, float]] = {}
    for database in options.databases:
        figures[database] = measured(database, options)
    print(printed(figures, rows=options.rows, peer=compared(options)))
    print(duplicates())
    if options.sirene:
        print(sirene(options.sirene))
    if options.cluster:
        print(cluster(options.cluster))
    print(tours())
    print(forms())
    over = [name for name, budget in BUDGETS.items() for found in figures.values() if found.get(name, 0) > budget.limit]
    return 1 if over and options.strict else 0


def compared(options: argparse.Namespace) -> dict[str, float]:
    """The same acts in Creme CRM, at as many rows; empty, and said so, where it is left out or cannot be set up."""
    if options.no_peer:
        return {}
    try:
        return peer.measured(options.rows, min(options.repeat, 40))
    except peer.PeerUnavailable as error:
        print(f"Creme CRM is left out: {error}", file=sys.stderr)
        return {}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure DESIGN's budgets on generated data.")
    parser.add_argument("--rows", type=int, default=100_000, help="companies in the workspace")
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--repeat", type=int, default=200, help="requests counted for each act")
    parser.add_argument("--no-peer", action="store_true", help="leave Creme CRM out, whose first run takes minutes")
    parser.add_argument("--sirene", type=int, default=1_000_000, help="establishments in the register; 0 leaves it out")
    parser.add_argument("--cluster", type=int, default=0, help="establishments asked of a Spark cluster too")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a budget is passed")
    return parser.parse_args()


def measured(database: str, options: argparse.Namespace) -> dict[str, float]:
    """Run the measures on one database in fresh processes and read what they found."""
    name = f"{options.rows}-v{DATA}-{_tables():08x}"
    environment = _environment(database, name)
    if environment is None:
        return {}
    found = _answer("bench.run", str(options.rows), str(options.repeat), environment=environment)
    # What is imported would stay: it has a place of its own, made anew each time.
    fresh = _environment(database, "import", is_fresh=True)
    return found | (_answer("bench.importing", "--json", environment=fresh) if fresh else {})


def _tables() -> int:
    """A mark of every migration: data made under other tables is of no use."""
    files = sorted((ROOT / "src").glob("**/migrations/*.py"))
    return crc32(b"".join(file.read_bytes() for file in files))


def _environment(database: str, name: str, *, is_fresh: bool = False) -> dict[str, str] | None:
    """None where the database's server cannot be started."""
    folder = Path(os.environ.get("CARNET_BENCH", ROOT / "var/bench")) / f"{database}-{name}"
    if is_fresh:
        shutil.rmtree(folder, ignore_errors=True)
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
            return None
        base = subprocess.run([POSTGRES, "url"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
        server, own = base.rsplit("/", 1)[0], f"bench_{name.replace('-', '_')}"
        if is_fresh:
            with psycopg.connect(f"{server}/postgres".replace("postgres://", "postgresql://"), autocommit=True) as one:
                one.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(own)))
        environment["CARNET_DATABASE_URL"] = f"{server}/{own}"
    return environment


def _answer(module: str, *arguments: str, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", module, *arguments]
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(answer.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
