"""A workspace as one zip: `rows/<table>.jsonl`, a row a line, then `manifest.json` with what to expect of each.

Read in one transaction, row by row: the memory used does not grow with the workspace.
"""

import base64
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import IO, Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.duration import duration_iso_string

from carnet.foundation.accounts.models import User
from carnet.foundation.workspaces.models import Workspace

from .plan import Table, carried

FORMAT = "carnet-workspace"
VERSION = 1
WORKSPACE_FIELDS = ("slug", "name", "kind", "time_zone", "is_certifying", "fields_stamp")
CHUNK = 2000
LEVEL = 4


def export(workspace: Workspace, to: IO[bytes]) -> dict[str, int]:
    """Write the zip to a seekable file. Returns the rows written, by table."""
    tables: dict[str, dict[str, Any]] = {}
    users: set[int] = set()
    with transaction.atomic(), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        _one_moment()
        for table in carried().values():
            tables[table.label] = _write_table(archive, table, workspace, users)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timezone.now().isoformat(),
            "workspace": {name: getattr(workspace, name) for name in WORKSPACE_FIELDS},
            "users": list(User.objects.filter(pk__in=users).order_by("pk").values("id", "email", "name", "language")),
            "tables": tables,
        }
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return {label: told["rows"] for label, told in tables.items()}


def _one_moment() -> None:
    """All tables as they are now, whatever is written meanwhile. SQLite's transactions see one moment anyway."""
    if connection.vendor == "postgresql" and len(connection.atomic_blocks) == 1:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _write_table(archive: zipfile.ZipFile, table: Table, workspace: Workspace, users: set[int]) -> dict[str, Any]:
    digest, size, count = sha256(), 0, 0
    names = [column.attname for column in table.columns]
    people = [place for place, name in enumerate(names, 1) if table.points_to.get(name) == "user"]
    with archive.open(f"rows/{table.label}.jsonl", "w", force_zip64=True) as part:
        for row in _rows(table, workspace, names):
            line = json.dumps(row, default=plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            part.write(line)
            digest.update(line)
            size += len(line)
            count += 1
            users.update(row[place] for place in people if row[place] is not None)
    return {"columns": names, "rows": count, "size": size, "sha256": digest.hexdigest()}


def _rows(table: Table, workspace: Workspace, names: list[str]) -> Iterator[tuple[Any, ...]]:
    return table.rows_of(workspace).order_by("pk").values_list("pk", *names).iterator(chunk_size=CHUNK)


def plain(value: Any) -> Any:
    """What JSON has no writing for. `reading.of_plain` is its inverse."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"no writing for {type(value)}")
