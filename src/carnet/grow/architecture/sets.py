"""Ready-made sets of fields: the data of a French workspace, hence in French.

Purposes, bases and terms follow the CNIL's reference for the management of commercial activities (délib. 2021-131 of
23 September 2021): three years from the last contact coming from a prospect, or from the end of the relation with a
customer. Each company corrects them to its own practice.
"""

from dataclasses import dataclass
from typing import Any

from carnet.foundation.fields.rules.checking import checked
from carnet.foundation.fields.rules.definitions import code_of


@dataclass(frozen=True, slots=True)
class Model:
    code: str
    name: str
    about: str
    fields: tuple[dict[str, Any], ...]


NEED = "Comprendre le besoin du client et suivre son évolution"
FOLLOW = "Entretenir la relation et relancer au bon moment"
WORTH = "Évaluer le potentiel du client et organiser son suivi"
DECIDE = "Savoir qui décide, pour présenter une offre utile à chacun"
OFFER = "Établir une proposition adaptée au projet"
SERVE = "Exécuter le contrat et assurer le service après-vente"
REACH = "Joindre la personne par le moyen qu’elle préfère"
LOYALTY = "Mesurer la satisfaction et proposer des actions de fidélisation"

CHANNELS = ("Téléphone", "Courriel", "Visite", "Visioconférence", "Courrier")
ROLES = ("Décideur", "Prescripteur", "Acheteur", "Utilisateur", "Filtre")


def _field(label: str, kind: str, purpose: str, *choices: str, holder: str = "company", **more: Any) -> dict[str, Any]:
    stages = more.pop("required", ())
    return {
        "holder": holder, "label": label, "kind": kind, "purpose": purpose, "basis": "interest", "help": "",
        "choices": [{"label": choice} for choice in choices], "retention_months": 36, "retention_from": "contact",
        "source": "person", "sensitivity": "ordinary", "roles": [], **more,
        "required_at": {"stages": list(stages)} if stages else {},
    }  # fmt: skip


_NEED = _field("Besoin principal", "text", NEED, required=("hot",), help="Avec les mots du client.")
_EVOLUTION = _field("Évolution du besoin", "text", NEED, help="Ce qui change d’ici un an : effectif, site, activité.")
_SEGMENT = _field("Segment", "choice", WORTH, "A", "B", "C", source="entered", required=("customer",))
_POTENTIAL = _field("Potentiel annuel", "money", WORTH, source="entered")
_RIVAL = _field("Concurrent en place", "text", FOLLOW)
_TERM = _field("Échéance du contrat en place", "date", FOLLOW)
_RATING = _field("Satisfaction (0 à 10)", "number", LOYALTY, retention_from="relation")
_CHANNEL = _field("Contact préféré", "choice", REACH, *CHANNELS, holder="person", sensitivity="personal")
_ROLE = _field("Rôle dans l’achat", "choice", DECIDE, *ROLES, holder="person", sensitivity="personal")
_CRITERIA = _field(
    "Critères de choix", "choices", OFFER, "Prix", "Délai", "Qualité", "Service", "Garantie", "Impact environnemental",
    holder="opportunity", retention_from="relation",
)  # fmt: skip

MODELS = {
    model.code: model
    for model in (
        Model(
            "b2b",
            "Clients professionnels (B2B)",
            "Le besoin, l’équipement et le concurrent en place, le potentiel, qui décide et comment joindre.",
            (
                _NEED, _EVOLUTION, _SEGMENT, _POTENTIAL, _RIVAL, _TERM,
                _field("Équipement en place", "text", NEED),
                _field("Effectif du site", "number", WORTH, source="sirene"),
                _field("Conditions de règlement", "choice", SERVE, "À réception", "30 jours", "45 jours fin de mois",
                       "60 jours", basis="contract", retention_from="relation", retention_months=60,
                       required=("customer",)),
                _field("Référencé jusqu’au", "date", SERVE, basis="contract", retention_from="relation",
                       help="Fin de notre accord-cadre ou de notre référencement."),
                _RATING, _ROLE, _CHANNEL,
                _field("Disponibilités", "text", REACH, holder="person", sensitivity="personal",
                       help="Jours et heures. Aucune information privée."),
                _field("Décideur final", "person", DECIDE, holder="opportunity", sensitivity="personal"),
                _field("Budget annoncé", "money", OFFER, holder="opportunity"),
                _CRITERIA,
            ),
        ),
        Model(
            "b2c",
            "Particuliers (B2C)",
            "Le projet, son échéance et son budget, rien de la vie privée ; la garantie et la satisfaction.",
            (
                _field("Projet", "text", NEED, sensitivity="personal", required=("hot",),
                       help="Le projet seulement : ni santé, ni famille, ni opinions."),
                _field("Échéance du projet", "choice", FOLLOW, "Moins d’un mois", "1 à 3 mois", "3 à 12 mois",
                       "Plus tard", sensitivity="personal"),
                _field("Type de logement", "choice", OFFER, "Maison", "Appartement", "Local", sensitivity="personal"),
                _field("Surface concernée (m²)", "number", OFFER, sensitivity="personal"),
                _field("Budget du projet", "money", OFFER, sensitivity="personal", roles=["rep", "manager"]),
                _field("Fin de garantie", "date", SERVE, basis="contract", retention_from="relation",
                       retention_months=60, sensitivity="personal"),
                _field("Origine du contact", "choice", FOLLOW, "Recommandation", "Salon", "Site web", "Magasin",
                       "Ancien client", sensitivity="personal"),
                {**_RATING, "sensitivity": "personal"}, _CHANNEL,
                _CRITERIA,
            ),
        ),
        Model(
            "cas",
            "Cas d’examen",
            "Ce qu’un jury attend d’un fichier : suivre, connaître, anticiper le besoin, trier et sélectionner.",
            (
                _NEED, _EVOLUTION, _SEGMENT, _POTENTIAL, _RIVAL, _TERM, _RATING,
                _field("Prochaine action de fidélisation", "choice", LOYALTY, "Visite", "Offre ciblée", "Parrainage",
                       "Invitation", "Aucune", source="entered", retention_from="relation"),
                _field("Part de nos produits (%)", "number", WORTH, source="entered",
                       help="Notre chiffre d’affaires sur ses achats de la catégorie."),
                _field("À vérifier avant le", "date", "Tenir les données exactes et à jour", source="entered"),
                _ROLE, _CHANNEL, _CRITERIA,
            ),
        ),
    )
}  # fmt: skip


def fields_of(model: Model) -> list[dict[str, Any]]:
    """As a set keeps them: codes from their labels, in their order."""
    found: list[dict[str, Any]] = []
    for place, told in enumerate(model.fields):
        code = code_of(str(told["label"]))
        found.append(checked({**told, "code": code, "position": place, "is_archived": False}))
    return found
