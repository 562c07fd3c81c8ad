"""The whole site as one file: a consistent copy of the database, the secret key, the mails not sent.

For the day when the machine is lost. A single workspace travels by `transfer` instead, between servers and databases.
"""

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

SQLITE, POSTGRES = "carnet.sqlite3", "carnet.dump"
KEPT = ("secret_key", "mail", "media")
"""What stands beside the database in `CARNET_DATA`; the key only where the environment does not give it."""


class BackupRefused(Exception):
    """`reason` is a sentence for the operator."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def write(file: Path) -> int:
    """Write the backup, readable by its owner only; returns its size in bytes. The site may be running.

    Made beside its final name first: one that is cut short leaves no half file, and no older one is lost.
    """
    unfinished = file.with_name(file.name + ".part")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".carnet-backup-") as folder:
        copy = _copy_database(Path(folder))
        with (
            os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target,
            tarfile.open(fileobj=target, mode="w:gz", compresslevel=6) as archive,
        ):
            archive.add(copy, copy.name)
            # The files after the database: one that no row names yet does no harm, the contrary would.
            for name in KEPT:
                if (path := settings.DATA_DIR / name).exists():
                    archive.add(path, name)
    unfinished.replace(file)
    return file.stat().st_size


def restore(file: Path, *, now: datetime | None = None) -> Path | None:
    """Put a backup back into a stopped site. On SQLite, returns where the database that stood there was moved.

    Raises BackupRefused for a file that is no backup or of the other kind of database, and for a PostgreSQL
    database that is not empty.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
        found = Path(folder)
        _open(file, found)
        wanted = SQLITE if connection.vendor == "sqlite" else POSTGRES
        if not (found / wanted).is_file():
            raise BackupRefused(f"{file} is a backup of the other kind of database; this site expects {wanted} in it.")
        aside = _restore_sqlite(found / SQLITE, now or timezone.now()) if wanted == SQLITE else None
        if wanted == POSTGRES:
            _restore_postgres(found / POSTGRES)
        for name in KEPT:
            if (found / name).exists():
                _replace(found / name, settings.DATA_DIR / name)
    return aside


def _copy_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = folder / SQLITE
        with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source:
            source.execute("VACUUM INTO ?", [str(copy)])
        return copy
    copy = folder / POSTGRES
    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"])
    return copy


def _open(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file) as archive:
            members = [one for one in archive.getmembers() if one.name.split("/")[0] in {SQLITE, POSTGRES, *KEPT}]
            archive.extractall(folder, members, filter="data")
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise BackupRefused(f"{file} cannot be read as a backup: {problem}") from problem


def _restore_sqlite(copy: Path, now: datetime) -> Path | None:
    with closing(sqlite3.connect(copy)) as opened:
        try:
            verdict = opened.execute("PRAGMA quick_check").fetchone()[0]
        except sqlite3.DatabaseError as problem:
            verdict = str(problem)
    if verdict != "ok":
        raise BackupRefused(f"The database of the backup is damaged: {verdict}")
    connections.close_all()
    place, aside = Path(settings.DATABASES["default"]["NAME"]), None
    if place.exists():
        aside = place.with_name(f"{place.name}.{now:%Y%m%d-%H%M%S}")
        # What the journal still holds belongs to the old file, and would spoil the new one.
        for ending in ("", "-wal", "-shm"):
            if (old := place.with_name(place.name + ending)).exists():
                old.rename(aside.with_name(aside.name + ending))
    shutil.move(copy, place)
    place.chmod(0o600)
    return aside


def _restore_postgres(dump: Path) -> None:
    if connection.introspection.table_names():
        raise BackupRefused("The database is not empty. Create an empty one, and restore into that.")
    connections.close_all()
    _run(["pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={_name(connection)}", str(dump)])


def _run(command: list[str]) -> None:
    """PostgreSQL's own programs, told by the environment where: a password in the arguments would show in `ps`."""
    told = connection.settings_dict
    where = {"PGHOST": told["HOST"], "PGPORT": told["PORT"], "PGUSER": told["USER"], "PGPASSWORD": told["PASSWORD"]}
    environment = {
        **os.environ,
        "PGDATABASE": _name(connection),
        **{key: str(value) for key, value in where.items() if value},
    }
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError as problem:
        raise BackupRefused(f"{command[0]} is not installed; on Debian: apt-get install postgresql-client") from problem
    except subprocess.CalledProcessError as problem:
        raise BackupRefused(problem.stderr.strip() or str(problem)) from problem


def _name(opened: BaseDatabaseWrapper) -> str:
    return str(opened.settings_dict["NAME"])


def _replace(new: Path, place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    shutil.move(new, place)
