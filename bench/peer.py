"""`python -m bench.peer [rows]`: the same acts in Creme CRM, the open CRM in Python that the registries have.

Creme is installed from PyPI into an environment of its own, its project made and filled by its own commands, its rows
written as its own save would leave them; on SQLite, as in our first column. Everything is kept for the next run.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INSIDE = Path(__file__).with_name("peer_inside.py")
VERSION = "2.8.6"
PROJECT = "compared"
SETTINGS = """
from pathlib import Path

from .settings import BASE_DIR

SECRET_KEY = "only for the bench, nothing private is in it, long enough"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "rows.sqlite3"}}
ALLOWED_HOSTS = ["testserver"]
"""


class PeerUnavailable(Exception):
    """Creme could not be set up here; the message says at which step."""


def measured(rows: int, repeat: int) -> dict[str, float]:
    """CPU milliseconds of each act, by the names of our own table. Raises PeerUnavailable."""
    folder = Path(os.environ.get("CARNET_BENCH", ROOT / "var/bench")) / f"creme-{VERSION}"
    python = _installed(folder)
    project = _made(folder, python)
    answer = _run([str(python), str(INSIDE), str(rows), str(repeat)], project, "measuring")
    return dict(json.loads(answer.splitlines()[-1]))


def _installed(folder: Path) -> Path:
    python = folder / "venv/bin/python"
    if not (folder / "venv/bin/creme").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _run([sys.executable, "-m", "venv", "--clear", str(folder / "venv")], folder, "its environment")
        _run([str(python), "-m", "pip", "install", "--quiet", f"creme-crm=={VERSION}"], folder, "its installation")
    return python


def _made(folder: Path, python: Path) -> Path:
    """The project with its tables, its first data and its style sheets, as its manual says."""
    project, unfinished = folder / PROJECT, folder / "unfinished"
    if project.exists():
        return project
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    creme = str(python.with_name("creme"))
    _run([creme, "creme_start_project", PROJECT], unfinished, "its project")
    inner = unfinished / PROJECT / PROJECT
    (inner / "local_settings.py").write_text(SETTINGS, encoding="utf-8")
    with (inner / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write("\nfrom .local_settings import *\n")
    for command in ("migrate", "creme_populate", "generatemedia"):
        _run([creme, command, f"--settings={PROJECT}.settings"], unfinished / PROJECT, command)
    (unfinished / PROJECT).rename(project)
    return project


def _run(command: list[str], folder: Path, step: str) -> str:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("CARNET_", "DJANGO_", "PYTHON"))}
    environment = {**ours, "PYTHONWARNINGS": "ignore"}
    try:
        answer = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = str(getattr(error, "stderr", "") or error).strip().splitlines()
        raise PeerUnavailable(f"{step}: {said[-1] if said else 'no reason given'}") from error
    return answer.stdout


if __name__ == "__main__":
    for act, spent in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, 30).items():
        print(f"{spent:8.1f} ms  {act}")
