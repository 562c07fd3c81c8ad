"""An interview as the rep meets it: prepared, led with the guide, debriefed, frozen."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carnet.foundation.agenda.models import Appointment, Interaction, Task
from carnet.foundation.agenda.services import book_appointment
from carnet.foundation.catalogue.models import Product
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.documents.models import Document
from carnet.foundation.interviews import services
from carnet.foundation.interviews.models import Debrief, Interview
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import CompanySettings, Membership
from carnet.prospect.interviewing.services import debrief

from .conftest import ANALYSIS, hold, marks, prepare, to_do

HERE = "/e/nord/entretiens/"
HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}
MARKS = {f"m{number}-mark": "3" for number in range(1, 11)} | {"m7-words": "Suite dite clairement."}


WHOLE = {
    "goal": "Un devis", "fallback": "Une date", "questions": "Depuis quand ?\nQui décide ?\nPour quand ?",
    "opening": "Bonjour.", "closing": "Je vous chiffre cela ?", "minutes": "30", "valider": "1",
    "p0-why": "Deux postes", "p0-proof": "Chantier de Bron",
    "o0-objection": "Trop cher", "o0-reply": "Par rapport à quoi ?",
}  # fmt: skip
SAID = {
    "revision": "0", "q0-question": "Depuis quand ?", "q0-answer": "2014", "q3-question": "Et le parking ?",
    "q3-answer": "Trop petit", "p0-name": "Banque d’accueil", "p0-reaction": "interested",
    "o0-objection": "Trop cher", "o0-how": "Coût sur dix ans", "o0-settled": "yes", "restated": "Un accueil",
    "agreed": "Devis sous huit jours", "conclusion": "Elle attend le chiffrage.", "done": ["contact", "leave"],
}  # fmt: skip


def test_from_an_appointment_to_a_validated_preparation_on_paper(
    bruno_client: Client, meeting: Appointment, product: Product, seller: CompanySettings
) -> None:
    assert f"nouveau/?rendez-vous={meeting.pk}" in bruno_client.get(HERE).content.decode()
    made = bruno_client.post(f"{HERE}nouveau/?rendez-vous={meeting.pk}")
    one = Interview.objects.get()
    here = f"{HERE}{one.pk}/"
    assert (made.status_code, made.url) == (303, f"{here}preparation/")
    assert bruno_client.get(f"{here}fiche/").url == here
    page = bruno_client.get(made.url).content.decode()
    assert "Hélène Roche" in page
    assert "Continuité des soins" in page
    added = bruno_client.post(made.url, {"goal": "Un devis", "ajouter": "spin", "minutes": "30"})
    assert added.url == f"{here}preparation/#questions"
    assert len(one.sheets.get().content["questions"]) == 6
    refused = bruno_client.post(made.url, {"goal": "", "questions": "Une seule ?", "minutes": "30", "valider": "1"})
    assert refused.status_code == 422
    assert "trois questions font un entretien préparé" in refused.content.decode()
    assert "Une seule ?" in refused.content.decode()
    assert one.sheets.get().validated_at is None
    assert bruno_client.post(made.url, WHOLE | {"p0-product": product.pk}).url == here
    assert bruno_client.get(f"{here}fiche/")["Content-Type"] == "application/pdf"
    guide = bruno_client.get(f"{here}conduite/").content.decode()
    assert "Depuis quand ?" in guide
    assert "Chantier de Bron" in guide


def test_from_the_guide_to_a_frozen_report(bruno_client: Client, interview: Interview, seller: CompanySettings) -> None:
    one, here = interview, f"{HERE}{interview.pk}/"
    assert bruno_client.post(f"{here}conduite/", SAID, headers=JSON).json()["revision"] == 1
    assert bruno_client.post(f"{here}conduite/", SAID | {"revision": "1", "terminer": "1"}).url == f"{here}debriefing/"
    one.refresh_from_db()
    assert one.notes["answers"][1] == {"question": "Et le parking ?", "answer": "Trop petit", "is_asked": True}
    assert "un climat favorable aux échanges est instauré" in bruno_client.get(f"{here}debriefing/").content.decode()
    follow = {"next": "task", "title": "Envoyer le devis", "on": timezone.localdate().isoformat(), "kind": "quote"}
    analysis = {"strengths": "Écoute", "to_improve": "Prix trop tôt", "adjustments": "Prix après la preuve"}
    assert bruno_client.post(f"{here}debriefing/", MARKS | follow | analysis).url == here
    one.refresh_from_db()
    assert (one.debrief.total, one.debrief.most) == (30, 40)
    assert Task.objects.get().title == "Envoyer le devis"
    assert "Elle attend le chiffrage." in Interaction.objects.get().text
    assert one.report is not None
    assert "un climat favorable aux échanges est instauré" in str(one.report.data)
    assert "30 / 40" in bruno_client.get(here).content.decode()
    assert bruno_client.get(f"/e/nord/documents/{one.report_id}/")["Content-Type"] == "application/pdf"


def test_an_appointment_has_one_interview(bruno_client: Client, interview: Interview, meeting: Appointment) -> None:
    again = bruno_client.post(f"{HERE}nouveau/?rendez-vous={meeting.pk}")
    assert again.url == f"{HERE}{interview.pk}/"
    assert f"rendez-vous={meeting.pk}" not in bruno_client.get(HERE).content.decode()


def test_from_a_company_a_day_and_an_hour(bruno_client: Client, clinic: Company, director: object) -> None:
    here = f"{HERE}nouveau/?societe={clinic.pk}"
    assert "Hélène Roche" in bruno_client.get(here).content.decode()
    bad = bruno_client.post(here, {"channel": "pigeon", "day": "hier", "hour": ""})
    assert bad.status_code == 422
    given = {"channel": "call", "day": timezone.localdate().isoformat(), "hour": "14:30", "person": director.pk}
    assert bruno_client.post(here, given).status_code == 303
    assert timezone.localtime(Interview.objects.get().planned_at).hour == 14
    assert bruno_client.get(f"{HERE}nouveau/?societe=x").status_code == 404
    assert bruno_client.get(f"{HERE}nouveau/").url == HERE


def test_nobody_who_objects_is_prepared_for(bruno_client: Client, bruno: Membership, clinic: Company) -> None:
    object_to_prospecting(member=bruno, party=clinic)
    given = {"channel": "visit", "day": timezone.localdate().isoformat(), "hour": "14:30"}
    answer = bruno_client.post(f"{HERE}nouveau/?societe={clinic.pk}", given, follow=True)
    assert "s’oppose à la prospection" in answer.content.decode()
    assert not Interview.objects.exists()


def test_notes_kept_elsewhere_are_shown_beside_those_typed_here(
    bruno_client: Client, alice_client: Client, bruno: Membership, interview: Interview
) -> None:
    prepare(bruno, interview)
    here = f"{HERE}{interview.pk}/conduite/"
    assert alice_client.post(here, {"revision": "0", "conclusion": "Celle d’Alice"}, headers=JSON).status_code == 200
    late = {"revision": "0", "conclusion": "Celle de Bruno"}
    assert bruno_client.post(here, late, headers=JSON).status_code == 409
    both = bruno_client.post(here, late)
    assert both.status_code == 422
    page = both.content.decode()
    assert "Celle d’Alice" in page
    assert "Celle de Bruno" in page
    assert 'name="revision" value="1"' in page
    assert bruno_client.post(here, late | {"revision": "1"}).status_code == 303
    assert Interview.objects.get().notes["conclusion"] == "Celle de Bruno"


def test_the_same_notes_sent_twice_are_no_conflict(bruno_client: Client, interview: Interview) -> None:
    here = f"{HERE}{interview.pk}/conduite/"
    for _time in range(2):
        assert bruno_client.post(here, {"revision": "0", "welcome": "Bien"}, headers=JSON).json()["revision"] == 1


def test_a_debrief_without_its_next_step_is_refused_in_place(
    bruno_client: Client, bruno: Membership, interview: Interview, seller: CompanySettings
) -> None:
    hold(bruno, interview)
    here = f"{HERE}{interview.pk}/debriefing/"
    analysis = {"strengths": "Écoute"}
    for given, sentence in [
        (MARKS | analysis, "Dites ce qui suit"),
        (MARKS | analysis | {"next": "none"}, "Dites pourquoi rien ne suit"),
        (MARKS | analysis | {"next": "task", "title": "Devis"}, "Choisissez un jour"),
        (MARKS | analysis | {"next": "meeting", "on": "2026-12-01"}, "Choisissez une heure"),
        (MARKS | {"next": "none", "reason": "Fermé"}, "au moins un facteur de réussite"),
        (analysis | {"next": "none", "reason": "Fermé"}, "Choisissez une note"),
    ]:
        answer = bruno_client.post(here, given)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Debrief.objects.exists()
    assert (
        bruno_client.post(here, MARKS | analysis | {"next": "none", "reason": "L’entreprise ferme"}).status_code == 303
    )
    assert not Task.objects.exists()
    assert "L’entreprise ferme" in bruno_client.get(f"{HERE}{interview.pk}/").content.decode()


def test_a_debrief_corrected_gives_a_second_version_of_the_report_and_no_second_contact(
    bruno_client: Client, bruno: Membership, interview: Interview, seller: CompanySettings
) -> None:
    held = hold(bruno, interview)
    debrief(member=bruno, interview=held, marks=marks(bruno), analysis=ANALYSIS, follow=to_do())
    here = f"{HERE}{interview.pk}/debriefing/"
    assert 'value="none"' not in bruno_client.get(here).content.decode()
    assert bruno_client.post(here, MARKS | {"m1-mark": "4", "strengths": "Préparation"}).status_code == 303
    assert (Interaction.objects.count(), Task.objects.count()) == (1, 1)
    assert sorted(Document.objects.values_list("version", flat=True)) == [1, 2]
    assert bruno_client.get(f"{HERE}{interview.pk}/conduite/").url == f"{HERE}{interview.pk}/"


def test_a_part_is_the_same_region_of_a_fresh_page(bruno_client: Client, clinic: Company) -> None:
    here = f"{HERE}nouveau/?societe={clinic.pk}"
    part = bruno_client.get(here, headers=HTMX).content.decode()
    assert _plain(part) in _plain(bruno_client.get(here).content.decode())


def _plain(text: str) -> str:
    return " ".join(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text).split())


def test_a_reader_reads_and_changes_nothing(reader_client: Client, bruno: Membership, interview: Interview) -> None:
    prepare(bruno, interview)
    page = reader_client.get(f"{HERE}{interview.pk}/").content.decode()
    assert "Un devis demandé pour l’accueil" in page
    assert "conduite/" not in page
    assert reader_client.get(f"{HERE}{interview.pk}/conduite/").status_code == 403
    assert reader_client.post(f"{HERE}{interview.pk}/preparation/", {"goal": "x"}).status_code == 403


@pytest.mark.parametrize("count", [2, 20])
def test_pages_cost_as_many_queries_with_2_and_20(
    bruno: Membership, bruno_client: Client, clinic: Company, interview: Interview, product: Product, count: int,
    django_assert_num_queries,
) -> None:  # fmt: skip
    at = timezone.now() + timedelta(days=1)
    for number in range(count):
        firm = create_company(member=bruno, name=f"Firme {number}")
        book_appointment(member=bruno, title="Visite", company=firm, starts_at=at, ends_at=at + timedelta(hours=1))
        services.plan_interview(member=bruno, company=firm, planned_at=at)
        services.plan_interview(member=bruno, company=clinic, planned_at=at)
    asked = [f"Question {number} ?" for number in range(count + 1)]
    prepare(bruno, interview, questions=asked, objections=[{"objection": one, "reply": "x"} for one in asked[:12]])
    for path, most in QUERIES.items():
        with django_assert_num_queries(most):
            assert bruno_client.get(f"{HERE}{path.format(pk=interview.pk)}").status_code == 200


QUERIES = {"": 8, "{pk}/": 8, "{pk}/preparation/": 16, "{pk}/conduite/": 7}
