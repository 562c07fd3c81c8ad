"""`manage.py referentiel` says what it counted, fails on any mismatch, and keeps other texts beside ours."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from carnet.referential.models import LoadedReferential
from carnet.referential.queries import available
from carnet.referential.shipped import DEFAULT, shipped_bytes

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    with translation.override("en"):
        call_command("referentiel", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def other_file(tmp_path: Path, other_bytes: bytes) -> Path:
    path = tmp_path / "vente.yaml"
    path.write_bytes(other_bytes)
    return path


def test_the_counts_are_printed() -> None:
    out, _err = run("check")
    assert (
        "3 blocs, 4 components, 15 activities, 31 + 1 competencies, 17 deliverables, 19 criteria groups, 75 criteria"
        in out
    )


def test_a_mismatch_fails_after_every_file_was_told(tmp_path: Path, other_file: Path) -> None:
    wrong = tmp_path / "faux.yaml"
    wrong.write_bytes(shipped_bytes(*DEFAULT).replace(b"criteres: 75", b"criteres: 74"))
    with pytest.raises(CommandError, match="1 problem found"):
        run("check", str(wrong), str(other_file))


@pytest.mark.parametrize("data", [b"\xff", b"a: [", b"[" * 99, b"schema: x"], ids=["bytes", "yaml", "depth", "shape"])
def test_a_file_that_is_no_referentiel_fails_with_sentences(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    for act in ("check", "load"):
        with pytest.raises(CommandError):
            run(act, str(path))
    assert not LoadedReferential.objects.exists()


def test_a_missing_file_is_told() -> None:
    with pytest.raises(CommandError, match=r"/nulle/part.yaml cannot be read"):
        run("check", "/nulle/part.yaml")


def test_another_referentiel_stands_beside_the_shipped_one(other_file: Path) -> None:
    out, _err = run("load", str(other_file))
    assert "vente-conseil 2027 is loaded" in out
    assert [one.slug for one in available()] == ["attache-commercial", "vente-conseil"]
    out, _err = run("check")
    assert "1 bloc, 1 component, 1 activity, 2 + 0 competencies, 1 deliverable" in out


def test_the_same_text_twice_is_one_row_and_another_text_needs_another_version(other_file: Path) -> None:
    run("load", str(other_file))
    run("load", str(other_file))
    assert LoadedReferential.objects.count() == 1
    other_file.write_bytes(other_file.read_bytes().replace(b"Vendre bien.", b"Vendre mieux."))
    with pytest.raises(CommandError, match="another version"):
        run("load", str(other_file))
    run("load", str(other_file), "--version", "2028")
    assert LoadedReferential.objects.count() == 2


def test_nothing_takes_the_place_of_the_shipped_text(other_file: Path) -> None:
    with pytest.raises(CommandError, match="another version"):
        run("load", str(other_file), "--slug", DEFAULT[0], "--version", DEFAULT[1])


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--slug", "Vente conseil !"), "letters, digits and hyphens"), (("--slug", "x" * 61), "60 at most")],
)
def test_a_slug_that_an_address_cannot_hold_is_refused(other_file: Path, options: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("load", str(other_file), *options)


def test_a_text_without_a_name_is_asked_for_one(tmp_path: Path, other_bytes: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(other_bytes.replace(b"slug: vente-conseil", b""))
    with pytest.raises(CommandError, match="--slug and --version"):
        run("load", str(path))
    run("load", str(path), "--slug", "vente")
    assert LoadedReferential.objects.get().slug == "vente"
