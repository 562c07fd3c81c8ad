"""The form that logs a call asks the gate first, and says what it rests on."""

import pytest
from django.test import Client

from carnet.foundation.agenda.models import Interaction
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership

pytestmark = pytest.mark.usefixtures("in_nord")


@pytest.fixture
def household(bruno: Membership) -> Company:
    return create_company(
        member=bruno, name="Foyer Girard", buyer_kind="consumer", phone="0478123456", postcode="69003"
    )


def test_a_forbidden_call_is_told_before_with_its_article(bruno_client: Client, household: Company) -> None:
    page = bruno_client.get(f"/e/nord/agenda/appel/?societe={household.pk}").content.decode()
    assert "doit avoir accepté au préalable" in page
    assert "L223-1" in page
    assert "14/09/2026" in page


def test_it_is_refused_unless_it_took_place_since_an_attempt_counts(bruno_client: Client, household: Company) -> None:
    url = f"/e/nord/agenda/appel/?societe={household.pk}"
    refused = bruno_client.post(url, {"outcome": "no_answer", "text": "Sonné longtemps"})
    assert refused.status_code == 422
    assert "Sonné longtemps" in refused.content.decode()
    assert not Interaction.objects.exists()
    assert bruno_client.post(url, {"outcome": "no_answer", "has_happened": "on"}).status_code == 200
    assert Interaction.objects.get().outcome == "no_answer"


def test_another_purpose_is_another_question_and_who_calls_us_is_asked_nothing(
    bruno_client: Client, household: Company
) -> None:
    url = f"/e/nord/agenda/appel/?societe={household.pk}"
    assert bruno_client.post(url, {"outcome": "reached", "purpose": "contract"}).status_code == 422
    assert bruno_client.post(url, {"outcome": "reached", "purpose": "service"}).status_code == 200
    assert bruno_client.post(url, {"outcome": "reached", "is_inbound": "on"}).status_code == 200
    assert Interaction.objects.count() == 2
