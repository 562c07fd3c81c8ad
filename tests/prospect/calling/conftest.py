"""Two companies with their people, one household that agreed to be called, on a Tuesday morning."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from carnet.foundation.agenda.services import plan_task
from carnet.foundation.consents.services import give_consent
from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company, create_person
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.calling.models import CallSession
from carnet.prospect.calling.queries import due_calls
from carnet.prospect.calling.services import start_session

PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 11, 24, 11, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    """The clock of the whole test stands at eleven on a Tuesday."""
    with patch("django.utils.timezone.now", return_value=MORNING):
        yield


@pytest.fixture
def roche(bruno: Membership, in_nord: object) -> Company:
    company = create_company(member=bruno, name="Menuiserie Roche", phone="0478000000", postcode="69003", city="Lyon")
    create_person(
        member=bruno, company=company, given_name="Anne", family_name="Vial", phone="0478000001", job_title="Gérante"
    )
    return company


@pytest.fixture
def clinic(bruno: Membership, in_nord: object) -> Company:
    return create_company(member=bruno, name="Clinique des Balmes", phone="0478000002")


@pytest.fixture
def household(bruno: Membership, in_nord: object) -> Company:
    """Agreed a month ago."""
    company = create_company(
        member=bruno, name="Foyer Girard", buyer_kind="consumer", phone="0478123456", postcode="69003", city="Lyon"
    )
    give_consent(
        member=bruno, party=company, channel="phone", source="person", wording="Oui, appelez-moi.",
        collected_at=MORNING - timedelta(days=30),
    )  # fmt: skip
    return company


@pytest.fixture
def session(bruno: Membership, roche: Company, clinic: Company, household: Company) -> CallSession:
    """Their calls are due: Roche's since last week."""
    for company, days in ((roche, 7), (clinic, 3), (household, 0)):
        person = company.affiliations.first().person if company.affiliations.exists() else None
        plan_task(
            member=bruno, kind="call", title=f"Appeler {company}", due_on=(MORNING - timedelta(days=days)).date(),
            company=company, person=person,
        )  # fmt: skip
    wanted = due_calls(bruno, MORNING.date())
    return start_session(member=bruno, name="Mardi", subject="vos fenêtres", wanted=wanted)
