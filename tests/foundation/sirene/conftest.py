"""A register of its own for each test, in a folder of its own."""

import io

import pytest
from django.core.management import call_command

from bench.cluster import absent
from carnet.foundation.sirene.loading import load
from tests.foundation.geo.conftest import atlas, build_geo, communes, communes_file, rows  # noqa: F401 (fixtures)

from .files import establishment, stock

# An extra: where it is not installed there is nothing to skip.
collect_ignore = ["test_cluster.py"] if absent() else []


@pytest.fixture(autouse=True)
def data(tmp_path, settings, communes):  # noqa: F811 (the fixture)
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR


def silent(step, figures):
    pass


@pytest.fixture
def loaded(tmp_path):
    """Loads rows, with a legal unit for each, and returns the version."""

    def make(rows, units=None, *extra, **how):  # noqa: F811 (an argument)
        return load([*stock(tmp_path / "files", rows, units, **how), *extra], tell=silent)

    return make


@pytest.fixture
def one(loaded):
    return loaded(
        [establishment("00032517500016"), establishment("81234567800011", etatAdministratifEtablissement="F")]
    )


@pytest.fixture
def sirene():
    """Runs the command and returns what it says."""

    def run(*arguments):
        out = io.StringIO()
        call_command("sirene", *map(str, arguments), stdout=out)
        return out.getvalue()

    return run
