"""Which Insee file a header announces, and which of its columns are used: by name, never by place.

Headers of 2019 to 2026 differ by their order and by what was added (NAF 2025, Lambert coordinates, mission
companies). A column that is not here is left alone; a missing one of `NEEDED` refuses the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ESTABLISHMENTS = "establishments"
    UNITS = "units"
    PLACES = "places"


NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.ESTABLISHMENTS: (
        "siret",
        "statutDiffusionEtablissement",
        "etatAdministratifEtablissement",
        "activitePrincipaleEtablissement",
        "codeCommuneEtablissement",
    ),
    Kind.UNITS: (
        "siren",
        "statutDiffusionUniteLegale",
        "etatAdministratifUniteLegale",
        "categorieJuridiqueUniteLegale",
    ),
    Kind.PLACES: ("siret",),
}
USED: dict[Kind, tuple[str, ...]] = {
    Kind.ESTABLISHMENTS: (
        *NEEDED[Kind.ESTABLISHMENTS],
        "siren",
        "nic",
        "dateCreationEtablissement",
        "trancheEffectifsEtablissement",
        "anneeEffectifsEtablissement",
        "dateDernierTraitementEtablissement",
        "etablissementSiege",
        "complementAdresseEtablissement",
        "numeroVoieEtablissement",
        "indiceRepetitionEtablissement",
        "typeVoieEtablissement",
        "libelleVoieEtablissement",
        "codePostalEtablissement",
        "libelleCommuneEtablissement",
        "dateDebut",
        "enseigne1Etablissement",
        "denominationUsuelleEtablissement",
        "nomenclatureActivitePrincipaleEtablissement",
        "activitePrincipaleNAF25Etablissement",
        "caractereEmployeurEtablissement",
        "coordonneeLambertAbscisseEtablissement",
        "coordonneeLambertOrdonneeEtablissement",
        "longitude",
        "latitude",
        "geo_type",
    ),
    Kind.UNITS: (
        *NEEDED[Kind.UNITS],
        "denominationUniteLegale",
        "denominationUsuelle1UniteLegale",
        "sigleUniteLegale",
        "nomUniteLegale",
        "nomUsageUniteLegale",
        "prenom1UniteLegale",
        "prenomUsuelUniteLegale",
        "trancheEffectifsUniteLegale",
        "anneeEffectifsUniteLegale",
        "categorieEntreprise",
        "anneeCategorieEntreprise",
        "nicSiegeUniteLegale",
        "economieSocialeSolidaireUniteLegale",
        "societeMissionUniteLegale",
        "dateDebut",
    ),
    Kind.PLACES: ("siret", "x", "y", "epsg", "qualite_xy", "y_latitude", "x_longitude"),
}
STATES = {
    Kind.ESTABLISHMENTS: {"statutDiffusionEtablissement": "O", "etatAdministratifEtablissement": "A"},
    Kind.UNITS: {"statutDiffusionUniteLegale": "O", "etatAdministratifUniteLegale": "A"},
}
"""What both files must say of whom may be prospected."""
KEPT = {
    Kind.ESTABLISHMENTS: {
        *STATES[Kind.ESTABLISHMENTS], "siret", "siren", "nic", "dateDebut", "dateDernierTraitementEtablissement",
    },
    Kind.UNITS: {*STATES[Kind.UNITS], "siren", "dateDebut", "nicSiegeUniteLegale"},
}  # fmt: skip
"""What is read of the others too: their state."""
_MARKS = {
    Kind.ESTABLISHMENTS: "statutdiffusionetablissement",
    Kind.UNITS: "statutdiffusionunitelegale",
    Kind.PLACES: "qualite_xy",
}
"""A column that only this kind of file has."""
_HISTORY = ("datefin", "datelienuccession", "sirendoublon", "datelien", "siretetablissementpredecesseur")


class HeaderRefused(ValueError):
    """`reason`: history (a Sirene file of another use), unknown (no Sirene file), missing (`names` lack)."""

    def __init__(self, reason: str, names: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Header:
    """`columns`: as the file spells them, in its order. `used`: our name to the file's spelling."""

    kind: Kind
    columns: tuple[str, ...]
    used: dict[str, str]


def read(columns: Sequence[str]) -> Header:
    """What a file is, from its first line. Blind to case, spaces and quotes around a name. Raises HeaderRefused."""
    spelt = {name.strip().strip('"').lstrip("\ufeff").lower(): name for name in columns}
    kind = next((kind for kind, mark in _MARKS.items() if mark in spelt), None)
    if kind is None:
        kind = _nearest(spelt)
    missing = [name for name in NEEDED[kind] if name.lower() not in spelt and not _made_up(name, spelt)]
    if missing:
        raise HeaderRefused("missing", missing)
    used = {name: spelt[name.lower()] for name in USED[kind] if name.lower() in spelt}
    return Header(kind, tuple(columns), used)


def _made_up(name: str, spelt: dict[str, str]) -> bool:
    """A SIRET is its SIREN and its NIC."""
    return name == "siret" and "siren" in spelt and "nic" in spelt


def _nearest(spelt: dict[str, str]) -> Kind:
    """Named where most of the columns are there though the one that tells it is not. Raises HeaderRefused."""
    if any(name in spelt for name in _HISTORY):
        raise HeaderRefused("history")
    shares = {kind: sum(name.lower() in spelt for name in USED[kind]) / len(USED[kind]) for kind in Kind}
    kind = max(shares, key=lambda one: shares[one])
    if kind is Kind.PLACES and "siret" in spelt and {"x", "y"} <= set(spelt):
        return kind
    if shares[kind] < 0.3 or kind is Kind.PLACES:
        raise HeaderRefused("unknown")
    return kind


DELIMITERS = ",;\t|"


def split(line: str) -> tuple[str, list[str]]:
    """The delimiter of a first line and its names; a comma when nothing separates."""
    delimiter = max(DELIMITERS, key=line.count)
    names = line.rstrip("\r\n").lstrip("\ufeff").split(delimiter)
    return delimiter, [name.strip().strip('"') for name in names]
