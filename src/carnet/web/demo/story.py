"""The demo workspace: « Ateliers Rhodanis », office fitters in Lyon, with two years behind them."""

from dataclasses import dataclass
from datetime import date
from random import Random

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.accounts.models import User
from carnet.foundation.csr.services import adopt_starter_set
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.foundation.workspaces.permissions import Role

from .activity import make_agenda, make_contacts, make_deals
from .buying import make_centres
from .calling import make_calls
from .campaigns import make_campaigns
from .catalogue import make_catalogue
from .fields import make_fields
from .interviewing import make_interviews
from .mailing import make_mailing
from .objectives import make_objectives
from .people import make_firms, siren_of, siret_of, vat_of
from .prospecting import make_prospecting
from .public_pages import make_public_pages
from .quotes import make_quotes
from .tours import make_tours

SLUG = "ateliers-rhodanis"
PASSWORD = "carnet-de-demo"  # noqa: S105 (printed on purpose: a demo's door stands open)
SEED = 20261123


@dataclass(frozen=True)
class SignIn:
    email: str
    name: str
    role: Role
    is_owner: bool = False


TEAM = (
    SignIn("claire@rhodanis.example", "Claire Morand", Role.REP),
    SignIn("yanis@rhodanis.example", "Yanis Belkacem", Role.REP),
    SignIn("marc@rhodanis.example", "Marc Delorme", Role.MANAGER, is_owner=True),
    SignIn("lea@rhodanis.example", "Léa Fournier", Role.READER),
)


def build(today: date | None = None) -> Workspace | None:
    """Make the demo workspace in one transaction; None when it is already there."""
    if Workspace.objects.filter(slug=SLUG).exists():
        return None
    with transaction.atomic():
        workspace = Workspace.objects.create(slug=SLUG, name="Ateliers Rhodanis")
        with scope(workspace=workspace):
            _tell(workspace, today or timezone.localdate())
    return workspace


def _tell(workspace: Workspace, today: date) -> None:
    random = Random(SEED)  # noqa: S311 (a story, not a secret)
    claire, yanis, marc, _ = [_member(workspace, sign_in) for sign_in in TEAM]
    reps = [claire, yanis]
    _seller(workspace)
    firms = make_firms(random, reps, today)
    make_contacts(random, firms, reps, today)
    adopt_starter_set(member=marc)
    fates = make_deals(random, firms, reps, today)
    make_quotes(random, fates, make_catalogue(marc, today))
    make_agenda(random, fates, reps, today)
    make_objectives(marc, reps, today)
    # Chance of its own: the rest of the story stays as it was told.
    make_fields(Random(SEED + 1), marc, claire, today)  # noqa: S311
    make_tours(Random(SEED + 2), claire, today)  # noqa: S311
    make_centres(claire, today)
    make_prospecting(Random(SEED + 3), claire, today)  # noqa: S311
    make_mailing(claire, marc)
    make_campaigns(Random(SEED + 4), claire, today)  # noqa: S311
    make_interviews(claire, today)
    make_public_pages(claire, today)
    make_calls(claire)


def _member(workspace: Workspace, sign_in: SignIn) -> Membership:
    user = User.objects.filter(email=sign_in.email).first()
    if user is None:
        user = User.objects.create_user(sign_in.email, PASSWORD, name=sign_in.name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return Membership.objects.create(workspace=workspace, user=user, role=sign_in.role, is_owner=sign_in.is_owner)


def _seller(workspace: Workspace) -> None:
    siren = siren_of(0)
    CompanySettings.objects.create(
        workspace=workspace,
        legal_name="Ateliers Rhodanis",
        legal_form="SAS",
        capital_cents=120_000_00,
        siren=siren,
        siret=siret_of(siren),
        rcs_city="Lyon",
        vat_number=vat_of(siren),
        street="12 rue des Frères-Lumière",
        postcode="69008",
        city="Lyon",
        phone="+33465719000",
        email="bonjour@rhodanis.example",
        website="https://www.rhodanis.example",
        insurance="Responsabilité civile et décennale : Mutuelle des Artisans du Rhône, 4 place Bellecour, "
        "69002 Lyon ; France métropolitaine.",
        mediator="Médiation Rhône Consommation, 8 quai Tilsitt, 69002 Lyon, www.mediation-rhone.example",
        iban="FR7630006000011234567890189",
        bic="AGRIFRPP",
        color="#1f46b4",
    )
