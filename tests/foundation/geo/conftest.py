"""A small file of communes, made by the real build script from hand-written rows."""

import importlib.util
from pathlib import Path

import pytest
from django.conf import settings

from carnet.foundation.geo.rules import Point, normalise


@pytest.fixture(scope="session")
def build_geo():
    path = Path(settings.BASE_DIR) / "scripts/build_geo.py"
    spec = importlib.util.spec_from_file_location("build_geo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(insee, name, postcodes, population, **more):
    return {
        "insee": insee,
        "name": name,
        "key": normalise(name),
        "kind": "commune",
        "parent": "",
        "postcodes": postcodes.split(),
        "department": insee[:2],
        "department_name": {"69": "Rhône", "74": "Haute-Savoie", "42": "Loire"}.get(insee[:2], "Seine-Maritime"),
        "region": "84",
        "region_name": "Auvergne-Rhône-Alpes",
        "epci": "",
        "epci_name": "",
        "population": population,
        "aliases": [],
        "former": [],
        **more,
    }


@pytest.fixture(scope="session")
def rows():
    return [
        row("42218", "Saint-Étienne", "42000 42100 42230", 173_136),
        row("69029", "Bron", "69500", 43_000),
        row("69123", "Lyon", "69001 69007", 519_127),
        row("69387", "Lyon 7e Arrondissement", "69007", 88_326, kind="district", parent="69123"),
        row("69149", "Oullins-Pierre-Bénite", "69310 69600", 37_000, aliases=["Pierre-Bénite"], former=["69152"]),
        row("69999", "Sans-Lieu", "69001", 12),
        row("69998", "Nulle-Part", "69888", 3),
        row("74010", "Annecy", "74000 74940", 132_117, aliases=["Annecy-le-Vieux", "Seynod"], former=["74011"]),
        row("76255", "Eu", "76260", 6_700),
        row("76351", "Le Havre", "76600", 166_000),
    ]


@pytest.fixture(scope="session")
def atlas(build_geo):
    def place(postcode, name, lat, lon, *, is_cedex=False):
        department = postcode[:2]
        return build_geo.Place(postcode, is_cedex, normalise(name), department, Point(lat, lon))

    return build_geo.Atlas(
        [
            place("42000", "Saint-Étienne", 45.43, 4.39),
            place("69500", "Bron", 45.74, 4.91),
            place("69001", "Lyon", 45.7485, 4.8467),
            place("69007", "Lyon 07", 45.7452, 4.842),
            place("69439", "Lyon", 45.7485, 4.8467, is_cedex=True),
            place("69310", "Pierre-Bénite", 45.70, 4.82),
            place("74000", "Annecy", 45.90, 6.12),
            place("76600", "Le Havre", 49.49, 0.11),
        ]
    )


@pytest.fixture(scope="session")
def communes_file(build_geo, rows, atlas, tmp_path_factory):
    base = tmp_path_factory.mktemp("geo")
    build_geo.place_all(rows, atlas)
    build_geo.write(base / "assets/geo/communes.sqlite", rows, atlas, [("GeoNames", "test", "CC BY 4.0")])
    return base


@pytest.fixture
def communes(communes_file, settings):
    settings.BASE_DIR = communes_file


@pytest.fixture
def no_communes(tmp_path, settings):
    settings.BASE_DIR = tmp_path
