"""A company that says who it is, a public page of Bruno's, and a stranger's browser without cookies."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from carnet.foundation.ui import public
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.prospect.landing import receiving
from carnet.prospect.landing.models import Page
from carnet.prospect.landing.rules.content import Argument, Content, Own, Proof, spec
from carnet.prospect.landing.services import publish, save_page, save_version

URL = "/p/nord/bureaux-calmes/"
TYPED = {
    "name": "Jeanne Roy",
    "company": "Cabinet Roy",
    "email": "jeanne.roy@cabinet-roy.example",
    "phone": "06 12 34 56 78",
    "need": "Deux bureaux à isoler du bruit avant la fin de l’année, si possible un week-end.",
}
CONTENT = Content(
    title="Travailler au calme, sans travaux",
    promise="Vos bureaux gagnent 38 dB en une journée de pose.",
    action="Recevoir mon étude gratuite",
    image_alt="",
    proofs=(Proof("38 dB mesurés chez 12 clients", "Rapport du CSTB, mars 2026"),),
    arguments=(Argument("Posé en un jour", "Sans poussière."), Argument("Démontable", "Vous déménagez avec.")),
)


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    public.reading.clear()
    public.writing.clear()
    receiving._called_for[0] = 0.0


@pytest.fixture
def house(nord: Workspace) -> CompanySettings:
    return CompanySettings.objects.create(
        workspace=nord, legal_name="Ateliers du Nord SAS", legal_form="SAS", capital_cents=50_000_00,
        siren="732829320", siret="73282932000015", rcs_city="Lyon", vat_number="FR44732829320",
        street="12 quai Perrache", postcode="69002", city="Lyon", phone="+33465710001",
        email="bonjour@nord.example", insurance="AXA, Lyon, France", mediator="CM2C, 49 rue de Ponthieu, Paris",
    )  # fmt: skip


@pytest.fixture
def begun(bruno: Membership, house: CompanySettings, in_nord: Workspace) -> Page:
    """Written, not yet public: professionals, asked for e-mail and phone consents."""
    values = {
        "name": "Bureaux calmes", "slug": "bureaux-calmes", "target": "Cabinets de dix personnes gênés par le bruit",
        "positioning": "La cloison posée en une journée",
    }  # fmt: skip
    page = save_page(member=bruno, values=values)
    form = spec(
        ["name", "company", "email", "phone", "need"], ["company"], ["email", "phone"], "des cloisons acoustiques",
        [Own("own0", "Combien de bureaux ?", ("1 à 3", "4 et plus"))],
    )  # fmt: skip
    save_version(member=bruno, page=page, content=CONTENT, form=form)
    return page


@pytest.fixture
def landing(bruno: Membership, begun: Page) -> Page:
    publish(member=bruno, page=begun)
    return begun


def shown_ago(page: Page, seconds: float) -> str:
    """The stamp of a form that was shown so long ago."""
    signer = signing.TimestampSigner(salt=receiving.SALT)
    value = f"{page.pk}:{signing.b62_encode(int(time.time() - seconds))}"
    return f"{value}:{signer.signature(value)}"


@pytest.fixture
def send(landing: Page) -> Callable[..., Any]:
    """Send the form as a browser does, a while after reading it."""

    def post(url: str = URL, **changes: str) -> Any:
        data = TYPED | {"stamp": shown_ago(landing, 30), "site": ""} | changes
        return Client(headers={"user-agent": "Mozilla/5.0"}).post(url, data)

    return post
