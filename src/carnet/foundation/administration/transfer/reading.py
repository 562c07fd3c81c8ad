"""Open an exported file and believe nothing: every part is measured and hashed before a row is written.

Nothing is ever unpacked to a disk, so a part's name can lead nowhere; a foreign name is refused all the same.
"""

import base64
import binascii
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import models

from .numbers import Numbers
from .plan import Table, carried
from .refusals import TransferRefused
from .writing import FORMAT, VERSION

MANIFEST_MAX = 8 * 1024**2
LINE_MAX = 64 * 1024**2
UNPACKED_MAX = 20 * 1024**3
RATIO_MAX = 100
"""Rows of ours pack 5 to 30 times; a zip bomb a thousand. Asked of parts above RATIO_FROM bytes."""
RATIO_FROM = 16 * 1024**2


@dataclass
class Opened:
    """A file that is what it says. `numbers` holds the old numbers of each table."""

    archive: zipfile.ZipFile
    manifest: dict[str, Any]
    numbers: dict[str, Numbers] = field(default_factory=dict)

    def columns(self, table: Table) -> list[models.Field]:
        """The file's columns, in its order. One that this Carnet has besides takes its default."""
        known = {column.attname: column for column in table.columns}
        return [known[name] for name in self.manifest["tables"][table.label]["columns"]]

    def rows(self, label: str) -> Iterator[list[Any]]:
        """Rows as JSON has them, the number first. Raises TransferRefused."""
        width = len(self.manifest["tables"][label]["columns"]) + 1
        with self.archive.open(f"rows/{label}.jsonl") as part:
            for number, line in enumerate(_lines(part, label), 1):
                try:
                    row = json.loads(line)
                except ValueError as unreadable:
                    raise TransferRefused("bad_row", f"{label}, {number}") from unreadable
                if not isinstance(row, list) or len(row) != width:
                    raise TransferRefused("bad_row", f"{label}, {number}")
                yield row


def open_file(file: IO[bytes], *, most_rows: int | None = None) -> Opened:
    """Check the whole file, of `most_rows` at most. Raises TransferRefused."""
    try:
        archive = zipfile.ZipFile(file)
        _measure(archive)
        opened = Opened(archive, _manifest(archive))
        rows = sum(part["rows"] for part in opened.manifest["tables"].values())
        if most_rows is not None and rows > most_rows:
            raise TransferRefused("too_many_rows", str(rows))
        _check_names(opened)
        for label in opened.manifest["tables"]:
            opened.numbers[label] = _check_part(opened, label)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as broken:
        raise TransferRefused("not_a_workspace") from broken
    return opened


def _measure(archive: zipfile.ZipFile) -> None:
    """Sizes as the archive tells them; reading stops at them, so they cannot be understated."""
    for part in archive.infolist():
        if part.file_size > RATIO_FROM and part.file_size > RATIO_MAX * max(part.compress_size, 1):
            raise TransferRefused("too_large", f"{part.file_size // 1024**2} Mio")
    total = sum(part.file_size for part in archive.infolist())
    if total > UNPACKED_MAX:
        raise TransferRefused("too_large", f"{total // 1024**3} Gio")


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        told = archive.getinfo("manifest.json")
    except KeyError as absent:
        raise TransferRefused("not_a_workspace") from absent
    if told.file_size > MANIFEST_MAX:
        raise TransferRefused("too_large", "manifest.json")
    try:
        manifest = json.loads(archive.read(told))
    except ValueError as unreadable:
        raise TransferRefused("not_a_workspace") from unreadable
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise TransferRefused("not_a_workspace")
    if manifest.get("version") != VERSION:
        raise TransferRefused("version", str(manifest.get("version"))[:20])
    if not _has_shape(manifest):
        raise TransferRefused("altered", "manifest.json")
    return manifest


def _has_shape(manifest: dict[str, Any]) -> bool:
    workspace, users, tables = (manifest.get(name) for name in ("workspace", "users", "tables"))
    if not isinstance(workspace, dict) or not isinstance(users, list) or not isinstance(tables, dict):
        return False
    people = all(
        isinstance(user, dict)
        and isinstance(user.get("id"), int)
        and all(isinstance(user.get(name), str) for name in ("email", "name", "language"))
        for user in users
    )
    parts = all(
        isinstance(part, dict)
        and isinstance(part.get("columns"), list)
        and all(isinstance(part.get(name), int) for name in ("rows", "size"))
        and isinstance(part.get("sha256"), str)
        for part in tables.values()
    )
    return people and parts and isinstance(workspace.get("name"), str) and isinstance(workspace.get("slug"), str)


def _check_names(opened: Opened) -> None:
    known = carried()
    for label, told in opened.manifest["tables"].items():
        if label not in known:
            raise TransferRefused("unknown_table", label[:80])
        columns = {column.attname for column in known[label].columns}
        if strange := [name for name in told["columns"] if name not in columns]:
            raise TransferRefused("unknown_table", f"{label}.{strange[0]}"[:120])
    expected = {"manifest.json", *(f"rows/{label}.jsonl" for label in opened.manifest["tables"])}
    names = opened.archive.namelist()
    if strange := sorted(set(names) - expected):
        raise TransferRefused("unknown_name", strange[0][:120])
    if missing := sorted(expected - set(names)):
        raise TransferRefused("altered", missing[0])
    if len(names) != len(expected):
        raise TransferRefused("unknown_name", max(names, key=names.count))


def _check_part(opened: Opened, label: str) -> Numbers:
    """Hash a part and collect its rows' numbers, one pass."""
    told, numbers = opened.manifest["tables"][label], Numbers()
    digest, size = sha256(), 0
    with opened.archive.open(f"rows/{label}.jsonl") as part:
        for line in _lines(part, label):
            digest.update(line)
            size += len(line)
            if not numbers.add(_number_of(line, label)):
                raise TransferRefused("altered", f"rows/{label}.jsonl")
    if (digest.hexdigest(), size, len(numbers)) != (told["sha256"], told["size"], told["rows"]):
        raise TransferRefused("altered", f"rows/{label}.jsonl")
    return numbers


def _number_of(line: bytes, label: str) -> int:
    """The first item of a row, without reading the rest."""
    number = line[1 : max(line.find(b","), line.find(b"]") if b"," not in line else 0)]
    if not number.isdigit() or len(number) > 18:
        raise TransferRefused("altered", f"rows/{label}.jsonl")
    return int(number)


def _lines(part: IO[bytes], label: str) -> Iterator[bytes]:
    while line := part.readline(LINE_MAX):
        if not line.endswith(b"\n"):
            raise TransferRefused("altered", f"rows/{label}.jsonl")
        yield line


def of_plain(column: models.Field, value: Any, label: str) -> Any:
    """The value that a column takes. Raises TransferRefused."""
    if value is None or isinstance(column, models.JSONField):
        return value
    try:
        if isinstance(column, models.BinaryField):
            return base64.b64decode(value, validate=True)
        return column.to_python(value)
    except (ValidationError, ValueError, TypeError, binascii.Error) as unreadable:
        raise TransferRefused("bad_row", f"{label}.{column.name}") from unreadable
