"""A site is written to one file, lost, and put back: by the commands of the how-to, on a database of this test's own."""

import os
import secrets
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

Run = Callable[..., subprocess.CompletedProcess[str]]
MADE = "from carnet.foundation.workspaces.models import Workspace; Workspace.objects.create(slug='nord', name='Nord')"
READ = "from carnet.foundation.workspaces.models import Workspace; print([one.slug for one in Workspace.objects.all()])"
pytestmark = pytest.mark.slow


def manage(data: Path, url: str) -> Run:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CARNET_", "DJANGO_"))}
    ours = {**kept, "CARNET_DATA": str(data), "CARNET_DATABASE_URL": url}
    command = [sys.executable, Path(settings.BASE_DIR) / "manage.py"]

    def run(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *map(str, words)], env=ours, capture_output=True, text=True, timeout=120, check=False
        )

    return run


def said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def empty(django_db_blocker: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes the address of a database with nothing in it, of the same kind as the tests'."""
    made: list[str] = []

    def execute(sql: str) -> None:
        with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(sql)

    def make() -> str:
        if connection.vendor == "sqlite":
            return ""
        told = connection.settings_dict
        made.append(f"carnet_{secrets.token_hex(4)}")
        execute(f'CREATE DATABASE "{made[-1]}"')
        return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{made[-1]}"

    yield make
    for name in made:
        execute(f'DROP DATABASE "{name}"')


def test_a_lost_site_comes_back_whole(tmp_path: Path, empty: Callable[[], str]) -> None:
    first, second, file = tmp_path / "first", tmp_path / "second", tmp_path / "carnet.backup"
    run = manage(first, empty())
    said(run("migrate", "-v0"))
    said(run("shell", "-v0", "-c", MADE))
    (first / "mail").mkdir()
    (first / "mail/1.log").write_text("Subject: Devis")
    assert "MB" in said(run("backup", "write", file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name or "backup-" in path.name] == []

    run = manage(second, empty())
    assert said(run("backup", "restore", file)).endswith("is back.")
    assert said(run("shell", "-v0", "-c", READ)) == "['nord']"
    said(run("migrate", "--check"))
    assert (second / "secret_key").read_text() == (first / "secret_key").read_text()
    assert (second / "mail/1.log").read_text() == "Subject: Devis"

    again = run("backup", "restore", file)
    if connection.vendor == "sqlite":
        aside = Path(said(again).partition("stood there: ")[2])
        assert sqlite3.connect(aside).execute("SELECT slug FROM workspaces_workspace").fetchall() == [("nord",)]
    else:
        assert "not empty" in again.stderr


def test_a_file_that_is_no_backup_changes_nothing(tmp_path: Path, empty: Callable[[], str]) -> None:
    run = manage(tmp_path / "data", empty())
    file = tmp_path / "carnet.backup"
    file.write_bytes(b"PK not a backup")
    assert "cannot be read as a backup" in run("backup", "restore", file).stderr
    (tmp_path / "carnet.sqlite3").write_bytes(b"no database " * 100)
    with tarfile.open(file, "w:gz") as archive:
        archive.add(tmp_path / "carnet.sqlite3", "carnet.sqlite3")
    refusal = run("backup", "restore", file).stderr
    assert ("is damaged" if connection.vendor == "sqlite" else "other kind of database") in refusal
    assert not (tmp_path / "data/carnet.sqlite3").exists()
    assert "No such file" in run("backup", "restore", tmp_path / "nothing").stderr
    assert "No such file" in run("backup", "write", tmp_path / "nowhere/carnet.backup").stderr
