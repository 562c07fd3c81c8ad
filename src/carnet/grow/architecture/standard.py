"""The fields that every file of Carnet has, with their reasons: the data of a French workspace, hence in French.

Source of the terms: CNIL, délib. 2021-131 of 23 September 2021; C. com. L123-22 for what accounting rests on.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standard:
    """`basis` and `since` are codes of LegalBasis and Field.Since."""

    holder: str
    label: str
    purpose: str
    basis: str
    months: int
    since: str
    source: str
    sensitivity: str


FOLLOW = "Suivre les clients et les prospects"
STANDARD = (
    Standard("company", "Nom, dénomination, SIREN, SIRET, TVA, NAF", FOLLOW,
             "interest", 36, "contact", "sirene", "ordinary"),
    Standard("company", "Adresse, téléphone, courriel, site", FOLLOW, "interest", 36, "contact", "website", "ordinary"),
    Standard("company", "Étape, suivi par, dernier contact", FOLLOW, "interest", 36, "contact", "entered", "ordinary"),
    Standard("company", "Notes", FOLLOW, "interest", 36, "contact", "entered", "personal"),
    Standard("person", "Civilité, nom, prénom, fonction", FOLLOW, "interest", 36, "contact", "person", "personal"),
    Standard("person", "Téléphone, courriel professionnels", FOLLOW, "interest", 36, "contact", "person", "personal"),
    Standard("opportunity", "Besoin, montant, échéance, étape", "Conduire les ventes", "interest", 36, "contact",
             "entered", "ordinary"),
    Standard("opportunity", "Devis, commandes, documents signés", "Exécuter les contrats et tenir les comptes",
             "contract",
             120, "relation", "entered", "personal"),
)  # fmt: skip
