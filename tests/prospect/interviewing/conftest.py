"""A clinic that Bruno goes to see next week, with one person known there, one product to show."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment
from carnet.foundation.agenda.services import book_appointment
from carnet.foundation.catalogue.models import Product
from carnet.foundation.catalogue.services import create_product
from carnet.foundation.interviews import services
from carnet.foundation.interviews.models import Interview
from carnet.foundation.interviews.services import Analysis, Follow
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.prospect.interviewing.grid import grid_of

CONTENT: dict[str, Any] = {
    "goal": "Un devis demandé pour l’accueil",
    "fallback": "La date du prochain budget",
    "opening": "Bonjour, je viens pour vingt minutes parler de votre accueil.",
    "closing": "Voulez-vous que je vous chiffre l’accueil ?",
    "argument": "Montrer le chantier voisin.",
    "needs": "Accueil refait avant mai",
    "verify": "Qui signe",
    "questions": ["Depuis quand ?", "Que coûte l’attente ?", "Qui décide ?"],
    "offers": [{"product": None, "name": "Banque d’accueil", "why": "Deux postes", "proof": "Chantier de Bron, 2025"}],
    "objections": [{"objection": "Trop cher", "reply": "Par rapport à quoi ?"}],
    "minutes": 30,
}
NOTES: dict[str, Any] = {
    "welcome": "Accueillis par la directrice.",
    "answers": [
        {"question": "Depuis quand ?", "answer": "2014", "is_asked": True},
        {"question": "Que coûte l’attente ?", "answer": "Deux plaintes par mois", "is_asked": True},
        {"question": "Qui décide ?", "answer": "Elle-même", "is_asked": True},
    ],
    "restated": "Un accueil à deux postes avant mai.",
    "is_confirmed": True,
    "offers": [{"name": "Banque d’accueil", "reaction": "interested"}],
    "objections": [{"objection": "Trop cher", "reply": "", "how": "Coût sur dix ans.", "settled": "partly"}],
    "conclusion": "Elle attend notre chiffrage.",
    "agreed": "Devis sous huit jours",
    "done": ["contact", "leave"],
}


@pytest.fixture
def clinic(in_nord: Workspace, bruno: Membership) -> Company:
    return create_company(
        member=bruno, name="Clinique des Balmes", city="Lyon", owner=bruno, naf_code="86.10Z", staff_band="12"
    )


@pytest.fixture
def director(clinic: Company, bruno: Membership) -> Person:
    return create_person(member=bruno, company=clinic, given_name="Hélène", family_name="Roche", job_title="Directrice")


@pytest.fixture
def product(alice: Membership, in_nord: Workspace) -> Product:
    return create_product(
        member=alice,
        reference="BA-2",
        name="Banque d’accueil",
        price_cents=240_000,
        unit="C62",
        vat_code="vat.rate.normal",
    )


@pytest.fixture
def seller(nord: Workspace) -> CompanySettings:
    return CompanySettings.objects.create(workspace=nord, legal_name="Ateliers du Nord", siren="732829320")


@pytest.fixture
def meeting(bruno: Membership, clinic: Company, director: Person) -> Appointment:
    at = timezone.now() + timedelta(days=2)
    return book_appointment(
        member=bruno, title="Première visite", company=clinic, person=director, starts_at=at,
        ends_at=at + timedelta(hours=1),
    )  # fmt: skip


@pytest.fixture
def interview(bruno: Membership, meeting: Appointment, clinic: Company) -> Interview:
    return services.plan_interview(member=bruno, company=clinic, appointment=meeting)


def prepare(member: Membership, interview: Interview, **more: Any) -> None:
    services.save_sheet(member=member, interview=interview, content=CONTENT | more)
    services.validate_sheet(member=member, interview=interview)


def hold(member: Membership, interview: Interview, **more: Any) -> Interview:
    row = Interview.objects.get(pk=interview.pk)
    services.keep_notes(member=member, interview=row, revision=row.revision, notes=NOTES | more)
    services.end_interview(member=member, interview=interview)
    return Interview.objects.get(pk=interview.pk)


def marks(member: Membership, value: int = 3) -> dict[str, tuple[int, str]]:
    return {point.code: (value, "Vu.") for point in grid_of(member.workspace)}


ANALYSIS = Analysis("Écoute.", "Le prix est venu trop tôt.", "Parler du prix après la preuve.")


def to_do(**more: Any) -> Follow:
    return Follow(**({"kind": "task", "title": "Envoyer le devis", "due_on": timezone.localdate()} | more))
