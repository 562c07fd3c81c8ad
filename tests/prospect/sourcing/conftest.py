"""A register around Lyon, loaded from files written by hand."""

import pytest
from stdnum import luhn

from carnet.foundation.sirene.loading import load
from carnet.foundation.sirene.rules.projection import Degrees
from carnet.foundation.sirene.rules.scoring import Kind, Term
from carnet.foundation.sirene.rules.target import Criteria
from carnet.prospect.sourcing import services
from tests.foundation.geo.conftest import atlas, build_geo, communes, communes_file, rows  # noqa: F401 (fixtures)
from tests.foundation.sirene.files import establishment, stock, unit

LYON = Degrees(45.764, 4.8357)
AROUND = Criteria(near=LYON, km=30, naf=("43.22A",))


def siren(number: int) -> str:
    base = f"{10_000_000 + number}"
    return base + luhn.calc_check_digit(base)


def siret(number: int) -> str:
    return f"{siren(number)}00011"


def firm(number: int, **more: str) -> dict[str, str]:
    return establishment(siret(number), codeCommuneEtablissement="69123", **more)


@pytest.fixture
def register(tmp_path, settings, communes):  # noqa: F811 (the fixture)
    """Loads these establishments; called again, it is the next month."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()

    def make(firms, units=None):
        return load(stock(tmp_path / "files", firms, units), tell=lambda *_: None)

    return make


@pytest.fixture
def three(register):
    """The second is a sole trader of 1 or 2, the third has a second establishment."""
    firms = [
        firm(1),
        firm(2, trancheEffectifsEtablissement="01"),
        firm(3),
        establishment(f"{siren(3)}00029", etablissementSiege="false"),
    ]
    units = [unit(siren(1)), unit(siren(2), categorieJuridiqueUniteLegale="1000"), unit(siren(3))]
    return register(firms, units)


@pytest.fixture
def grid(alice, in_nord):
    terms = [Term(Kind.STAFF, 30, ("11",)), Term(Kind.HEAD, 10)]
    return services.save_grid(member=alice, name="Installateurs", terms=terms, why="Ils achètent souvent.")
