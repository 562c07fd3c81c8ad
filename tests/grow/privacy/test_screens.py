"""The pages of privacy: who may do what, one click, refusals that lose nothing, and as many queries for 20 rows as for 2."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.consents.models import Consent, Objection
from carnet.foundation.consents.services import give_consent, object_to_prospecting, restrict
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.grow.privacy.models import Breach, PurgeItem, RightsRequest
from carnet.grow.privacy.services import receive_request, save_breach

WORDS = "Acceptez-vous d’être appelée au sujet de vos fenêtres ?"


@pytest.fixture
def anne(bruno: Membership, in_nord: Workspace) -> Person:
    return create_person(
        member=bruno, family_name="Vial", given_name="Anne", email="anne@example.org", phone="0612345678"
    )


def at(party: Person, rest: str = "") -> str:
    return f"/e/nord/personnes/{party.pk}/vie-privee/{rest}"


def test_an_objection_takes_one_click_from_the_record_and_can_be_undone(bruno_client: Client, anne: Person) -> None:
    assert "vie-privee/opposition/" in bruno_client.get(f"/e/nord/personnes/{anne.pk}/").content.decode()
    back = f"/e/nord/personnes/{anne.pk}/"
    response = bruno_client.post(at(anne, "opposition/"), {"next": back})
    assert (response.status_code, response.url) == (303, back)
    page = bruno_client.get(back).content.decode()
    assert "S’oppose à la prospection depuis le" in page
    assert f"{Event.objects.get(code='consents.objected').pk}/annuler/" in page


def test_who_only_reads_sees_the_page_and_changes_nothing(reader_client: Client, anne: Person) -> None:
    assert reader_client.get(at(anne)).status_code == 200
    for rest in ("opposition/", "consentement/", "geler/", "effacer/", "donnees.json"):
        assert reader_client.post(at(anne, rest)).status_code in {403, 405}
    assert not Objection.objects.exists()


def test_a_rep_records_and_only_a_manager_erases_or_exports(bruno_client: Client, anne: Person) -> None:
    assert bruno_client.get(at(anne, "consentement/")).status_code == 200
    assert bruno_client.get(at(anne, "effacer/")).status_code == 403
    assert bruno_client.get(at(anne, "donnees.pdf")).status_code == 403


def test_a_consent_without_its_words_is_refused_and_nothing_typed_is_lost(bruno_client: Client, anne: Person) -> None:
    said = {"channel": "phone", "basis": "consent", "source": "person", "detail": "Foire de Lyon",
            "collected_at": "2026-11-20T10:00", "wording": ""}  # fmt: skip
    response = bruno_client.post(at(anne, "consentement/"), said)
    assert response.status_code == 422
    assert "Foire de Lyon" in response.content.decode()
    assert "ne prouve rien" in response.content.decode()
    response = bruno_client.post(at(anne, "consentement/"), said | {"wording": WORDS})
    assert response.status_code == 303
    assert Consent.objects.get().wording == WORDS


def test_a_withdrawal_is_one_click(bruno_client: Client, bruno: Membership, anne: Person) -> None:
    consent = give_consent(member=bruno, party=anne, channel="phone", source="person", wording=WORDS)
    url = f"/e/nord/vie-privee/consentements/{consent.pk}/retirer/"
    assert bruno_client.post(url).status_code == 303
    consent.refresh_from_db()
    assert consent.withdrawn_at


def test_an_erasure_wants_the_name_typed(alice_client: Client, anne: Person) -> None:
    page = alice_client.get(at(anne, "effacer/")).content.decode()
    assert "Ce qui part" in page
    assert alice_client.post(at(anne, "effacer/"), {"confirmation": "Anne"}).status_code == 422
    anne.refresh_from_db()
    assert anne.erased_at is None
    assert alice_client.post(at(anne, "effacer/"), {"confirmation": "Anne Vial"}).status_code == 303
    page = alice_client.get(f"/e/nord/personnes/{anne.pk}/").content.decode()
    assert "Effacée le" in page
    assert alice_client.post(f"/e/nord/personnes/{anne.pk}/restaurer/").status_code == 404


def test_everything_held_is_given_as_data_and_as_a_pdf(alice_client: Client, anne: Person) -> None:
    data = alice_client.get(at(anne, "donnees.json"))
    assert data.json()["record"]["email"] == "anne@example.org"
    assert "no-store" in data["Cache-Control"]
    assert alice_client.get(at(anne, "donnees.pdf")).content.startswith(b"%PDF")
    assert Event.objects.filter(code="privacy.exported").count() == 2


class TestLists:
    def names(self, client: Client, query: str = "") -> str:
        response = client.get(f"/e/nord/societes/export.csv{query}")
        return b"".join(response.streaming_content).decode()

    @pytest.fixture
    def three(self, bruno: Membership, in_nord: Workspace) -> list[Company]:
        rows = [create_company(member=bruno, name=name) for name in ("Libre", "Opposée", "Gelée")]
        object_to_prospecting(member=bruno, party=rows[1])
        restrict(member=bruno, party=rows[2], because="Conteste")
        return rows

    def test_an_export_leaves_out_those_who_object_unless_asked(
        self, bruno_client: Client, three: list[Company]
    ) -> None:
        told = self.names(bruno_client)
        assert "Libre" in told
        assert "Opposée" not in told
        assert "Gelée" not in told
        assert "Opposée" in self.names(bruno_client, "?tous=1")
        assert [event.after["is_whole"] for event in Event.objects.filter(code="customer_file.list_exported")]

    def test_the_list_marks_them_and_filters_them(self, bruno_client: Client, three: list[Company]) -> None:
        page = bruno_client.get("/e/nord/societes/").content.decode()
        assert 'class="tag bad">s’oppose' in page
        assert 'class="tag warn">gelée' in page
        page = bruno_client.get("/e/nord/societes/?prospection=possible").content.decode()
        assert "Libre" in page
        assert "Opposée" not in page

    def test_the_call_form_warns(self, bruno_client: Client, three: list[Company]) -> None:
        page = bruno_client.get(f"/e/nord/agenda/appel/?societe={three[1].pk}").content.decode()
        assert "s’oppose à la prospection" in page
        assert "RGPD, art. 21" in page


class TestRegisters:
    def test_a_request_is_recorded_shown_and_answered(self, alice_client: Client, anne: Person) -> None:
        url = f"/e/nord/vie-privee/demandes/nouvelle/?personnes={anne.pk}"
        assert "Anne Vial" in alice_client.get(url).content.decode()
        said = {"right": "access", "name": "Anne Vial", "received_by": "email", "received_on": "2026-11-20"}
        assert alice_client.post(url, said | {"name": ""}).status_code == 422
        assert alice_client.post(url, said).status_code == 303
        row = RightsRequest.objects.get()
        assert row.person == anne
        here = f"/e/nord/vie-privee/demandes/{row.pk}/"
        assert "Exportez le dossier" in alice_client.get(here).content.decode()
        answer = {"outcome": "granted", "answer": "Envoyé", "proof": "LR", "answered_on": "2026-11-22"}
        assert alice_client.post(f"{here}repondre/", answer | {"answer": ""}).status_code == 422
        assert alice_client.post(f"{here}repondre/", answer).status_code == 303
        row.refresh_from_db()
        assert row.outcome == "granted"

    def test_a_breach_asks_what_happened_to_the_data(self, alice_client: Client, in_nord: Workspace) -> None:
        said = {"title": "Portable volé", "known_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "risk": "risk"}
        url = "/e/nord/vie-privee/violations/nouvelle/"
        refused = alice_client.post(url, said)
        assert refused.status_code == 422
        assert "Portable volé" in refused.content.decode()
        assert alice_client.post(url, said | {"is_availability": "on"}).status_code == 303
        assert Breach.objects.get().is_availability

    def test_many_are_erased_only_with_the_word_typed(self, alice_client: Client, anne: Person) -> None:
        today = timezone.localdate()
        item = PurgeItem.objects.create(person=anne, since="collected", base_on=today, due_on=today)
        url = "/e/nord/vie-privee/purge/effacer/"
        assert alice_client.post(url, {"ids": item.pk}).status_code == 422
        assert alice_client.post(url, {"ids": item.pk, "confirmation": "effacer"}).status_code == 303
        anne.refresh_from_db()
        assert anne.erased_at


@pytest.mark.parametrize(
    ("path", "expected"), [("", 16), ("demandes/", 8), ("violations/", 8), ("purge/", 12)], ids=["home", "requests", "breaches", "purge"]
)  # fmt: skip
def test_twenty_rows_cost_the_queries_of_two(
    alice: Membership, alice_client: Client, in_nord: Workspace, django_assert_max_num_queries, path: str, expected: int
) -> None:  # type: ignore[no-untyped-def]
    today = timezone.localdate()
    counts = []
    for wanted in (2, 20):
        with scope(workspace=in_nord):
            for number in range(RightsRequest.objects.count(), wanted):
                person = create_person(member=alice, family_name=f"Vial {number}")
                receive_request(member=alice, right="access", name=f"Vial {number}", received_on=today, party=person)
                told = {"title": f"Fuite {number}", "known_at": timezone.now() - timedelta(hours=1), "risk": "risk"}
                save_breach(member=alice, breach=None, values=told)
                PurgeItem.objects.create(person=person, since="collected", base_on=today, due_on=today)
        with django_assert_max_num_queries(expected) as counted:
            assert alice_client.get(f"/e/nord/vie-privee/{path}").status_code == 200
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1]
