"""A session by its buttons: what a card shows, what it never shows, what a refused form keeps."""

from datetime import timedelta

import pytest
from django.test import Client

from carnet.foundation.agenda.models import Interaction, Task
from carnet.foundation.catalogue.objections import adopt_shipped as adopt_replies
from carnet.foundation.consents.models import Objection
from carnet.foundation.consents.services import object_to_prospecting
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.calling.models import Call, CallSession, Script
from carnet.prospect.calling.queries import Wanted
from carnet.prospect.calling.scripting import adopt_shipped, shipped
from carnet.prospect.calling.services import open_next, start_session
from tests.prospect.calling.conftest import MORNING

pytestmark = pytest.mark.usefixtures("in_nord")
URL = "/e/nord/appels/"


@pytest.fixture
def card(bruno: Membership, session: CallSession) -> Call:
    call, _passed = open_next(member=bruno, session=session)
    assert call
    return call


def test_a_session_is_begun_from_the_due_calls_and_opens_on_the_first_card(
    bruno: Membership, bruno_client: Client, session: CallSession
) -> None:
    adopt_shipped(member=bruno)
    assert "Mes appels du jour (3)" in bruno_client.get(f"{URL}nouvelle/").content.decode()
    said = {"source": "tasks", "purpose": "prospecting", "is_job_related": "on"}
    refused = bruno_client.post(f"{URL}nouvelle/", said | {"subject": ""})
    assert refused.status_code == 422
    version = Script.objects.get(name="Prise de rendez-vous").versions.get()
    begun = bruno_client.post(f"{URL}nouvelle/", said | {"subject": "vos fenêtres", "script": str(version.pk)})
    assert begun.status_code == 303
    page = bruno_client.get(begun["Location"]).content.decode()
    assert "Anne Vial" in page
    assert "tel:+33478000001" in page
    assert "Bonjour Anne Vial, Bruno Petit, de Ateliers du Nord" in page
    assert 'data-shortcut="v"' in page


def test_a_number_that_may_not_be_called_is_nowhere_in_the_page(
    bruno: Membership, bruno_client: Client, card: Call, session: CallSession
) -> None:
    """It was open when the card was; they refused meanwhile, by another way."""
    object_to_prospecting(member=bruno, party=card.person)
    page = bruno_client.get(f"{URL}{session.pk}/").content.decode()
    assert "Ne pas appeler" in page
    assert "s’oppose à la prospection" in page
    assert "RGPD, art. 21" in page
    for number in ("0478000001", "478000001", "04 78 00 00 01", "0478000000", "478000000"):
        assert number not in page.replace("\u202f", " ").replace("\u00a0", " ")
    passed = bruno_client.post(f"{URL}fiches/{card.pk}/passer/")
    assert passed.status_code == 303
    card.refresh_from_db()
    assert (card.state, card.gate) == ("skipped", "objected")
    assert "Clinique des Balmes" in bruno_client.get(f"{URL}{session.pk}/").content.decode()


def test_each_outcome_goes_on_to_the_next_and_proposes_what_follows(
    bruno_client: Client, card: Call, session: CallSession
) -> None:
    went_on = bruno_client.post(f"{URL}fiches/{card.pk}/issue/", {"outcome": "reached", "text": "Refait ses bureaux"})
    assert (went_on.status_code, went_on["Location"]) == (303, f"{URL}{session.pk}/?apres={card.pk}")
    page = bruno_client.get(went_on["Location"]).content.decode()
    assert "Clinique des Balmes" in page
    assert "Relancer Anne Vial" in page
    follow = {"kind": "follow_up", "title": "Relancer Anne Vial", "due_on": "2026-12-01"}
    assert bruno_client.post(f"{URL}fiches/{card.pk}/suite/", follow).status_code == 303
    assert Task.objects.get(title="Relancer Anne Vial").due_on.isoformat() == "2026-12-01"
    again = bruno_client.post(f"{URL}fiches/{card.pk}/issue/", {"outcome": "reached"})
    assert again.status_code == 303
    assert Interaction.objects.count() == 1


def test_a_meeting_leads_to_the_calendar_and_back(bruno_client: Client, card: Call, session: CallSession) -> None:
    onward = bruno_client.post(f"{URL}fiches/{card.pk}/issue/", {"outcome": "meeting"})
    assert onward["Location"].startswith("/e/nord/agenda/rendez-vous/nouveau/?societe=")
    assert f"next=%2Fe%2Fnord%2Fappels%2F{session.pk}%2F" in onward["Location"]
    assert bruno_client.get(onward["Location"]).status_code == 200


def test_a_call_back_without_its_hour_is_refused_and_nothing_typed_is_lost(bruno_client: Client, card: Call) -> None:
    url = f"{URL}fiches/{card.pk}/issue/"
    refused = bruno_client.post(url, {"outcome": "call_back", "text": "Demain plutôt"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Demain plutôt" in page
    assert "le jour et l’heure convenus" in page
    assert bruno_client.post(url, {"outcome": "call_back", "call_back_at": "2026-11-25T10:30"}).status_code == 303
    assert Task.objects.filter(title="Rappeler Anne Vial à 10:30", due_on="2026-11-25").exists()
    assert bruno_client.post(url, {"outcome": "odd"}).status_code == 422


def test_a_refusal_out_loud_is_one_button(bruno_client: Client, card: Call) -> None:
    assert bruno_client.post(f"{URL}fiches/{card.pk}/refus/", {"tout": "1"}).status_code == 303
    assert Objection.objects.get().channel == ""


def test_a_session_rests_goes_on_ends_and_says_what_it_came_to(
    bruno: Membership, bruno_client: Client, card: Call, session: CallSession
) -> None:
    bruno_client.post(f"{URL}fiches/{card.pk}/issue/", {"outcome": "refused", "is_argued": "on"})
    url = f"{URL}{session.pk}/"
    assert bruno_client.post(f"{url}pause/")["Location"] == f"{url}bilan/"
    assert bruno_client.get(url)["Location"] == f"{url}bilan/"
    assert bruno_client.post(f"{url}reprise/")["Location"] == url
    assert bruno_client.post(f"{url}suivant/").status_code == 303
    assert bruno_client.post(f"{url}fin/").status_code == 303
    page = bruno_client.get(f"{url}bilan/").content.decode()
    assert "trop peu pour conclure" in page
    assert "Pas intéressé" in page
    assert "Terminée" in bruno_client.get(URL).content.decode()


def test_who_reads_may_look_and_not_call(reader_client: Client, stranger_client: Client, card: Call) -> None:
    url = f"{URL}{card.session_id}/"
    assert reader_client.get(f"{url}bilan/").status_code == 200
    assert reader_client.get(url).status_code == 403
    assert reader_client.post(f"{URL}fiches/{card.pk}/issue/", {"outcome": "reached"}).status_code == 403
    assert stranger_client.get(url).status_code == 404


def test_the_end_of_the_list_is_said_and_the_hour_to_come(
    bruno_client: Client, session: CallSession, clinic: Company
) -> None:
    Call.objects.exclude(company=clinic).delete()
    Call.objects.update(due_at=MORNING + timedelta(hours=2))
    assert "Prochain rappel convenu" in bruno_client.get(f"{URL}{session.pk}/").content.decode()
    Call.objects.all().delete()
    assert "Tout le monde a été appelé" in bruno_client.get(f"{URL}{session.pk}/").content.decode()


def test_the_script_branches_as_a_part_like_the_page(bruno: Membership, bruno_client: Client, roche: Company) -> None:
    adopt_shipped(member=bruno)
    version = Script.objects.get(name="Prise de rendez-vous").versions.get()
    session = start_session(
        member=bruno, name="Tests", subject="vos fenêtres", wanted=[Wanted(roche, None)], script=version
    )
    open_next(member=bruno, session=session)
    url = f"{URL}{session.pk}/?bloc=gatekeeper"
    part = bruno_client.get(url, headers={"HX-Request": "true"}).content.decode().strip()
    page = bruno_client.get(url).content.decode()
    assert "me mettre en relation" in part
    assert "<html" not in part
    assert part in page


def test_a_script_is_written_in_versions_and_a_hole_in_it_refused(bruno: Membership, bruno_client: Client) -> None:
    url = f"{URL}scripts/"
    assert "Prendre les scripts de Carnet" in bruno_client.get(url).content.decode()
    assert bruno_client.post(f"{url}de-carnet/").status_code == 303
    assert Script.objects.count() == len(shipped())
    said = {f"{step}-text": f"Mots de {step}" for step in ("contact", "reason", "goal", "conclusion")}
    refused = bruno_client.post(f"{url}nouveau/", {"name": "Le mien", **said, "goal-text": ""})
    assert refused.status_code == 422
    assert "Objectif" in refused.content.decode()
    assert "Mots de reason" in refused.content.decode()
    assert bruno_client.post(f"{url}nouveau/", {"name": "Le mien", **said}).status_code == 303
    row = Script.objects.get(name="Le mien")
    more = said | {"contact-answer0": "Pas le temps", "contact-to0": "branch1", "branch1-text": "Je rappelle"}
    assert bruno_client.post(f"{url}{row.pk}/", {"name": "Le mien", **more}).status_code == 303
    assert bruno_client.post(f"{url}{row.pk}/", {"name": "Le mien", **more}).status_code == 422
    assert [one.version for one in row.versions.all()] == [2, 1]
    assert "Je rappelle" in bruno_client.get(f"{url}{row.pk}/").content.decode()
    assert bruno_client.post(f"{url}{row.pk}/retrait/").status_code == 303
    assert "Le mien" not in bruno_client.get(url).content.decode().split("</main>")[0].split("<section")[1]


def test_a_card_costs_the_same_in_a_session_of_2_and_of_20(
    bruno: Membership, bruno_client: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    adopt_replies(member=bruno)
    counts = []
    for wanted in (2, 20):
        rows = []
        for number in range(wanted):
            company = create_company(
                member=bruno, name=f"Société {wanted} {number}", phone=f"04781{wanted:02}{number:03}"
            )
            person = create_person(member=bruno, company=company, family_name=f"Vial {number}", phone="0478000009")
            rows.append(Wanted(company, person, why="Salon"))
        session = start_session(member=bruno, name="Compte", subject="x", wanted=rows)
        open_next(member=bruno, session=session)
        with django_assert_max_num_queries(32) as asked:
            assert bruno_client.get(f"{URL}{session.pk}/").status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
