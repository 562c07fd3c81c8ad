"""A file that is not what an export wrote is refused with a sentence, and nothing is written."""

import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from carnet.foundation.administration.transfer import reading, restoring, writing
from carnet.foundation.administration.transfer.refusals import TransferRefused, why
from carnet.foundation.workspaces.models import Membership, Workspace

Parts = dict[str, bytes]
MEMBERS = "rows/workspaces.membership.jsonl"


@pytest.fixture
def parts(nord: Workspace, alice: Membership, bruno: Membership) -> Parts:
    """An export, part by part."""
    file = io.BytesIO()
    writing.export(nord, file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def refusal_of(file: io.BytesIO) -> TransferRefused:
    with pytest.raises(TransferRefused) as caught:
        restoring.restore(file, slug="ailleurs")
    assert not Workspace.objects.filter(slug="ailleurs").exists()
    assert "%(" not in why(caught.value)
    return caught.value


def in_manifest(parts: Parts, change: Callable[[dict], None]) -> Parts:
    manifest = json.loads(parts["manifest.json"])
    change(manifest)
    return parts | {"manifest.json": json.dumps(manifest).encode()}


def rewritten(parts: Parts, name: str, content: bytes) -> Parts:
    """A part changed by someone who also corrects the manifest."""
    label = name.removeprefix("rows/").removesuffix(".jsonl")

    def correct(manifest: dict) -> None:
        told = manifest["tables"][label]
        told.update(sha256=sha256(content).hexdigest(), size=len(content), rows=content.count(b"\n"))

    return in_manifest(parts | {name: content}, correct)


def test_an_untouched_file_is_taken(parts: Parts) -> None:
    assert restoring.restore(packed(parts), slug="ailleurs").name == "Ateliers du Nord"


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"\x00" * 4096])
def test_what_is_no_zip(content: bytes, db: None) -> None:
    assert refusal_of(io.BytesIO(content)).reason == "not_a_workspace"


def test_a_zip_of_something_else(db: None) -> None:
    assert refusal_of(packed({"photo.jpg": b"x"})).reason == "not_a_workspace"


def test_a_file_cut_short(parts: Parts) -> None:
    whole = packed(parts).getvalue()
    assert refusal_of(io.BytesIO(whole[: len(whole) // 2])).reason == "not_a_workspace"


def test_a_later_version_of_the_format(parts: Parts) -> None:
    later = in_manifest(parts, lambda manifest: manifest.update(version=99))
    refusal = refusal_of(packed(later))
    assert (refusal.reason, refusal.detail) == ("version", "99")


def test_a_row_changed_after_the_export(parts: Parts) -> None:
    changed = parts | {MEMBERS: parts[MEMBERS].replace(b'"rep"', b'"jury"')}
    refusal = refusal_of(packed(changed))
    assert (refusal.reason, refusal.detail) == ("altered", MEMBERS)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "rows/../secret", "C:\\x", "rows/auth.user.jsonl"])
def test_a_part_that_no_export_has(parts: Parts, name: str) -> None:
    assert refusal_of(packed(parts | {name: b"x"})).reason == "unknown_name"


def test_the_same_part_twice(parts: Parts) -> None:
    file = packed(parts)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr(MEMBERS, b"")
    file.seek(0)
    assert refusal_of(file).reason in {"unknown_name", "altered"}


def test_a_part_that_is_missing(parts: Parts) -> None:
    del parts[MEMBERS]
    assert refusal_of(packed(parts)).detail == MEMBERS


def test_a_table_of_a_later_carnet(parts: Parts) -> None:
    later = in_manifest(
        parts, lambda manifest: manifest["tables"].update({"sell.dream": {**manifest["tables"]["audit.event"]}})
    )
    assert refusal_of(packed(later | {"rows/sell.dream.jsonl": b""})).reason == "unknown_table"


def test_a_table_that_is_not_the_workspaces(parts: Parts) -> None:
    told = {"columns": ["email"], "rows": 0, "size": 0, "sha256": sha256(b"").hexdigest()}
    crafted = in_manifest(parts, lambda manifest: manifest["tables"].update({"accounts.user": told}))
    assert refusal_of(packed(crafted | {"rows/accounts.user.jsonl": b""})).reason == "unknown_table"


def test_a_bomb_is_refused_before_it_is_unpacked(parts: Parts) -> None:
    bomb = parts | {MEMBERS: b"0" * (reading.RATIO_FROM * 2)}
    assert refusal_of(packed(bomb)).reason == "too_large"


def test_a_row_that_points_to_nobody(parts: Parts) -> None:
    row = json.loads(parts[MEMBERS].splitlines()[0])
    names = json.loads(parts["manifest.json"])["tables"]["workspaces.membership"]["columns"]
    row[names.index("user_id") + 1] = 987654
    crafted = rewritten(parts, MEMBERS, json.dumps(row, separators=(",", ":")).encode() + b"\n")
    assert refusal_of(packed(crafted)).reason == "dangling"


def test_a_value_that_the_database_refuses(parts: Parts) -> None:
    crafted = rewritten(parts, MEMBERS, parts[MEMBERS].replace(b'"rep"', b'"king"'))
    assert refusal_of(packed(crafted)).reason == "refused_by_database"


@pytest.mark.parametrize(
    "line", [b"[1]\n", b"{}\n", b"[1,2\n", b"[0,1]\n", b"[-1,1]\n", b'["1",1]\n', b"[]\n", b"[1,1]", b"\n"]
)
def test_a_line_that_is_no_row(parts: Parts, line: bytes) -> None:
    assert refusal_of(packed(rewritten(parts, MEMBERS, line))).reason in {"bad_row", "altered"}


def test_numbers_that_come_twice(parts: Parts) -> None:
    first = parts[MEMBERS].splitlines(keepends=True)[0]
    assert refusal_of(packed(rewritten(parts, MEMBERS, first * 2))).reason == "altered"


@pytest.mark.parametrize("manifest", [b"[]", b"{", b"null", b'{"format": "carnet-workspace", "version": 1}'])
def test_a_manifest_of_another_shape(parts: Parts, manifest: bytes) -> None:
    assert refusal_of(packed(parts | {"manifest.json": manifest})).reason in {"not_a_workspace", "altered"}


def test_the_command_exports_restores_copies_and_deletes(
    nord: Workspace, alice: Membership, bruno: Membership, tmp_path: Path
) -> None:
    file = tmp_path / "nord.zip"
    call_command("workspace", "export", "nord", str(file), verbosity=0)
    call_command("workspace", "restore", str(file), "--slug", "nord-2", "--owner", "bruno@example.org", verbosity=0)
    restored = Membership.objects.filter(workspace__slug="nord-2")
    assert [(place.user.email, place.is_owner) for place in restored.filter(is_active=True)] == [
        ("bruno@example.org", True)
    ]
    call_command("workspace", "copy", "nord", "nord-3", verbosity=0)
    call_command("workspace", "delete", "nord", "--yes", verbosity=0)
    assert set(Workspace.objects.values_list("slug", flat=True)) == {"nord-2", "nord-3"}
    assert not file.with_name("nord.zip.part").exists()


@pytest.mark.parametrize(
    "arguments",
    [("export", "nulle-part", "x.zip"), ("copy", "nord", "Nord !"), ("copy", "nord", "nord"), ("copy", "nord", "api")],
)
def test_the_command_says_what_is_wrong(nord: Workspace, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"\w+ "):
        call_command("workspace", *arguments)
