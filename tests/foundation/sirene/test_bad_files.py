"""What is wrong with a file is said in a sentence, and the version before still answers."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError

from carnet.foundation.sirene import queries, store
from carnet.foundation.sirene.rules.target import Criteria

from .files import ADDED, ESTABLISHMENT, establishment, stock, write, zipped

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def paths(tmp_path):
    return stock(tmp_path / "new", [establishment("81234567800011"), establishment("91234567800011")])


@pytest.fixture(autouse=True)
def _former(one):
    """A version answers already; whatever the test, it still does afterwards."""
    yield
    assert store.current().about.id == one.about.id
    assert queries.count(Criteria()) == 1
    assert not list(store.root().glob("loading-*"))


def refused(sirene, *arguments):
    with pytest.raises(CommandError) as told:
        sirene("load", *arguments)
    return str(told.value)


@pytest.mark.parametrize("share", [0.4, 0.999])
def test_a_truncated_zip(sirene, paths, tmp_path, share):
    whole = zipped(paths[0])
    whole.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    assert "n’a pas été téléchargé en entier" in refused(sirene, whole, paths[1])


def test_a_zip_whose_middle_is_damaged(sirene, paths):
    rows = [
        establishment(f"8{number:08}00011", enseigne1Etablissement=f"N {number * 7919}") for number in range(20_000)
    ]
    whole = zipped(write(paths[0], [*ESTABLISHMENT, *ADDED], rows))
    content = bytearray(whole.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 200] = bytes(200)
    whole.write_bytes(content)
    assert "est abîmé" in refused(sirene, whole, paths[1])


@pytest.mark.parametrize("share", [0, 0.1, 0.3, 0.45])
def test_a_parquet_whose_middle_is_damaged(sirene, paths, tmp_path, share):
    import duckdb

    rows = [
        establishment(f"8{number:08}00011", enseigne1Etablissement=f"N {number * 7919}") for number in range(20_000)
    ]
    write(paths[0], [*ESTABLISHMENT, *ADDED], rows)
    whole = tmp_path / "a.parquet"
    duckdb.sql(f"SELECT * FROM read_csv('{paths[0]}', all_varchar=true)").write_parquet(str(whole), compression="zstd")
    content = bytearray(whole.read_bytes())
    start = 1000 + int(len(content) * share)
    content[start : len(content) // 2] = bytes(len(content) // 2 - start)
    whole.write_bytes(content)
    assert "a.parquet est abîmé" in refused(sirene, whole, paths[1])


def test_a_header_without_what_it_takes(sirene, paths, tmp_path):
    columns = [
        name for name in ESTABLISHMENT if name not in {"etatAdministratifEtablissement", "codeCommuneEtablissement"}
    ]
    bad = write(tmp_path / "a.csv", columns, [establishment("81234567800011")])
    said = refused(sirene, bad, paths[1])
    assert "etatAdministratifEtablissement, codeCommuneEtablissement" in said


def test_a_file_that_is_no_stock_file(sirene, paths, tmp_path):
    other = tmp_path / "clients.csv"
    other.write_text("Nom;Ville\nRoux;Lyon\n")
    assert "n’a pas l’en-tête" in refused(sirene, other, paths[1])


def test_a_history_file_is_named_as_such(sirene, paths, tmp_path):
    history = tmp_path / "h.csv"
    history.write_text("siren,nic,siret,dateFin,dateDebut,etatAdministratifEtablissement\n1,2,3,,2009-05-27,F\n")
    assert "historique" in refused(sirene, history, paths[1])


def test_one_file_alone_or_twice_the_same(sirene, paths):
    assert "StockUniteLegale" in refused(sirene, paths[0])
    assert "Deux fichiers" in refused(sirene, paths[0], paths[0], paths[1])


def test_an_empty_file_and_one_that_is_not_there(sirene, paths, tmp_path):
    (tmp_path / "vide.csv").touch()
    assert "vide" in refused(sirene, tmp_path / "vide.csv", paths[1])
    assert "Il n’y a pas de fichier" in refused(sirene, tmp_path / "nulle-part.csv", paths[1])


def test_a_file_cut_in_the_middle_of_a_row(sirene, paths):
    text = paths[0].read_text()
    paths[0].write_text(text[: text.rindex("43.22A")])
    assert "ligne 3" in refused(sirene, *paths)


def test_numbers_that_a_spreadsheet_has_turned_into_powers_of_ten(sirene, paths, tmp_path):
    rows = [establishment("81234567800011") | {"siret": "8,12346E+13", "siren": "8,12346E+08"}]
    bad = write(tmp_path / "a.csv", [*ESTABLISHMENT, *ADDED], rows, delimiter=";")
    assert "3,25E+13" in refused(sirene, bad, paths[1])


def test_latitude_and_longitude_in_each_others_place(sirene, paths, tmp_path):
    rows = [establishment(f"8123456780001{n}", latitude="4.83", longitude="45.76") for n in range(3)]
    bad = write(tmp_path / "a.csv", [*ESTABLISHMENT, "longitude", "latitude"], rows)
    assert "latitude, longitude" in refused(sirene, bad, paths[1])


def test_two_loads_at_once(sirene, paths):
    with store.loading():
        assert "Un autre chargement est en cours" in refused(sirene, *paths)


def environment(data):
    return {**os.environ, "CARNET_DATA": str(data), "PYTHONPATH": str(ROOT / "src"), "CARNET_DATABASE_URL": ""}


def program(*arguments):
    return [sys.executable, str(ROOT / "manage.py"), "sirene", "load", *map(str, arguments)]


@pytest.fixture
def large(tmp_path):
    rows = [establishment(f"8{number:08}00011") for number in range(40_000)]
    return stock(tmp_path / "large", rows)


@pytest.mark.slow
def test_a_disk_that_takes_no_more(data, large):
    command = ["bash", "-c", 'ulimit -f 200; trap "" XFSZ; exec "$@"', "bash", *program(*large)]
    done = subprocess.run(command, env=environment(data), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "Le disque ne prend plus rien" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_load_killed_midway_leaves_the_former_version_and_hinders_no_later_load(data, large, sirene, paths, one):
    running = subprocess.Popen(program(*large), env=environment(data), stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not list(store.root().glob("loading-*/establishments.stage.parquet")) and time.monotonic() < until:
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert list(store.root().glob("loading-*"))
    assert store.current().about.id == one.about.id
    assert queries.count(Criteria()) == 1
    with store.loading():
        assert len(list(store.root().glob("loading-*"))) == 1
