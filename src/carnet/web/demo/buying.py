"""Buying centres: one known to its edges, some half known, one full of gaps, as in any rep's file."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.parties.models import Affiliation, Company, Person
from carnet.foundation.parties.services import create_person
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.buying.services import save_purchase, save_seat, save_tie

# Roles, power, attitude, motives, how one knows, who said it, days ago, notes.
Said = tuple[str, int | None, str, str, str, str, int, str]
WHOLE: tuple[Said, ...] = (
    ("DI", 5, "neutral", "AS", "colleague", "son assistante, au téléphone", 12, "Veut un retour sur trois ans."),
    ("P", 4, "favourable", "NE", "themselves", "réunion de chantier", 20, "Demande des matériaux réemployés."),
    ("B", 3, "opposed", "A", "themselves", "courriel du service achats", 9, "Compare avec le fournisseur en place."),
    ("U", 2, "favourable", "C", "seen", "visite du site", 30, ""),
    ("F", 1, "neutral", "", "seen", "trois appels", 16, "Filtre les appels du matin."),
)
HALF: tuple[Said, ...] = (
    ("B", 3, "favourable", "A", "themselves", "premier rendez-vous", 25, ""),
    ("P", 4, "unknown", "", "guess", "", 25, ""),
    ("U", None, "neutral", "C", "seen", "visite", 40, ""),
)
TIES = (
    (1, 0, "influences", 3),
    (2, 0, "reports_to", 2),
    (1, 3, "works_with", 2),
    (4, 0, "reports_to", 1),
    (2, 1, "opposes", 2),
)
NEW = (
    ("mme", "Solène", "Vasseur", "Assistante de direction"),
    ("m", "Karim", "Ziani", "Responsable de site"),
    ("mme", "Anne-Sophie", "de La Rochebrochard", "Directrice générale adjointe"),
)
STEPS = (("consult", "new"), ("spec", "modified"), ("search", "new"), ("choice", "modified"))


def make_centres(claire: Membership, today: date) -> None:
    """Five companies that Claire follows and has a deal with, those with most people first."""
    deals = Opportunity.objects.open().filter(owner=claire).values("company")
    companies = Company.objects.present().filter(owner=claire, pk__in=deals).annotate(size=Count("affiliations"))
    for number, company in enumerate(companies.order_by("-size", "pk")[:5]):
        _seat(claire, company, WHOLE if number < 2 else HALF, today)
        if number < len(STEPS):
            step, kind = STEPS[number]
            save_purchase(member=claire, company=company, step=step, kind=kind)


def _seat(claire: Membership, company: Company, said: tuple[Said, ...], today: date) -> None:
    roles = Affiliation.objects.current().filter(company=company, person__deleted_at=None)
    people: list[Person] = [role.person for role in roles.select_related("person").order_by("-is_main", "pk")]
    # Whom one met first is rarely who decides.
    people = people[1:] + people[:1]
    if len(said) == len(WHOLE):
        people += [_hired(claire, company, who) for who in NEW[: max(0, len(said) - len(people))]]
    for person, values in zip(people, said, strict=False):
        save_seat(member=claire, company=company, person=person, values=_values(values, today))
    seated = people[: len(said)]
    for one, other, kind, strength in TIES:
        if one < len(seated) and other < len(seated):
            save_tie(
                member=claire, company=company, person=seated[one], toward=seated[other], kind=kind, strength=strength
            )


def _hired(claire: Membership, company: Company, who: tuple[str, str, str, str]) -> Person:
    civility, given, family, job = who
    return create_person(
        member=claire, company=company, civility=civility, given_name=given, family_name=family, job_title=job
    )


def _values(said: Said, today: date) -> dict[str, Any]:
    parts, power, attitude, motives, basis, source, days, notes = said
    return {
        "parts": parts,
        "power": power,
        "attitude": attitude,
        "motives": motives,
        "basis": basis,
        "source": source,
        "said_on": today - timedelta(days=days),
        "notes": notes,
    }
