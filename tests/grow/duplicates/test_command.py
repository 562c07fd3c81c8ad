"""`manage.py find_duplicates` finds, and says how well against the truth."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from carnet.foundation.parties.services import create_company
from carnet.grow.duplicates.models import Pair

ROOT = Path(__file__).resolve().parents[3]


def told(*options):
    out = StringIO()
    call_command("find_duplicates", *map(str, options), stdout=out)
    return dict(line.split(maxsplit=1) for line in out.getvalue().splitlines())


def test_it_finds_people_typed_twice_in_a_french_file(people_file):
    said = told("--file", people_file, "--truth", people_file)
    assert said["weights"] == "learnt from the file"
    assert float(said["precision"]) >= 0.97
    assert float(said["recall"]) >= 0.9


def test_it_proposes_next_to_nothing_where_nobody_is_there_twice(originals_file):
    said = told("--file", originals_file)
    assert int(said["pairs"]) <= 3
    assert "F1" not in said


def test_the_truth_may_be_a_list_of_pairs(tmp_path, people_file):
    truth = tmp_path / "verite.csv"
    truth.write_text("unique_id_l,unique_id_r,score\nP0,P1,0\nP1,P2,1\n")
    assert told("--file", people_file, "--truth", truth)["recall"] == "0.0000"


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "empty"), ("Couleur;Taille\nbleu;3\n", "no_fields"), ("Nom\n", "empty")],
)
def test_a_file_with_nothing_to_compare_is_refused_with_its_name(tmp_path, content, reason):
    path = tmp_path / "rien.csv"
    path.write_text(content)
    with pytest.raises(CommandError, match=rf"rien.csv: {reason}"):
        told("--file", path)


def test_a_truth_that_names_nobody_is_refused(tmp_path, people_file):
    truth = tmp_path / "verite.csv"
    truth.write_text("Réf;Nom;Ville\nP1;Martin;Bron\n")
    with pytest.raises(CommandError, match="no_truth"):
        told("--file", people_file, "--truth", truth)


@pytest.mark.parametrize("threshold", ["0", "1", "2"])
def test_a_threshold_is_a_probability(people_file, threshold):
    with pytest.raises(CommandError, match="between 0 and 1"):
        told("--file", people_file, "--threshold", threshold)


@pytest.mark.parametrize(
    ("name", "truth", "least"),
    [("febrl_dataset1.csv", "febrl_dataset1.csv", 0.97), ("fake_1000.csv", "fake_1000_labels.csv", 0.80)],
)
def test_public_data_sets_are_found_well_enough(shared, name, truth, least):
    assert float(told("--file", shared(name), "--truth", shared(truth))["F1"]) >= least


def test_a_web_worker_never_loads_the_engine():
    code = (
        "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import carnet.wsgi; print({'splink', 'duckdb', 'pyarrow', 'sqlglot'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "carnet.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.django_db
def test_it_looks_through_a_workspace_and_writes_nothing(alice, in_nord):
    for name in ("Clinique des Balmes", "Clinique Balmes"):
        create_company(member=alice, name=name, city="Lyon", phone="0465710001")
    said = told("--workspace", "nord")
    assert (said["records"], said["pairs"]) == ("2", "1")
    assert not Pair.objects.exists()
    assert told("--workspace", "nord", "--kind", "person")["records"] == "0"
    with pytest.raises(CommandError, match="No workspace"):
        told("--workspace", "ailleurs")
