"""`manage.py import_parties`."""

import re

import pytest
from django.core.management import CommandError, call_command

from carnet.foundation.parties.models import Company
from carnet.grow.imports.models import Import

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_nord")]
TEXT = "Boîte;SIRET\nRoux;\nPetit;12\n"
OWN = ("--origin", "own", "--collected-on", "2026-11-03", "--notice", "collection")
BOUGHT = ("--origin", "bought", "--collected-on", "2026-11-03", "--notice", "later", "--supplier", "Listes SA")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text(TEXT, encoding="cp1252")
    return path


def run(capsys, *arguments):
    call_command("import_parties", *map(str, arguments), "--workspace", "nord", "--map", "Boîte=company.name")
    return capsys.readouterr().out


def test_a_dry_run_says_and_writes_nothing(alice, path, tmp_path, capsys):
    out = run(capsys, path, "--dry-run", "--report", tmp_path / "refus.csv")
    assert "1 nouvelle société" in out
    assert (Company.objects.count(), Import.objects.count()) == (0, 0)
    report = (tmp_path / "refus.csv").read_text(encoding="utf-8-sig").splitlines()
    assert report[0] == "Boîte;SIRET;Motif"
    assert report[1].startswith("Petit;12;")


def test_a_run_imports_as_the_member_named(alice, bruno, path, capsys):
    run(capsys, path, "--as", "bruno@example.org", *OWN)
    assert Company.objects.get().name == "Roux"
    assert Import.objects.get().member == bruno


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere.csv", "--workspace", "nord"),
        ("FILE", "--workspace", "ailleurs"),
        ("FILE", "--workspace", "nord", "--as", "lea@example.org"),
        ("FILE", "--workspace", "nord", "--as", "unknown@example.org"),
        ("FILE", "--workspace", "nord", "--map", "Autre=company.name"),
        ("FILE", "--workspace", "nord"),
        ("FILE", "--workspace", "nord", *OWN),
    ],
)
def test_what_cannot_be_done_is_said(alice, reader, path, arguments):
    given = [str(path) if one == "FILE" else one for one in arguments]
    with pytest.raises(CommandError) as error:
        call_command("import_parties", *given)
    assert len(str(error.value)) > 10
    assert Import.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--origin own|customers"),
        (("--origin", "own"), "--collected-on: "),
        (BOUGHT, "--contract: "),
        ((*BOUGHT, "--contract", "12"), "--proof: "),
        ((*BOUGHT, "--contract", "12", "--proof-file", "nowhere.pdf"), "nowhere.pdf"),
        (("--origin", "network"), "SAN-2024-020"),
    ],
)
def test_a_list_whose_origin_is_not_told_is_refused_with_what_lacks(alice, path, capsys, arguments, said):
    with pytest.raises(CommandError, match=re.escape(said)):
        run(capsys, path, *arguments)
    assert (Company.objects.count(), Import.objects.count()) == (0, 0)


def test_a_bought_list_comes_in_with_the_proof_that_its_seller_gave(alice, path, tmp_path, capsys):
    (tmp_path / "contrat.pdf").write_bytes(b"%PDF-1.7 contrat")
    run(capsys, path, *BOUGHT, "--contract", "12", "--proof-file", tmp_path / "contrat.pdf")
    file = Import.objects.get()
    assert (file.proof_file.name, str(file.inform_by)) == ("contrat.pdf", "2026-12-03")


def test_a_day_that_is_none_is_told(alice, path, capsys):
    with pytest.raises(CommandError, match="2026-11-03"):
        run(capsys, path, "--origin", "own", "--collected-on", "3/11")
