"""Claire's interviews: one held last week and debriefed, one prepared for her next appointment."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from carnet.foundation.catalogue.models import Product
from carnet.foundation.interviews.models import Interview
from carnet.foundation.interviews.queries import appointments_without
from carnet.foundation.interviews.services import (
    Analysis,
    Follow,
    end_interview,
    keep_notes,
    plan_interview,
    validate_sheet,
)
from carnet.foundation.opportunities.models import Opportunity
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.interviewing.composing import first_draft, ground_of, known_of, plain
from carnet.prospect.interviewing.grid import grid_of
from carnet.prospect.interviewing.services import debrief

QUESTIONS = (
    "Comment vos équipes utilisent-elles le plateau aujourd’hui ?",
    "Depuis quand, et avec quel fournisseur ?",
    "Qu’est-ce qui vous ferait changer avant la fin du bail ?",
    "Qui d’autre donne son avis sur l’aménagement ?",
    "Pour quand, et avec quel budget ?",
)
ANSWERS = (
    "Quarante postes, la moitié vides le vendredi ; deux salles toujours prises.",
    "Depuis 2017, un installateur de Villeurbanne qu’ils ne voient plus.",
    "Le bruit : trois réclamations du service comptable depuis septembre.",
    "La responsable RH, qui veut des bulles pour téléphoner.",
    "Avant l’été ; une enveloppe de 35 000 € est demandée pour janvier.",
)
WORDS = (
    "Fiche relue dans la voiture, scénario tenu jusqu’à la conclusion.",
    "J’ai ralenti quand elle prenait des notes.",
    "Le réemploi est venu d’elle, je l’ai suivie.",
    "Dix minutes sur son chantier avant de parler du mien.",
    "Cinq questions, cinq réponses ; besoin reformulé et confirmé.",
    "« Trop cher » traité par le coût au poste sur dix ans.",
    "Visite technique convenue avant de partir.",
    "Conclusion dite, et relue avec elle.",
    "Préparation et écoute d’un côté, prix venu trop tôt de l’autre.",
    "La preuve avant le prix, dès le prochain rendez-vous.",
)
MARKS = (4, 3, 3, 4, 4, 3, 4, 3, 3, 3)


def make_interviews(claire: Membership, today: date) -> None:
    deal = Opportunity.objects.open().filter(owner=claire, company__deleted_at=None).select_related("company", "person")
    first = deal.order_by("pk").first()
    if first is not None:
        _held(claire, first, today)
    meeting = next(iter(appointments_without(claire).filter(starts_at__date__gte=today)), None)
    if meeting is not None and meeting.company:
        one = plan_interview(member=claire, company=meeting.company, appointment=meeting)
        validate_sheet(member=claire, interview=one, content=_content(claire, one))


def _content(claire: Membership, one: Interview) -> dict[str, Any]:
    ground = ground_of(one, claire)
    product = Product.objects.for_sale().order_by("pk").first()
    offer = {"product": product.pk, "name": product.name, "why": "Le bruit baisse sans déménager."} if product else {}
    return {
        **first_draft(ground),
        "known": plain(known_of(ground)),
        "goal": "Une visite technique acceptée, avec la personne qui décide.",
        "fallback": "Le calendrier du budget et le nom de qui le signe.",
        "opening": "Bonjour, Claire Morand, Ateliers Rhodanis. Vous m’avez accordé trente minutes : je voudrais "
        "comprendre comment vous vivez vos bureaux, puis vous montrer ce que nous avons fait près d’ici.",
        "questions": QUESTIONS,
        "argument": "Le plan du chantier voisin, avant et après ; puis la mesure du bruit.",
        "closing": "Est-ce que je passe mesurer le plateau avec vous la semaine prochaine ?",
        "offers": [offer | {"proof": "Chantier de Bron, 2025 : 9 dB de moins, mesuré."}] if offer else [],
        "minutes": 30,
    }


def _held(claire: Membership, deal: Opportunity, today: date) -> None:
    at = timezone.make_aware(datetime.combine(today - timedelta(days=6), time(10)))
    before, over = at - timedelta(days=1), at + timedelta(minutes=35)
    one = plan_interview(
        member=claire, company=deal.company, person=deal.person, opportunity=deal, planned_at=at, at=before
    )
    content = _content(claire, one)
    validate_sheet(member=claire, interview=one, content=content, at=before)
    notes = {
        "welcome": "Accueillie par la directrice, café dans l’atelier.",
        "answers": [{"question": asked, "answer": said} for asked, said in zip(QUESTIONS, ANSWERS, strict=True)],
        "restated": "Quarante postes plus calmes et deux bulles pour téléphoner, avant l’été, pour 35 000 €.",
        "is_confirmed": True,
        "offers": [{"name": row["name"], "reaction": "interested"} for row in content["offers"]],
        "objections": [
            {"objection": "C’est trop cher.", "how": "Coût au poste sur dix ans : 7 € par mois.", "settled": "partly"}
        ],
        "conclusion": "La directrice veut comparer deux variantes avant Noël.",
        "agreed": "Visite technique avec la responsable RH, puis deux variantes chiffrées.",
        "done": ["contact", "discovery", "restatement", "argument", "objections", "conclusion", "leave"],
    }
    keep_notes(member=claire, interview=one, revision=0, notes=notes, at=at)
    end_interview(member=claire, interview=one, at=over)
    told = zip(grid_of(claire.workspace), MARKS, WORDS, strict=True)
    debrief(
        member=claire,
        interview=one,
        marks={point.code: (mark, words) for point, mark, words in told},
        analysis=Analysis(
            "Préparation tenue ; écoute ; le besoin est venu d’elle.",
            "Le prix est arrivé avant la preuve ; la responsable RH n’était pas là.",
            "Montrer la mesure du bruit avant tout chiffre. En confirmant, demander qui d’autre doit être là.",
        ),
        follow=Follow("task", title="Visite technique avec la responsable RH", due_on=today + timedelta(days=4)),
        at=over,
    )
