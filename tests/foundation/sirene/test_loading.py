"""What becomes of the stock files: who may be prospected, with what is known and since when."""

from datetime import date

import pytest

from carnet.foundation.sirene import queries, store
from carnet.foundation.sirene.loading import load
from carnet.foundation.sirene.rules.projection import Degrees
from carnet.foundation.sirene.rules.target import Criteria

from .conftest import silent
from .files import ADDED, ESTABLISHMENT, NAF_2025, UNIT, establishment, stock, unit, write, zipped

LYON = Degrees(45.764, 4.8357)


def everything():
    return queries.target(Criteria()).rows


def test_a_row_is_told_with_its_dates_and_years(one):
    (row,) = everything()
    assert (row.siret, row.siren) == ("00032517500016", "000325175")
    assert (row.name, row.street, row.postcode, row.city) == (
        "PLOMBERIE 000325175",
        "12 RUE DE LA REPUBLIQUE",
        "69001",
        "LYON 1",
    )
    assert (row.staff, row.staff_year, row.size, row.size_year) == ("11", 2024, "PME", 2024)
    assert (row.naf, row.naf_version, row.created, row.treated) == (
        "43.22A",
        "NAFRev2",
        date(2012, 3, 1),
        date(2026, 10, 12),
    )
    assert (round(row.lat, 3), round(row.lon, 3), row.at_address) == (45.764, 4.836, True)
    assert one.about.stock_on == "2026-10-12"


@pytest.mark.parametrize(
    ("of_establishment", "of_unit"),
    [
        ({"statutDiffusionEtablissement": "P"}, {}),
        ({"statutDiffusionEtablissement": "N"}, {}),
        ({"statutDiffusionEtablissement": ""}, {}),
        ({}, {"statutDiffusionUniteLegale": "P"}),
        ({"etatAdministratifEtablissement": "F"}, {}),
        ({}, {"etatAdministratifUniteLegale": "C"}),
    ],
)
def test_only_the_open_and_diffusible_on_both_files_can_be_prospected(loaded, of_establishment, of_unit):
    loaded(
        [establishment("00032517500016", **of_establishment), establishment("81234567800011")],
        [unit("000325175", **of_unit), unit("812345678")],
    )
    assert [row.siret for row in everything()] == ["81234567800011"]


def test_an_establishment_without_its_legal_unit_is_left_out(loaded):
    loaded([establishment("00032517500016")], [unit("812345678")])
    assert everything() == []


def test_a_sole_trader_bears_the_name_of_the_person_and_hidden_parts_are_left_out(loaded):
    loaded(
        [
            establishment(
                "00032517500016",
                libelleVoieEtablissement="[ND]",
                numeroVoieEtablissement="[ND]",
                typeVoieEtablissement="[ND]",
            )
        ],
        [
            unit(
                "000325175",
                denominationUniteLegale="",
                prenom1UniteLegale="CAMILLE",
                nomUniteLegale="PETIT",
                categorieJuridiqueUniteLegale="1000",
            )
        ],
    )
    (row,) = everything()
    assert (row.name, row.street, row.is_sole_trader) == ("CAMILLE PETIT", "", True)


@pytest.mark.parametrize("shape", ["csv", "zip", "gzip", "parquet"])
def test_csv_zip_gzip_and_parquet_give_the_same(tmp_path, shape):
    paths = stock(tmp_path, [establishment("00032517500016"), establishment("81234567800011")])
    load([packed(path, shape) for path in paths], tell=silent)
    assert [row.siret for row in everything()] == ["00032517500016", "81234567800011"]


def packed(path, shape):
    if shape == "zip":
        return zipped(path)
    if shape == "gzip":
        import gzip

        target = path.with_suffix(".csv.gz")
        target.write_bytes(gzip.compress(path.read_bytes()))
        return target
    if shape == "parquet":
        import duckdb

        target = path.with_suffix(".parquet")
        duckdb.sql(f"SELECT * FROM read_csv('{path}', all_varchar=true)").write_parquet(str(target))
        return target
    return path


def test_columns_are_taken_by_name_whatever_their_order_and_the_files_too(tmp_path):
    rows = [establishment("00032517500016", **{NAF_2025: "43.22Y"})]
    units = write(tmp_path / "b.csv", UNIT[::-1], [unit("000325175")])
    establishments = write(tmp_path / "a.csv", [NAF_2025, *ADDED, *ESTABLISHMENT[::-1]], rows)
    load([units, establishments], tell=silent)
    (row,) = everything()
    assert (row.naf, row.naf25, row.name) == ("43.22A", "43.22Y", "PLOMBERIE 000325175")


def test_each_code_keeps_its_nomenclature_and_old_ones_are_never_taken_for_new(loaded):
    version = loaded(
        [
            establishment("00032517500016"),
            establishment(
                "81234567800011",
                activitePrincipaleEtablissement="45.3E",
                nomenclatureActivitePrincipaleEtablissement="NAFRev1",
            ),
        ]
    )
    assert version.about.nomenclatures == {"NAFRev2": 1, "NAFRev1": 1}
    assert queries.count(Criteria(naf=("45",))) == 0
    assert {(row.naf, row.naf_version) for row in everything()} == {("43.22A", "NAFRev2"), ("45.3E", "NAFRev1")}


def test_without_a_point_the_middle_of_the_commune_stands_and_is_said_to(loaded):
    nowhere = dict.fromkeys(ADDED, "")
    loaded([establishment("00032517500016", **nowhere)])
    (row,) = everything()
    assert (round(row.lat, 2), row.at_address) == (45.75, False)
    assert queries.count(Criteria(near=LYON, km=5)) == 1
    assert queries.count(Criteria(near=LYON, km=5, exact_only=True)) == 0


def test_the_geolocated_file_goes_first_except_its_random_points(tmp_path, loaded):
    places = write(
        tmp_path / "places.csv",
        ["siret", "x", "y", "qualite_xy", "epsg", "y_latitude", "x_longitude"],
        [
            {
                "siret": "00032517500016",
                "qualite_xy": "11",
                "epsg": "2154",
                "y_latitude": "45.90",
                "x_longitude": "6.12",
            },
            {
                "siret": "81234567800011",
                "qualite_xy": "33",
                "epsg": "2154",
                "y_latitude": "45.90",
                "x_longitude": "6.12",
            },
        ],
        delimiter=";",
    )
    loaded([establishment("00032517500016"), establishment("81234567800011")], None, places)
    assert {row.siret: round(row.lat, 2) for row in everything()} == {"00032517500016": 45.9, "81234567800011": 45.76}


def test_a_new_load_replaces_the_version_and_keeps_the_one_before(loaded):
    first = loaded([establishment("00032517500016")])
    second = loaded([establishment("81234567800011")])
    third = loaded([establishment("91234567800011")])
    assert [one.about.id for one in (first, second, third)] == ["2026-10-12", "2026-10-12.2", "2026-10-12.3"]
    assert store.current().about.id == third.about.id
    assert sorted(path.name for path in store.root().iterdir()) == ["2026-10-12.2", "2026-10-12.3", "current", "lock"]


def test_nothing_loaded_is_said_so():
    with pytest.raises(store.SireneAbsent):
        everything()


def test_numbers_out_of_order_are_put_in_order(loaded, monkeypatch):
    from carnet.foundation.sirene import loading

    # Groups as small as they come, so that a few rows are several.
    monkeypatch.setattr(loading, "KNOWN", loading.KNOWN.replace("61440", "2048"))
    sirets = [f"8{number:08}00011" for number in (7 * place % 5000 for place in range(5000))]
    version = loaded([establishment(siret) for siret in sirets])
    import duckdb

    path = str(version.known_establishments)
    found = [number for (number,) in duckdb.execute("SELECT number FROM read_parquet(?)", [path]).fetchall()]
    assert found == sorted(map(int, sirets))
    assert queries.states([sirets[3], "99999999900011"]) == {sirets[3]: queries.Known(True, True, date(2012, 3, 1))}


@pytest.mark.parametrize(
    ("of_establishment", "of_unit", "known"),
    [
        ({}, {}, (True, True, date(2012, 3, 1))),
        ({"etatAdministratifEtablissement": "F", "dateDebut": "2026-02-01"}, {}, (False, True, date(2026, 2, 1))),
        ({}, {"etatAdministratifUniteLegale": "C", "dateDebut": "2026-03-01"}, (False, True, date(2026, 3, 1))),
        ({"statutDiffusionEtablissement": "P"}, {}, (True, False, date(2012, 3, 1))),
        ({}, {"statutDiffusionUniteLegale": "P"}, (True, False, date(2012, 3, 1))),
        ({}, {"siren": "111111111"}, (True, False, date(2012, 3, 1))),
    ],
)
def test_the_state_of_a_siret_is_that_of_both_files(loaded, of_establishment, of_unit, known):
    loaded([establishment("81234567800011", **of_establishment)], [unit("812345678") | of_unit])
    (state,) = queries.states(["81234567800011"]).values()
    assert (state.is_active, state.is_open, state.since) == known


def test_what_the_files_tell_badly_is_not_known(loaded):
    bad = {
        "dateCreationEtablissement": "invalid_date",
        "anneeEffectifsEtablissement": "20x4",
        "dateDebut": "01/02/2026",
    }
    loaded([establishment("00032517500016", **bad)])
    (row,) = everything()
    assert (row.created, row.staff_year, row.since) == (None, None, date(2026, 2, 1))
