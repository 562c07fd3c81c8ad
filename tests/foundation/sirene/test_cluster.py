"""The same question, asked of a Spark cluster of this machine's own: collected where Java and Spark are (conftest)."""

from datetime import date

import pytest

from bench.cluster import CLOSE, running
from carnet.foundation.sirene import cluster, queries
from carnet.foundation.sirene.rules.projection import Degrees
from carnet.foundation.sirene.rules.scoring import Kind, Term
from carnet.foundation.sirene.rules.target import Criteria

from .files import ADDED, establishment, unit

# Ibis's and Spark's own: pandas is told of what it will not take one day, sockets are left to the collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)  # fmt: skip
LYON = Degrees(45.764, 4.8357)
AROUND = (Degrees(45.7, 4.7), Degrees(45.7, 4.95), Degrees(45.85, 4.95), Degrees(45.85, 4.7))


@pytest.fixture(scope="module")
def master():
    with running() as url:
        yield url


def stock_of(number):
    rows = [
        establishment(
            f"1{one:08}00011",
            coordonneeLambertAbscisseEtablissement=f"{842_000 + 397 * one % 9000}",
            trancheEffectifsEtablissement=["11", "21", "NN"][one % 3],
            activitePrincipaleEtablissement=["43.22A", "62.01Z"][one % 2],
            dateCreationEtablissement=f"20{one % 20:02}-05-06",
            codeCommuneEtablissement=["69123", "01004", ""][one % 7 % 3],
        )
        | (dict.fromkeys(ADDED, "") if one % 11 == 0 else {})
        for one in range(number)
    ]
    return rows, [unit(row["siren"]) for row in rows]


def test_duckdb_and_spark_give_the_same_answer(loaded, settings, master):
    loaded(*stock_of(300))
    settings.CARNET_SPARK_URL = master
    known = tuple(int(f"1{one:08}") for one in range(20))
    terms = [Term(Kind.STAFF, 40, ("21", "NN")), Term(Kind.AGE, 30, low=2, high=12), Term(Kind.NEAR, 30, low=1, high=9)]
    asked = [
        (Criteria(near=LYON, km=6, naf=("43.22A",)), []),
        (Criteria(area=AROUND, staff=("11", "NN"), without=known), []),
        (Criteria(near=LYON, km=30, created_from=date(2010, 1, 1), legal_forms=("57",)), terms),
        (Criteria(departments=("01",), communes=("69123",)), []),
    ]
    for criteria, scored in asked:
        one = queries.target(criteria, terms=scored, top=50)
        other = queries.target(criteria, terms=scored, top=50, ask=cluster.ask)
        assert 0 < one.count == other.count
        assert [row.siret for row in one.rows] == [row.siret for row in other.rows]
        assert [row.score for row in one.rows] == pytest.approx([row.score for row in other.rows], abs=1e-6)
        assert one.rows[-1].km == pytest.approx(other.rows[-1].km, abs=CLOSE)
