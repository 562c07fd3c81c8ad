# ruff: noqa: E501 (each line of SQL is one column of Insee's header)
"""A register of any size under Insee's header: as many establishments as asked, on France's communes.

`python -m bench.sirene make ROWS FOLDER [csv]` writes StockEtablissement and StockUniteLegale; `measure ROWS FOLDER` loads
them and prints what loading and asking cost. `make bench ARGS="--sirene 40000000"` does both.
"""

import csv
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from carnet.foundation.sirene.rules.projection import Degrees, in_france, to_lambert
from carnet.foundation.sirene.rules.target import Criteria

ROOT = Path(__file__).resolve().parents[1]
SEED = 20261101
# Shares of a few everyday activities; the rest is spread over made-up codes of the same shape.
NAF = (
    "43.22A 43.21A 43.34Z 43.32A 41.20A 62.01Z 62.02A 71.12B 70.22Z 47.11B 56.10A 68.20B 85.59A 86.21Z 96.02A 10.71C "
    "25.62B 49.41A 81.21Z 69.10Z 01.11Z 94.99Z 45.20A 55.10Z 47.71Z"
).split()
ESTABLISHMENT = (
    "siren nic siret statutDiffusionEtablissement dateCreationEtablissement trancheEffectifsEtablissement "
    "anneeEffectifsEtablissement activitePrincipaleRegistreMetiersEtablissement dateDernierTraitementEtablissement "
    "etablissementSiege nombrePeriodesEtablissement complementAdresseEtablissement numeroVoieEtablissement "
    "indiceRepetitionEtablissement dernierNumeroVoieEtablissement indiceRepetitionDernierNumeroVoieEtablissement "
    "typeVoieEtablissement libelleVoieEtablissement codePostalEtablissement libelleCommuneEtablissement "
    "libelleCommuneEtrangerEtablissement distributionSpecialeEtablissement codeCommuneEtablissement "
    "codeCedexEtablissement libelleCedexEtablissement codePaysEtrangerEtablissement libellePaysEtrangerEtablissement "
    "identifiantAdresseEtablissement coordonneeLambertAbscisseEtablissement coordonneeLambertOrdonneeEtablissement "
    "complementAdresse2Etablissement numeroVoie2Etablissement indiceRepetition2Etablissement typeVoie2Etablissement "
    "libelleVoie2Etablissement codePostal2Etablissement libelleCommune2Etablissement "
    "libelleCommuneEtranger2Etablissement distributionSpeciale2Etablissement codeCommune2Etablissement "
    "codeCedex2Etablissement libelleCedex2Etablissement codePaysEtranger2Etablissement libellePaysEtranger2Etablissement "
    "dateDebut etatAdministratifEtablissement enseigne1Etablissement enseigne2Etablissement enseigne3Etablissement "
    "denominationUsuelleEtablissement activitePrincipaleEtablissement nomenclatureActivitePrincipaleEtablissement "
    "caractereEmployeurEtablissement activitePrincipaleNAF25Etablissement"
).split()
UNIT = (
    "siren statutDiffusionUniteLegale unitePurgeeUniteLegale dateCreationUniteLegale sigleUniteLegale sexeUniteLegale "
    "prenom1UniteLegale prenom2UniteLegale prenom3UniteLegale prenom4UniteLegale prenomUsuelUniteLegale "
    "pseudonymeUniteLegale identifiantAssociationUniteLegale trancheEffectifsUniteLegale anneeEffectifsUniteLegale "
    "dateDernierTraitementUniteLegale nombrePeriodesUniteLegale categorieEntreprise anneeCategorieEntreprise dateDebut "
    "etatAdministratifUniteLegale nomUniteLegale nomUsageUniteLegale denominationUniteLegale "
    "denominationUsuelle1UniteLegale denominationUsuelle2UniteLegale denominationUsuelle3UniteLegale "
    "categorieJuridiqueUniteLegale activitePrincipaleUniteLegale nomenclatureActivitePrincipaleUniteLegale "
    "nicSiegeUniteLegale economieSocialeSolidaireUniteLegale societeMissionUniteLegale caractereEmployeurUniteLegale "
    "activitePrincipaleNAF25UniteLegale"
).split()
# Of a row number i of N: 27 units of 40 establishments, 42 % open, 88 % diffusible, as in the register.
ESTABLISHMENTS = """
SELECT {columns} FROM (
 SELECT *, 100000000 + (u * 7919) % 899999981 AS siren_n, printf('%05d', n + 1) AS nic
 FROM (SELECT i, (i * 27) // 40 AS u, i - ((((i * 27) // 40) * 40 + 26) // 27) AS n,
   hash(i + {seed}) AS a, hash(i * 3 + {seed}) AS b, hash(i * 5 + 1 + {seed}) AS d FROM range({start}, {end}) t(i)) r
 JOIN communes c ON c.slot = r.a % {slots}
) rows ORDER BY siren_n, nic
"""


def _establishment() -> dict[str, str]:
    naf = "[" + ", ".join(f"'{code}'" for code in NAF) + "]"
    return {
        "siren": "siren_n::VARCHAR",
        "nic": "nic",
        "siret": "siren_n::VARCHAR || nic",
        "statutDiffusionEtablissement": "CASE WHEN b % 100 < 88 THEN 'O' ELSE 'P' END",
        "dateCreationEtablissement": "(DATE '1970-01-01' + (b % 20500)::INT)::VARCHAR",
        "trancheEffectifsEtablissement": "CASE WHEN d % 100 < 55 THEN NULL WHEN d % 100 < 70 THEN 'NN' ELSE "
        "['00','01','01','01','02','02','03','11','12','21','22','31','32','41'][1 + ((d // 100) % 14)::INT] END",
        "anneeEffectifsEtablissement": "CASE WHEN d % 100 >= 55 THEN '2024' END",
        "dateDernierTraitementEtablissement": "'2026-10-15T08:20:30'",
        "etablissementSiege": "CASE WHEN n = 0 THEN 'true' ELSE 'false' END",
        "nombrePeriodesEtablissement": "'3'",
        "numeroVoieEtablissement": "(1 + b % 180)::VARCHAR",
        "typeVoieEtablissement": "['RUE','AVENUE','CHEMIN','BOULEVARD','PLACE'][1 + (d % 5)::INT]",
        "libelleVoieEtablissement": "['DE LA REPUBLIQUE','VICTOR HUGO','DES ACACIAS','DU MOULIN','PASTEUR'][1 + (b % 5)::INT]",
        "codePostalEtablissement": "postcode",
        "libelleCommuneEtablissement": "city",
        "codeCommuneEtablissement": "insee",
        "coordonneeLambertAbscisseEtablissement": "CASE WHEN east IS NOT NULL THEN printf('%.2f', east + (b % 6000)::INT - 3000) END",
        "coordonneeLambertOrdonneeEtablissement": "CASE WHEN east IS NOT NULL THEN printf('%.2f', north + (d % 6000)::INT - 3000) END",
        "dateDebut": "(DATE '2008-01-01' + (d % 6500)::INT)::VARCHAR",
        "etatAdministratifEtablissement": "CASE WHEN (b // 100) % 100 < 42 THEN 'A' ELSE 'F' END",
        "enseigne1Etablissement": "CASE WHEN d % 10 < 3 THEN 'ENSEIGNE ' || (b % 500000)::VARCHAR END",
        "activitePrincipaleEtablissement": f"CASE WHEN (d // 7) % 100 < 55 THEN {naf}[1 + ((b // 7) % {len(NAF)})::INT] "
        "ELSE printf('%02d.%02d', 1 + ((b // 11) % 98)::INT, 10 + ((d // 11) % 80)::INT) || chr(65 + (d % 4)::INT) END",
        "nomenclatureActivitePrincipaleEtablissement": "'NAFRev2'",
        "caractereEmployeurEtablissement": "CASE WHEN d % 100 >= 70 THEN 'O' ELSE 'N' END",
        "activitePrincipaleNAF25Etablissement": f"CASE WHEN (d // 7) % 100 < 55 THEN {naf}[1 + ((b // 7) % {len(NAF)})::INT] END",
    }


def _unit() -> dict[str, str]:
    return {
        "siren": "(100000000 + (i * 7919) % 899999981)::VARCHAR",
        "statutDiffusionUniteLegale": "CASE WHEN a % 100 < 94 THEN 'O' ELSE 'P' END",
        "dateCreationUniteLegale": "(DATE '1970-01-01' + (a % 20500)::INT)::VARCHAR",
        "trancheEffectifsUniteLegale": "CASE WHEN a % 10 < 6 THEN NULL ELSE '02' END",
        "anneeEffectifsUniteLegale": "CASE WHEN a % 10 >= 6 THEN '2024' END",
        "dateDernierTraitementUniteLegale": "'2026-10-15T08:20:30'",
        "categorieEntreprise": "CASE WHEN a % 100 < 40 THEN 'PME' WHEN a % 100 < 42 THEN 'ETI' WHEN a % 100 = 42 THEN 'GE' END",
        "anneeCategorieEntreprise": "CASE WHEN a % 100 <= 42 THEN '2024' END",
        "dateDebut": "'2015-01-01'",
        "etatAdministratifUniteLegale": "CASE WHEN (a // 100) % 100 < 80 THEN 'A' ELSE 'C' END",
        "nomUniteLegale": "CASE WHEN a % 2 = 0 THEN 'NOM' || (a % 90000)::VARCHAR END",
        "prenom1UniteLegale": "CASE WHEN a % 2 = 0 THEN 'CAMILLE' END",
        "denominationUniteLegale": "CASE WHEN a % 2 = 1 THEN 'SOCIETE ' || i::VARCHAR END",
        "categorieJuridiqueUniteLegale": "CASE WHEN a % 2 = 0 THEN '1000' ELSE ['5710','5499','5599','9220'][1 + ((a // 2) % 4)::INT] END",
        "nicSiegeUniteLegale": "'00001'",
        "economieSocialeSolidaireUniteLegale": "CASE WHEN a % 50 = 0 THEN 'O' ELSE 'N' END",
        "caractereEmployeurUniteLegale": "CASE WHEN a % 10 >= 6 THEN 'O' ELSE 'N' END",
    }


def make(folder: Path, rows: int, extension: str) -> list[Path]:
    """Write the two stock files; the same rows give the same files."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"Stock{name}_utf8.{extension}" for name in ("Etablissement", "UniteLegale")]
    if all(path.exists() for path in paths):
        return paths
    db = duckdb.connect(config={"memory_limit": "6GB", "temp_directory": str(folder / "spill")})
    slots = _communes(db)
    options = "FORMAT csv, HEADER" if extension == "csv" else "FORMAT parquet, COMPRESSION zstd"
    told = _establishment()
    columns = ", ".join(f'{told.get(name, "NULL::VARCHAR")} AS "{name}"' for name in ESTABLISHMENT)
    select = ESTABLISHMENTS.format(columns=columns, seed=SEED, start=0, end=rows, slots=slots)
    _copy(db, select, paths[0], options)
    told = _unit()
    columns = ", ".join(f'{told.get(name, "NULL::VARCHAR")} AS "{name}"' for name in UNIT)
    units = (rows * 27) // 40 + 1
    select = f"SELECT {columns} FROM (SELECT i, hash(i + 77) AS a FROM range({units}) t(i)) r ORDER BY siren"
    _copy(db, select, paths[1], options)
    return paths


def _copy(db: Any, select: str, path: Path, options: str) -> None:
    part = path.with_suffix(".part")
    db.execute(f"COPY ({select}) TO '{part}' ({options})")
    part.rename(path)


def _communes(db: Any) -> int:
    """Each commune as many times as its people weigh, and its place in Lambert 93; returns how many slots."""
    with sqlite3.connect(ROOT / "assets/geo/communes.sqlite") as geo:
        found = geo.execute(
            "SELECT insee, name, postcodes, population, lat, lon FROM commune ORDER BY insee"
        ).fetchall()
    found = [row for row in found if row[2] and row[4] is not None]
    path = ROOT / "var/bench/communes.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        for insee, name, postcodes, people, lat, lon in found:
            mainland = insee[:2] not in {"97", "98"} and in_france(lat, lon)
            east, north = to_lambert(lat, lon) if mainland else ("", "")
            writer.writerow([insee, name.upper(), postcodes.split()[0], 1 + people // 300, east, north])
    columns = "{'insee': 'VARCHAR', 'city': 'VARCHAR', 'postcode': 'VARCHAR', 'k': 'INT', 'east': 'DOUBLE', 'north': 'DOUBLE'}"
    source = f"read_csv('{path}', header=false, auto_detect=false, quote='\"', columns={columns})"
    db.execute(
        f"CREATE TABLE communes AS SELECT row_number() OVER (ORDER BY insee, j) - 1 AS slot, * FROM "
        f"(SELECT *, unnest(range(k)) AS j FROM {source})"
    )
    return int(db.execute("SELECT count(*) FROM communes").fetchone()[0])


def asked() -> dict[str, Criteria]:
    """Around a town, in 50 communes, in the whole country."""
    trades, bands = tuple(NAF[5:9]), ("01", "02", "03", "11", "12", "21")
    return {
        "near": Criteria(near=Degrees(45.764, 4.8357), km=30, naf=trades, staff=bands),
        "communes": Criteria(communes=tuple(f"69{number:03}" for number in range(1, 51)), naf=trades),
        "france": Criteria(naf=trades, staff=bands),
    }


def measured(folder: Path, rows: int) -> dict[str, float]:
    """Load the files once and ask: rows a second of one processor, milliseconds of processor for each question."""
    import django

    django.setup()
    from carnet.foundation.sirene import loading, queries, store

    found: dict[str, float] = {}
    if not store.is_available():
        files = make(folder, rows, "parquet")
        before = os.times()
        loading.load(files, tell=lambda *_: None)
        spent = os.times()
        found["load"] = rows / (spent.user + spent.system - before.user - before.system)
    for name, criteria in asked().items():
        spent_each = []
        for _ in range(7):
            before_ms = time.process_time()
            queries.target(criteria, top=500)
            spent_each.append(1000 * (time.process_time() - before_ms))
        found[name] = median(spent_each)
    return found


def report(rows: int) -> str:
    """Measured in a process of its own; what was generated and loaded is kept."""
    folder = Path(os.environ.get("CARNET_BENCH", ROOT / "var/bench")) / f"sirene-{rows}"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "CARNET_DATA": str(folder),
        "CARNET_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "carnet.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "bench.sirene", "measure", str(rows), str(folder)]
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(answer.stdout.splitlines()[-1])
    load = f"loaded at {told['load']:,.0f} rows/s of one processor (300,000)" if "load" in told else "loaded before"
    return (
        f"SIRENE, {rows:,} establishments: {load}; count and 500 first, ms of processor: within 30 km "
        f"{told['near']:.0f} (100 at 40 million), 50 communes {told['communes']:.0f}, France {told['france']:.0f}"
    )


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[3]), int(sys.argv[2]), sys.argv[4] if len(sys.argv) > 4 else "parquet")
    else:
        print(json.dumps(measured(Path(sys.argv[3]), int(sys.argv[2]))))
