"""Small stock files under Insee's headers, written by hand."""

import csv
import zipfile
from pathlib import Path

ESTABLISHMENT = (
    "siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,trancheEffectifsEtablissement,"
    "anneeEffectifsEtablissement,activitePrincipaleRegistreMetiersEtablissement,dateDernierTraitementEtablissement,"
    "etablissementSiege,nombrePeriodesEtablissement,complementAdresseEtablissement,numeroVoieEtablissement,"
    "indiceRepetitionEtablissement,typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,"
    "libelleCommuneEtablissement,libelleCommuneEtrangerEtablissement,distributionSpecialeEtablissement,"
    "codeCommuneEtablissement,codeCedexEtablissement,libelleCedexEtablissement,codePaysEtrangerEtablissement,"
    "libellePaysEtrangerEtablissement,dateDebut,etatAdministratifEtablissement,enseigne1Etablissement,"
    "enseigne2Etablissement,enseigne3Etablissement,denominationUsuelleEtablissement,activitePrincipaleEtablissement,"
    "nomenclatureActivitePrincipaleEtablissement,caractereEmployeurEtablissement"
).split(",")
"""As of 2019."""
ADDED = ["coordonneeLambertAbscisseEtablissement", "coordonneeLambertOrdonneeEtablissement"]
NAF_2025 = "activitePrincipaleNAF25Etablissement"
UNIT = (
    "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,sigleUniteLegale,sexeUniteLegale,"
    "prenom1UniteLegale,prenom2UniteLegale,prenomUsuelUniteLegale,pseudonymeUniteLegale,trancheEffectifsUniteLegale,"
    "anneeEffectifsUniteLegale,dateDernierTraitementUniteLegale,nombrePeriodesUniteLegale,categorieEntreprise,"
    "anneeCategorieEntreprise,dateDebut,etatAdministratifUniteLegale,nomUniteLegale,nomUsageUniteLegale,"
    "denominationUniteLegale,denominationUsuelle1UniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,"
    "nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale,economieSocialeSolidaireUniteLegale,"
    "societeMissionUniteLegale,caractereEmployeurUniteLegale"
).split(",")
LYON = (842_666.66, 6_519_924.37)


def establishment(siret: str, **more: str) -> dict[str, str]:
    east, north = LYON
    return {
        "siren": siret[:9],
        "nic": siret[9:],
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "dateCreationEtablissement": "2012-03-01",
        "trancheEffectifsEtablissement": "11",
        "anneeEffectifsEtablissement": "2024",
        "dateDernierTraitementEtablissement": "2026-10-12T08:00:00",
        "etablissementSiege": "true",
        "numeroVoieEtablissement": "12",
        "typeVoieEtablissement": "RUE",
        "libelleVoieEtablissement": "DE LA REPUBLIQUE",
        "codePostalEtablissement": "69001",
        "libelleCommuneEtablissement": "LYON 1",
        "codeCommuneEtablissement": "69123",
        "dateDebut": "2012-03-01",
        "etatAdministratifEtablissement": "A",
        "activitePrincipaleEtablissement": "43.22A",
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        "caractereEmployeurEtablissement": "O",
        "coordonneeLambertAbscisseEtablissement": f"{east}",
        "coordonneeLambertOrdonneeEtablissement": f"{north}",
        **more,
    }


def unit(siren: str, **more: str) -> dict[str, str]:
    return {
        "siren": siren,
        "statutDiffusionUniteLegale": "O",
        "categorieEntreprise": "PME",
        "anneeCategorieEntreprise": "2024",
        "dateDebut": "2012-03-01",
        "etatAdministratifUniteLegale": "A",
        "denominationUniteLegale": f"PLOMBERIE {siren}",
        "categorieJuridiqueUniteLegale": "5710",
        "nicSiegeUniteLegale": "00001",
        **more,
    }


def write(
    path: Path, columns: list[str], rows: list[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    with path.open("w", newline="", encoding=encoding) as stream:
        writer = csv.DictWriter(stream, columns, delimiter=delimiter, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def stock(
    folder: Path, rows: list[dict[str, str]], units: list[dict[str, str]] | None = None, **how: str
) -> list[Path]:
    """Both files; a legal unit for each SIREN where none is given."""
    folder.mkdir(parents=True, exist_ok=True)
    known = units if units is not None else [unit(siren) for siren in sorted({row["siren"] for row in rows})]
    return [
        write(folder / "StockEtablissement_utf8.csv", [*ESTABLISHMENT, *ADDED], rows, **how),
        write(folder / "StockUniteLegale_utf8.csv", UNIT, known, **how),
    ]


def zipped(path: Path) -> Path:
    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(path, path.name)
    return target
