"""`manage.py sirene`."""

import csv
import json
import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection, transaction

from carnet.foundation.sirene import after, queries
from carnet.foundation.sirene.cluster import spoken
from carnet.foundation.sirene.conditions import where_of
from carnet.foundation.sirene.rules.target import Criteria

from .files import establishment, stock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]


def test_load_then_status_say_what_the_version_holds(sirene, tmp_path):
    said = sirene("load", *stock(tmp_path, [establishment("00032517500016")]), "--on", "2026-10-31")
    assert "établissements (StockEtablissement)\u00a0: 1 ligne en" in said
    assert "stock du 31/10/2026" in sirene("status")


def test_target_in_json_has_the_documented_fields(sirene, one):
    told = json.loads(sirene("target", "--near", "45.76,4.84", "--km", 5, "--naf", "43.22A", "--format", "json"))
    assert (told["count"], told["source"], told["stock_on"]) == (1, "Insee, Sirene", "2026-10-12")
    (row,) = told["rows"]
    assert (row["siret"], row["created"], row["km"]) == ("00032517500016", "2012-03-01", 0.56)


def test_target_in_csv_and_in_words(sirene, one):
    lines = list(csv.DictReader(sirene("target", "--format", "csv").splitlines(), delimiter=";"))
    assert lines[0]["siret"] == "00032517500016"
    assert "1 établissement convient. Insee, Sirene, 12/10/2026." in sirene("target", "--near", "lyon")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--near", "4.84,45.76"], "Vouliez-vous dire 45.76000,4.84000"),
        (["--near", "842666,6519924"], "Lambert 93"),
        (["--near", "Nullepart"], "Aucune commune ne s’appelle"),
        (["--naf", "plombier"], "n’est pas possible"),
        (["--km", "9999", "--near", "45.76,4.84"], "9999"),
    ],
)
def test_what_cannot_be_asked_is_said(sirene, one, arguments, sentence):
    with pytest.raises(CommandError) as refused:
        sirene("target", *arguments)
    assert sentence in str(refused.value)


def test_a_database_that_is_not_ready_is_named_and_the_register_answers_all_the_same(sirene, tmp_path, monkeypatch):
    def compare(_version):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM not_made_yet")
        return []

    monkeypatch.setattr(after, "_listeners", [compare])
    # The inner block is what fails, so that PostgreSQL takes the transaction up again.
    with pytest.raises(CommandError, match=r"manage\.py migrate") as refused, transaction.atomic():
        sirene("load", *stock(tmp_path / "files", [establishment("00032517500016")]))
    assert "not_made_yet" in str(refused.value)
    assert queries.count(Criteria()) == 1


RING = [[4.78, 45.72], [4.9, 45.72], [4.9, 45.8], [4.78, 45.8], [4.78, 45.72]]
FAR = [[lon + 1, lat] for lon, lat in RING]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": [*rings]}


@pytest.mark.parametrize(
    ("drawn", "count"),
    [
        (polygon(RING), 1),
        ({"type": "Feature", "properties": {}, "geometry": polygon(RING[:-1])}, 1),
        ({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": polygon(FAR)}]}, 0),
    ],
)
def test_a_zone_is_drawn_as_a_polygon_of_geojson(sirene, one, tmp_path, drawn, count):
    path = tmp_path / "zone.geojson"
    path.write_text(json.dumps(drawn))
    assert json.loads(sirene("target", "--area", path, "--format", "json"))["count"] == count


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Lyon", "polygone"),
        ('{"type": "Point", "coordinates": [4.8, 45.7]}', "polygone"),
        (json.dumps(polygon(RING, FAR)), "polygone"),
        (json.dumps(polygon([[lat, lon] for lon, lat in RING])), "latitude d’abord"),
        (json.dumps(polygon([[lon + 90, lat] for lon, lat in RING])), "en France"),
        (json.dumps(polygon(RING[:2])), "n’est pas possible"),
    ],
)
def test_what_is_no_zone_is_said(sirene, one, tmp_path, text, sentence):
    path = tmp_path / "zone.geojson"
    path.write_text(text)
    with pytest.raises(CommandError, match=sentence):
        sirene("target", "--area", path)
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        sirene("target", "--area", tmp_path / "absent.geojson")


@pytest.mark.parametrize(("url", "sentence"), [("", "CARNET_SPARK_URL"), ("spark://127.0.0.1:9", "Spark")])
def test_a_cluster_that_is_not_there_is_said_so(sirene, one, settings, monkeypatch, url, sentence):
    settings.CARNET_SPARK_URL = url
    # As where the extra is not installed.
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(CommandError, match=sentence):
        sirene("target", "--naf", "43.22A", "--engine", "spark")


def test_values_are_written_in_their_places():
    told = spoken("a IN (?, ?) AND b >= ?", ["l'un", "2", date(2026, 1, 2)])
    assert told == "a IN ('l''un', '2') AND b >= DATE '2026-01-02'"
    where, values = where_of(Criteria(communes=("69123",), without=(1, 22)))
    assert spoken(where, values) == "commune IN ('69123') AND siren NOT IN (1,22)"


def test_without_a_file_one_is_told_what_to_do(sirene):
    with pytest.raises(CommandError, match="sirene load"):
        sirene("target")


def test_the_site_starts_without_the_engine():
    code = "import django; django.setup(); import carnet.wsgi, django.urls; django.urls.get_resolver().url_patterns; import sys; print('duckdb' in sys.modules)"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "carnet.settings",
        "PYTHONPATH": str(settings.SOURCE_DIR.parent),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "False"
