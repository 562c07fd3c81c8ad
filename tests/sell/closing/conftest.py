from datetime import date
from decimal import Decimal

import pytest

from carnet.foundation.catalogue.services import create_product
from carnet.foundation.opportunities.services import open_opportunity
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import CompanySettings
from carnet.sell.closing import services
from carnet.sell.closing.drafting import LineInput

TODAY = date(2026, 11, 23)


@pytest.fixture
def settings_of_nord(in_nord):
    return CompanySettings.objects.create(
        workspace=in_nord,
        legal_name="Ateliers Rhodanis",
        legal_form="SAS",
        capital_cents=50_000_00,
        siren="901234564",
        siret="90123456400017",
        rcs_city="Lyon",
        vat_number="FR32901234564",
        street="12 quai Perrache",
        postcode="69002",
        city="Lyon",
        phone="+33472000000",
        email="contact@rhodanis.example",
        iban="FR7630006000011234567890189",
    )


@pytest.fixture
def clinic(alice, settings_of_nord):
    return create_company(
        member=alice,
        name="Clinique des Balmes",
        street="155 boulevard de Stalingrad",
        postcode="69006",
        city="Lyon",
    )


@pytest.fixture
def deal(alice, clinic):
    return open_opportunity(member=alice, company=clinic, name="Aménagement de l’accueil", amount_cents=15_000_00)


@pytest.fixture
def partition(alice, in_nord):
    return create_product(
        member=alice,
        reference="CL-180",
        name="Cloison acoustique mobile",
        cost_cents=210_00,
        price_cents=350_00,
        price_from=date(2026, 1, 1),
    )


def three_lines():
    return [
        LineInput("Cloison acoustique mobile", Decimal(14), 350_00, Decimal(20), unit_cost_cents=210_00),
        LineInput("Pose et réglage", Decimal("7.5"), 68_00, Decimal(10), unit="HUR", unit_cost_cents=40_00),
        LineInput("Entretien annuel", Decimal(2), 490_00, Decimal(20), unit="ANN", discounts=(Decimal(10), Decimal(5))),
    ]


@pytest.fixture
def quote(bruno, clinic, deal):
    return services.draft_quote(member=bruno, company=clinic, opportunity=deal, lines=three_lines())
